import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts";
import { fieldsOf, fires, readSigma } from "#lib/testing/sigma.ts";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import { jsonEvent } from "../core/json.ts";
import { ocsfEvent } from "../core/ocsf.ts";
import type { SinkEvent } from "../core/sink-event.ts";

const FOLDER = new URL("./sigma/", import.meta.url);
const NAMES = readdirSync(FOLDER).map((file) => file.replace(/\.yml$/, ""));
const ruleOf = (name: string) => readSigma(readFileSync(new URL(`${name}.yml`, FOLDER), "utf8"));

const one = (more: Partial<SequencedRecord>): SinkEvent[] => [sampleEvent(more)];
/** So many, seconds apart. */
const many = (count: number, seconds: number, more: Partial<SequencedRecord>): SinkEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 26, 17) + index * seconds * 1_000).toISOString();
    return sampleEvent({ seq: index + 1, at, ...more });
  });
const refusal = { kind: "event", action: "authorization.refuse", outcome: "refused", before: null } as const; // prettier-ignore
const token = (minutes: number, more: Partial<SequencedRecord> = {}) => [
  sampleEvent({ action: "token.create", targetKind: "token", after: { name: "build" } }),
  sampleEvent({ at: new Date(Date.UTC(2026, 10, 26, 17, minutes)).toISOString(), credentialId: "t", ...more }), // prettier-ignore
];

/** What a process says of itself, under the first of its writers, every 15 seconds. */
const beats = (count: number, targetId: string) =>
  many(count, 15, { kind: "heartbeat", action: "log.heartbeat", targetKind: "writer", targetId });

/** For each rule: what must fire it, and what is near and must not. */
const CASES: Record<string, { fire: SinkEvent[][]; quiet: SinkEvent[][] }> = {
  "log-alarm": {
    fire: [one({ action: "log.alarm", after: { what: "fork" } })],
    quiet: [one({ action: "log.verify", after: { problems: 0 } })],
  },
  "verification-found-problems": {
    fire: [one({ action: "log.verify", after: { size: 9, problems: 2 } })],
    quiet: [one({ action: "log.verify", after: { size: 9, problems: 0 } })],
  },
  "quarantine-lifted": {
    fire: [one({ action: "server.lift_quarantine" })],
    quiet: [one({ action: "server.quarantine" }), one({ action: "server.lift_quarantine", outcome: "refused" })], // prettier-ignore
  },
  "admin-role-granted": {
    fire: [one({ action: "person.set_roles", before: { roles: ["engineer"] }, after: { roles: ["engineer", "admin"] } })], // prettier-ignore
    quiet: [
      one({ action: "person.set_roles", before: { roles: ["admin"] }, after: { roles: ["admin", "auditor"] } }), // prettier-ignore
      one({ action: "person.set_roles", before: { roles: ["admin"] }, after: { roles: [] } }),
    ],
  },
  "sink-stopped": {
    fire: [one({ action: "sink.remove" }), one({ action: "sink.change", before: { enabled: true }, after: { enabled: false } })], // prettier-ignore
    quiet: [one({ action: "sink.create" }), one({ action: "sink.test" }), one({ action: "webhook.remove" })], // prettier-ignore
  },
  "retention-weakened": {
    fire: [one({ action: "retention.set" }), one({ action: "retention.clear" }), one({ action: "hold.lift" }), one({ action: "subject.erase" })], // prettier-ignore
    quiet: [one({ action: "hold.set" }), one({ action: "retirement.announce" })],
  },
  "log-exported": {
    fire: [one({ action: "export.read" })],
    quiet: [one({ action: "export.download" }), one({ action: "export.read", actorKind: "system" })], // prettier-ignore
  },
  "four-eyes-attempt": {
    fire: [one({ ...refusal, after: { permission: "audit.confirm", code: "forbidden" } })],
    quiet: [one({ ...refusal, after: { permission: "audit.read", code: "forbidden" } }), one({ action: "change.confirm" })], // prettier-ignore
  },
  "writer-fenced": {
    fire: [one({ kind: "epoch", action: "writer.open", after: { previousEpoch: 1, sealed: "fenced" } })], // prettier-ignore
    quiet: [one({ kind: "epoch", action: "writer.open", after: { previousEpoch: 1, sealed: "closed" } }), one({ action: "writer.open", after: { sealed: null } })], // prettier-ignore
  },
  "records-missing-at-a-sink": {
    fire: [one({ action: "sink.reconcile", after: { missing: 3 } })],
    quiet: [one({ action: "sink.reconcile", after: { missing: 0 } })],
  },
  "heartbeat-missing": {
    fire: [
      [],
      many(20, 1, { action: "server.change" }),
      // One process fell silent, and another one goes on.
      [...beats(20, "web-1"), ...beats(8, "worker-1")],
    ],
    // The first one of a process comes before it has a writer.
    quiet: [[...beats(20, "web-1"), ...beats(20, "worker-1"), ...beats(1, "")], beats(12, "web-1")],
  },
  "checkpoint-missing": {
    fire: [many(20, 15, { kind: "heartbeat", action: "log.heartbeat" })],
    quiet: [[sampleCheckpoint()]],
  },
  "mass-refusals": {
    fire: [many(10, 20, refusal)],
    quiet: [
      many(9, 20, refusal),
      many(20, 60, refusal),
      many(20, 1, refusal).map((event, index) => event.type === "record" ? { ...event, record: { ...event.record, actorId: `p${index % 4}` } } : event), // prettier-ignore
    ],
  },
  "token-made-and-used": {
    fire: [token(3)],
    quiet: [token(11), token(3, { credentialId: null }), token(3, { actorId: "another" }), token(3).reverse()], // prettier-ignore
  },
};

test("there are rules, and each has its cases", () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(8);
  expect(Object.keys(CASES).sort()).toEqual(NAMES.sort());
});

describe.each(NAMES)("%s", (name) => {
  const file = ruleOf(name);
  const formats: [string, (event: SinkEvent) => ReturnType<typeof jsonEvent>][] = [
    ["Gatehouse JSON", (event) => jsonEvent(event, "1")],
    ["OCSF", (event) => ocsfEvent(event, "1")],
  ];

  test.each(formats)("fires on what it is for, and on nothing near it, in %s", (_format, write) => {
    for (const events of CASES[name]?.fire ?? []) expect(fires(file, events.map(write))).toBe(true);
    for (const events of CASES[name]?.quiet ?? []) expect(fires(file, events.map(write))).toBe(false); // prettier-ignore
  });

  test("has what Sigma asks of a rule, and an id of its own", () => {
    const main = file.correlation ?? file.rules[0];
    expect(main?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(main?.title.length).toBeLessThan(110);
    expect(["informational", "low", "medium", "high", "critical"]).toContain(main?.["level"]);
    for (const rule of file.rules) expect(rule["logsource"]).toEqual({ product: "gatehouse", service: "audit" }); // prettier-ignore
    const ids = NAMES.flatMap((other) => ruleOf(other)).flatMap(({ rules, correlation }) => [...rules, ...(correlation ? [correlation] : [])].map(({ id }) => id)); // prettier-ignore
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("asks for fields that our events have", () => {
    const known = Object.keys(jsonEvent(sampleEvent(), "1"));
    for (const field of fieldsOf(file)) expect(known).toContain(field.split(".")[0]);
  });
});
