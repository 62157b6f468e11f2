import "#lib/testing/alone.ts";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import { getAuditFigures } from "#lib/audit/get-audit-figures.ts";
import { noteVerification } from "#lib/audit/note-verification.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromJson } from "#lib/audit/tree/signer.ts";
import { sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { scrape, valueOf } from "#lib/testing/prometheus-text.ts";
import { metricNames } from "#lib/testing/promql-names.ts";
import { observeAudit, observeLogWritable } from "./audit-metrics.ts";
import { observeSeconds } from "./metrics.ts";
import { observeJob } from "./observe-job.ts";
import { startTelemetry, type RunningTelemetry } from "./start-telemetry.ts";

const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Gatehouse[A-Za-z]+$/),
          expr: z.string().min(1),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});
const Dashboard = z.object({
  uid: z.string(),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      type: z.enum(["row", "stat", "timeseries"]),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string().min(1) })).default([]),
    }),
  ),
});

const read = (file: string) => fs.readFileSync(path.join(import.meta.dirname, file), "utf8");
const alerts = Rules.parse(parse(read("alerts/gatehouse.rules.yaml"))).groups.flatMap(
  ({ rules }) => rules,
);
const dashboard = Dashboard.parse(JSON.parse(read("dashboards/gatehouse.json")));

let running: RunningTelemetry;
const ends: (() => void)[] = [];
beforeAll(async () => {
  running = await startTelemetry("worker", {
    serviceName: "gatehouse",
    traces: null,
    metrics: { host: "127.0.0.1", ports: { web: null, worker: 0 } },
  });
  ends.push(observeAudit(), observeLogWritable());
});
afterAll(async () => {
  for (const end of ends) end();
  await running.stop();
});

const scraped = () => scrape(running.metricsPort ?? 0);

const deeds = (count: number) => {
  const ctx = { ...systemContext(), now: new Date(Date.now() - 90_000) };
  const target = { targetKind: "server", targetId: "x", before: null } as const;
  const entry = (n: number) => ({ action: "server.use" as const, ...target, after: { n } });
  return appendEvents(
    recordsOf(
      ctx,
      Array.from({ length: count }, (_, n) => entry(n)),
    ),
  );
};

/** Sinks are changed under four eyes, which triggers see to: here they sleep. */
const asTwoPeople = (statement: string) =>
  asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(statement);
  });

/** A signed tree of what happened 90 s ago, records beside it, a sink that is behind, an alarm. */
async function fillLog(): Promise<{ size: number }> {
  await deeds(5);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const signer = signerFromJson(createKey("test.example/log"));
  await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
  await deeds(3);
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  const size = tree?.size ?? 0;
  await sql(
    {
      text: `INSERT INTO "AuditAnchor" ("size", "anchor", "at", "state") VALUES
        (1, 'witness', now() - interval '1 minute', 'done'), (2, 'witness', now(), 'alarm'),
        (1, 'webhook', now() - interval '1 minute', 'alarm'), (2, 'webhook', now(), 'done')`,
    },
    [],
  );
  await asTwoPeople(
    `INSERT INTO "AuditSink" ("id", "name", "kind", "config", "format", "position", "createdAt") VALUES
      (gen_random_uuid(), 'behind', 'webhook', '{}', 'ocsf', ${size - 4}, now()),
      (gen_random_uuid(), 'even', 'webhook', '{}', 'ocsf', ${size}, now())`,
  );
  // A lot of which some were sent again, one that waits for somebody, and one that is done with.
  await sql(
    {
      text: `INSERT INTO "AuditSinkLetter" ("id", "sinkId", "firstLeaf", "count", "sent", "cause", "reason", "at", "replayedAt")
      SELECT gen_random_uuid(), s."id", 0, l."count", l."sent", 'missing', 'away', now(), l."done"
      FROM "AuditSink" s, (VALUES (10, 4, NULL::timestamptz), (1, 0, NULL), (5, 5, now())) l("count", "sent", "done")
      WHERE s."name" = 'behind'`,
    },
    [],
  );
  return { size };
}

describe("the figures of the log", () => {
  test("of an empty log are none, and no sink is late", async () => {
    const figures = await getAuditFigures(systemContext(), {});
    expect(figures).toMatchObject({ checkpointAgeSeconds: null, treeSize: 0, sinks: [] });
    expect(figures.heartbeats).toEqual([
      { process: "web", ageSeconds: 3600 },
      { process: "worker", ageSeconds: 3600 },
    ]);
    expect(figures.alarms).toEqual([{ place: "tree", alarmed: false }]);
    expect(figures.verification).toEqual({ ageSeconds: 0, problems: null });
  });

  test("say how old, how far behind and how alarmed it is", async () => {
    const { size } = await fillLog();
    const figures = await getAuditFigures(systemContext(), {});
    expect(size).toBeGreaterThanOrEqual(6);
    expect(figures.treeSize).toBe(size);
    expect(figures.checkpointAgeSeconds).toBeGreaterThanOrEqual(0);
    expect(figures.checkpointAgeSeconds).toBeLessThan(20);
    expect(figures.sequencerLag).toBe(3);
    const [behind, even] = figures.sinks;
    // Three wait for their place in the tree.
    expect(behind).toMatchObject({ sink: "behind", lagRecords: 4 + 3, deadLetters: 7 });
    expect(behind?.lagSeconds).toBeGreaterThanOrEqual(90);
    expect(behind?.lagSeconds).toBeLessThan(200);
    expect(even).toMatchObject({ sink: "even", lagRecords: 3, deadLetters: 0 });
    expect(even?.lagSeconds).toBeGreaterThanOrEqual(90);
    expect(figures.alarms).toEqual([
      { place: "tree", alarmed: false },
      { place: "webhook", alarmed: false },
      { place: "witness", alarmed: true },
    ]);
    // Since the last that it took; the other never took any.
    const [webhook, witness] = figures.anchors;
    expect(webhook?.ageSeconds).toBeLessThan(20);
    expect(witness?.ageSeconds).toBeGreaterThanOrEqual(60);
    expect(behind).toMatchObject({ comparedBy: "list", uncomparedSeconds: 0 });
    expect(figures.verification.problems).toBeNull();
    await noteVerification(systemContext(), { size, seconds: 1, problems: 4 });
    const { verification } = await getAuditFigures(systemContext(), {});
    expect(verification.problems).toBe(4);
    expect(verification.ageSeconds).toBeLessThan(20);
  });

  test("are scraped as gauges, and a sink that is gone is not told of any more", async () => {
    const before = await scraped();
    expect(valueOf(before, "gatehouse_audit_sink_lag_records", { sink: "behind" })).toBe(7);
    expect(valueOf(before, "gatehouse_audit_sink_dead_letters", { sink: "behind" })).toBe(7);
    expect(valueOf(before, "gatehouse_audit_sink_dead_letters", { sink: "even" })).toBe(0);
    expect(valueOf(before, "gatehouse_audit_witness_alarm", { place: "witness" })).toBe(1);
    const ofWitness = { anchor: "witness" };
    expect(valueOf(before, "gatehouse_audit_anchor_age_seconds", ofWitness)).toBeGreaterThan(59);
    const even = { sink: "even", compared_by: "list" };
    expect(valueOf(before, "gatehouse_audit_sink_uncompared_seconds", even)).toBe(0);
    expect(valueOf(before, "gatehouse_audit_verification_problems")).toBe(4);
    expect(valueOf(before, "gatehouse_audit_verification_age_seconds")).toBeLessThan(60);
    expect(valueOf(before, "gatehouse_audit_figures_up")).toBe(1);
    expect(valueOf(before, "gatehouse_audit_log_writable")).toBe(1);
    expect(valueOf(before, "gatehouse_audit_appends_total")).toBeGreaterThanOrEqual(2);
    await asTwoPeople(`DELETE FROM "AuditSink" WHERE "name" = 'behind'`);
    await expect
      .poll(
        async () =>
          valueOf(await scraped(), "gatehouse_audit_sink_lag_records", { sink: "behind" }),
        { timeout: 20_000 },
      )
      .toBeUndefined();
  });

  test("of the pool of connections are there too", async () => {
    const read = await scraped();
    expect(valueOf(read, "gatehouse_db_pool_connections", { state: "total" })).toBeGreaterThan(0);
    expect(valueOf(read, "gatehouse_db_pool_waiting")).toBe(0);
  });
});

describe("every metric that is named is one that the product exposes", () => {
  const exposed = async (): Promise<Set<string>> => {
    await observeJob("mirror.run", async () => undefined);
    observeSeconds("http_server_request_duration_seconds", { http_route: "/" }, 0.1);
    await getAuditFigures(systemContext(), {});
    return new Set((await scraped()).samples.map(({ name }) => name));
  };
  const named = [
    ...alerts.map(({ alert, expr }) => [alert, expr] as const),
    ...dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [`panel ${title}`, expr] as const),
    ),
  ];

  test.each(named)("in %s", async (_where, expression) => {
    const names = metricNames(expression);
    expect(names.length).toBeGreaterThan(0);
    const there = await exposed();
    expect(names.filter((name) => !there.has(name))).toEqual([]);
  });

  test("one that does not exist is found out", async () => {
    const there = await exposed();
    const expression = `sum by (job) (rate(gatehouse_no_such_metric_total{job="gatehouse_job_duration_seconds_count"}[5m])) > 1 or absent(process_cpu_seconds_total)`;
    expect(metricNames(expression)).toEqual([
      "gatehouse_no_such_metric_total",
      "process_cpu_seconds_total",
    ]);
    expect(metricNames(expression).filter((name) => !there.has(name))).toEqual([
      "gatehouse_no_such_metric_total",
    ]);
  });

  test.each([
    ["log not writable", "gatehouse_audit_append_errors_total"],
    ["heartbeat missing", "gatehouse_audit_heartbeat_age_seconds"],
    ["checkpoint late", "gatehouse_audit_checkpoint_age_seconds"],
    ["a verification that found something", "gatehouse_audit_verification_problems"],
    ["a verification that is late", "gatehouse_audit_verification_age_seconds"],
    ["sink lag", "gatehouse_audit_sink_lag_seconds"],
    ["dead letters that wait", "gatehouse_audit_sink_dead_letters"],
    ["sinks that nobody compares", "gatehouse_audit_sink_uncompared_seconds"],
    ["anchors that take nothing", "gatehouse_audit_anchor_age_seconds"],
    ["witness alarm", "gatehouse_audit_witness_alarm"],
    ["errors of ours", "http_server_request_duration_seconds_count"],
    ["failing jobs", "gatehouse_job_duration_seconds_count"],
  ])("there is an alert for %s", (_what, metric) => {
    expect(alerts.some(({ expr }) => metricNames(expr).includes(metric))).toBe(true);
  });

  test.each([
    ["checkpoint that was never signed", "gatehouse_audit_checkpoint_age_seconds"],
    ["heartbeat that nobody reads", "gatehouse_audit_heartbeat_age_seconds"],
  ])("there is an alert for a %s, which has no metric", (_what, metric) => {
    expect(alerts.some(({ expr }) => expr.includes(`or absent(${metric})`))).toBe(true);
  });

  test("names and places are used once", () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { gridPos } of dashboard.panels)
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});
