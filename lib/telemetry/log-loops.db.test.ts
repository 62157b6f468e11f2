import "#lib/testing/alone.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishCheckpoint } from "#lib/audit/sequencer/publish-checkpoint.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { OtlpCollector } from "#lib/testing/otlp-collector.ts";
import { beginShipping, receiving, record, settle, shipped, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore
import { startTelemetry, type RunningTelemetry } from "./start-telemetry.ts";

const collector = new OtlpCollector();
let running: RunningTelemetry;
beforeAll(async () => {
  await record(1);
  await beginShipping();
  running = await startTelemetry("worker", {
    serviceName: "gatehouse",
    traces: {
      url: await collector.listen(),
      sampler: { name: "always_on", ratio: 1 },
      delayMs: 20,
    },
    metrics: null,
  });
});
afterAll(async () => {
  await running.stop();
  collector.close();
});

const told = async (name: string, count: number) => {
  await expect.poll(() => collector.named(name).length, { timeout: 10_000 }).toBe(count);
  return collector.named(name);
};

test("records that get their place and a signed head leave a trace, a round without work none", async () => {
  await record(4);
  const [placed] = await told("place records", 1);
  expect(placed?.attributes["gatehouse.records"]).toBeGreaterThanOrEqual(4);
  await told("sign checkpoint", 1);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  await record(1);
  await told("place records", 2);
});

test("what is shipped tells the kind of sink, and whether it was taken", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(2);
    receiver.fault = { kind: "status", status: 503, times: 1 };
    await shipped(id, 1);
    const [refused] = await told("ship events", 1);
    expect(refused).toMatchObject({
      status: 2,
      attributes: { "gatehouse.sink.kind": "webhook", "error.type": "not_taken" },
    });
    expect(collector.raw).not.toContain(id);
  });
});

test("a checkpoint that an anchor does not take is a span that went wrong, without its words", async () => {
  await record(1);
  await record(1);
  const checkpoint = { size: 1, at: new Date(), root: Buffer.alloc(32), note: "note" };
  const failing = { name: "webhook", publish: () => Promise.reject(new Error("secret")) } as const;
  await publishCheckpoint(sql, [failing], checkpoint);
  const [published] = await told("publish checkpoint", 1);
  expect(published).toMatchObject({ status: 2, attributes: { "gatehouse.anchor": "webhook" } });
  expect(collector.raw).not.toContain("secret");
  await settle();
});
