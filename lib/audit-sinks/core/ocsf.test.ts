import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ADA, sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { OCSF_CLASSES, ocsfMapping, type OcsfClass } from "./ocsf-classes.ts";
import { ocsfEvent } from "./ocsf.ts";
import { severityOf } from "./severity.ts";

/** Every action that entry.ts knows: its templates `noun.${"a" | "b"}` written out. */
function allActions(): string[] {
  const source = readFileSync(new URL("../../audit/core/entry.ts", import.meta.url), "utf8");
  const union = source.slice(source.indexOf("export type AuditAction"));
  const text = union.slice(0, union.indexOf(";"));
  const templates = [...text.matchAll(/`([a-z_]+)\.\$\{([^}]+)\}`/g)].flatMap(
    ([, noun = "", verbs = ""]) =>
      [...verbs.matchAll(/"([a-z_]+)"/g)].map(([, verb = ""]) => `${noun}.${verb}`),
  );
  const plain = [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, action = ""]) => action);
  return [...templates, ...plain];
}

/** Required attributes and "at least one of" of OCSF 1.5, beyond those of every event. */
const REQUIRED: Record<OcsfClass, { all: string[]; one?: string[] }> = {
  account_change: { all: ["user"] },
  authentication: { all: ["user"], one: ["service", "dst_endpoint"] },
  entity_management: { all: ["entity"] },
  user_access: { all: ["user", "privileges"] },
  group_management: { all: ["group"], one: ["privileges", "user"] },
  api_activity: { all: ["actor", "api", "src_endpoint"] },
  datastore_activity: { all: ["actor", "src_endpoint"], one: ["database", "databucket", "table"] },
  event_log_activity: { all: [], one: ["log_file", "log_name", "log_provider", "log_type", "log_type_id"] }, // prettier-ignore
};
const EVERY = "activity_id category_uid class_uid metadata severity_id time type_uid".split(" ");

function expectValid(event: JsonObject): void {
  const found = Object.entries(OCSF_CLASSES).find(([, { uid }]) => uid === event["class_uid"]);
  const [name, facts] = found ?? [];
  const { all, one } = REQUIRED[name as OcsfClass];
  for (const attribute of [...EVERY, ...all]) expect(event).toHaveProperty(attribute);
  if (one) expect(one.some((attribute) => attribute in event)).toBe(true);
  const activity = Number(event["activity_id"]);
  expect(event["type_uid"]).toBe(Number(event["class_uid"]) * 100 + activity);
  expect(event["category_uid"]).toBe(Math.floor(Number(event["class_uid"]) / 1_000));
  const caption = (facts?.activities as Record<number, string> | undefined)?.[activity];
  expect(activity === 99 || event["activity_name"] === caption).toBe(true);
  expect(event["activity_name"]).not.toBe("");
  expect(event["metadata"]).toMatchObject({ version: "1.5.0", product: { vendor_name: "Gatehouse" } }); // prettier-ignore
  for (const user of [event["user"], (event["actor"] as JsonObject | undefined)?.["user"]])
    if (user) expect((user as JsonObject)["uid"]).not.toBe("");
}

test("entry.ts is read as it stands", () => {
  const actions = allActions();
  expect(actions.length).toBeGreaterThan(100);
  expect(actions).toEqual(expect.arrayContaining(["server.quarantine", "deployment_rule.set", "session.start"])); // prettier-ignore
});

describe("every action of the log is a valid event of its class", () => {
  test.each(allActions())("%s", (action) => {
    for (const outcome of ["success", "refused", "failed"] as const)
      for (const actorKind of ["user", "system", "anonymous", "agent"])
        for (const facts of [null, { roles: ["admin"], person: ADA, team: "t", reason: "r" }])
          expectValid(ocsfEvent(sampleEvent({ action, outcome, actorKind, actorId: actorKind === "anonymous" ? "" : ADA, before: null, after: facts, targetKind: action.split(".")[0] ?? "" }), "1")); // prettier-ignore
  });
});

test.each<[string, OcsfClass, number]>([
  ["session.start", "authentication", 1],
  ["session.end", "authentication", 2],
  ["person.create", "account_change", 1],
  ["person.disable", "account_change", 5],
  ["person.sync", "account_change", 99],
  ["person.set_roles", "user_access", 1],
  ["team.add_member", "group_management", 3],
  ["team.create", "entity_management", 1],
  ["server.change", "entity_management", 3],
  ["server.quarantine", "entity_management", 99],
  ["token.revoke", "entity_management", 4],
  ["export.read", "event_log_activity", 3],
  ["log.heartbeat", "event_log_activity", 99],
  ["writer.open", "event_log_activity", 6],
  ["export.download", "datastore_activity", 1],
  ["sink.remove", "entity_management", 4],
  ["authorization.refuse", "api_activity", 99],
  ["nobody.knows", "entity_management", 99],
  ["constructor.toString", "entity_management", 99],
])("%s is %s, activity %i", (action, name, activity) => {
  expect(ocsfMapping(action, "command")).toEqual({ class: name, activity });
});

test("a call is an activity of an API whatever it is called", () => {
  expect(ocsfMapping("tool.delete", "call")).toEqual({ class: "api_activity", activity: 4 });
});

test("an event carries identity, place in the chain, both sides and the names of people", () => {
  const event = sampleEvent({ seq: 7, leaf: 41, writer: "web-2", epoch: 3, outcome: "refused" });
  expect(ocsfEvent(event, "1.2.3")).toMatchObject({
    time: Date.UTC(2026, 10, 26, 17),
    status_id: 2,
    status_code: "refused",
    severity_id: 3,
    metadata: { uid: event.record.id, sequence: 7, event_code: "server.quarantine", product: { version: "1.2.3" } }, // prettier-ignore
    actor: { user: { uid: ADA, name: "Ada Lovelace", email_addr: "ada@example.org", type_id: 1 } },
    entity: { uid: "org.example/files", type: "server" },
    comment: "A finding",
    unmapped: { ...event.record },
  });
});

test("a sign-in is the person's, who acts and whose session it is", () => {
  const event = sampleEvent({ action: "session.start", targetKind: "session", targetId: "s-1" });
  expect(ocsfEvent(event, "1")).toMatchObject({
    type_name: "Authentication: Logon",
    status: "Success",
    actor: { user: { uid: ADA, name: "Ada Lovelace", type_id: 1 } },
    user: { uid: ADA, name: "Ada Lovelace", type_id: 1 },
    session: { uid: "s-1" },
  });
});

test("a refused sign-in is a logon that failed, of the person where one is known, and says why", () => {
  const refusal = { action: "authorization.refuse", kind: "event", outcome: "refused", actorKind: "system", actorId: "sign-in", actorName: "Sign-in" } as const; // prettier-ignore
  const after = { permission: "identity.resolve", code: "forbidden", reason: "email_of_another" };
  const event = ocsfEvent(sampleEvent({ ...refusal, targetKind: "person", targetId: ADA, after }), "1"); // prettier-ignore
  expectValid(event);
  expect(event).toMatchObject({
    type_name: "Authentication: Logon",
    status: "Failure",
    status_detail: "email_of_another",
    user: { uid: ADA },
  });
  expect(event).not.toHaveProperty("session");

  const token = { permission: "identity.resolve", code: "unauthenticated" };
  expect(ocsfEvent(sampleEvent({ ...refusal, targetKind: "token", after: token }), "1")).toMatchObject({ class_name: "API Activity" }); // prettier-ignore
});

test("roles taken away entirely are a revocation", () => {
  const event = sampleEvent({ action: "person.set_roles", targetKind: "person", targetId: ADA, before: { roles: ["admin"] }, after: { roles: [] } }); // prettier-ignore
  expect(ocsfEvent(event, "1")).toMatchObject({ activity_id: 2, user: { uid: ADA, name: "Ada Lovelace" } }); // prettier-ignore
});

test("a checkpoint is an event of the log with its note", () => {
  const checkpoint = sampleCheckpoint(10);
  const event = ocsfEvent(checkpoint, "1");
  expectValid(event);
  expect(event).toMatchObject({
    class_uid: 1008,
    activity_name: "checkpoint",
    metadata: { uid: "checkpoint-10", event_code: "audit.checkpoint", sequence: 10 },
    unmapped: { type: "checkpoint", root: checkpoint.root, size: 10, note: checkpoint.note },
  });
});

test.each([
  ["log.alarm", "success", "critical"],
  ["sink.change", "success", "high"],
  ["log.change_key", "success", "high"],
  ["hold.lift", "success", "high"],
  ["retention.set", "success", "high"],
  ["person.set_roles", "success", "medium"],
  ["authorization.refuse", "refused", "medium"],
  ["server.change", "failed", "medium"],
  ["server.quarantine", "success", "low"],
  ["sink.test", "success", "informational"],
  ["log.heartbeat", "success", "informational"],
] as const)("%s (%s) is %s", (action, outcome, severity) => {
  expect(severityOf(sampleEvent({ action, outcome }))).toBe(severity);
});
