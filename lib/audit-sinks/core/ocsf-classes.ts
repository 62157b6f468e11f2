import type { RecordKind } from "#lib/audit/core/record.ts";

/** Classes of OCSF 1.5 (schema.ocsf.io) that the log uses, with their activities. */
export const OCSF_CLASSES = {
  account_change: {
    uid: 3001,
    name: "Account Change",
    activities: { 1: "Create", 2: "Enable", 5: "Disable", 6: "Delete" },
  },
  authentication: { uid: 3002, name: "Authentication", activities: { 1: "Logon", 2: "Logoff" } },
  entity_management: {
    uid: 3004,
    name: "Entity Management",
    activities: { 1: "Create", 2: "Read", 3: "Update", 4: "Delete" },
  },
  user_access: {
    uid: 3005,
    name: "User Access Management",
    activities: { 1: "Assign Privileges", 2: "Revoke Privileges" },
  },
  group_management: {
    uid: 3006,
    name: "Group Management",
    activities: { 3: "Add User", 4: "Remove User" },
  },
  api_activity: {
    uid: 6003,
    name: "API Activity",
    activities: { 1: "Create", 2: "Read", 3: "Update", 4: "Delete" },
  },
  datastore_activity: { uid: 6005, name: "Datastore Activity", activities: { 1: "Read" } },
  event_log_activity: {
    uid: 1008,
    name: "Event Log Activity",
    activities: { 2: "Delete", 3: "Export", 6: "Start", 7: "Stop" },
  },
} as const;
export type OcsfClass = keyof typeof OCSF_CLASSES;

export const CATEGORY_NAMES: Record<number, string> = {
  1: "System Activity",
  3: "Identity & Access Management",
  6: "Application Activity",
};

const OTHER = 99;

export type OcsfMapping = { class: OcsfClass; activity: number };

const EXACT: Readonly<Record<string, OcsfMapping>> = {
  "session.start": { class: "authentication", activity: 1 },
  "session.end": { class: "authentication", activity: 2 },
  "session.revoke": { class: "authentication", activity: 2 },
  "person.create": { class: "account_change", activity: 1 },
  "person.enable": { class: "account_change", activity: 2 },
  "person.disable": { class: "account_change", activity: 5 },
  // Assigning or revoking: the record's own roles decide (ocsf.ts).
  "person.set_roles": { class: "user_access", activity: 1 },
  "team.add_member": { class: "group_management", activity: 3 },
  "team.remove_member": { class: "group_management", activity: 4 },
  "writer.open": { class: "event_log_activity", activity: 6 },
  "writer.close": { class: "event_log_activity", activity: 7 },
  "log.prune": { class: "event_log_activity", activity: 2 },
  "export.read": { class: "event_log_activity", activity: 3 },
  "export.download": { class: "datastore_activity", activity: 1 },
};

const BY_NOUN: Readonly<Record<string, OcsfClass>> = {
  session: "authentication",
  person: "account_change",
  writer: "event_log_activity",
  log: "event_log_activity",
  authorization: "api_activity",
};

const CRUD: Readonly<Record<string, number>> = Object.fromEntries([
  ...words(1, "create draft seed save record import submit announce grant_exception"),
  ...words(2, "read see_upstream use list check"),
  ...words(
    3,
    "change update set edit describe classify set_people set_visibility set_preferences replay",
  ),
  ...words(3, "assign_owner transfer rename enable disable pause resume"),
  ...words(4, "remove delete discard revoke end withdraw cancel erase clear lift"),
]);

/** Always an answer: what no table names is an "Other" activity of its class (OCSF activity 99). */
export function ocsfMapping(action: string, kind: RecordKind): OcsfMapping {
  const exact = own(EXACT, action);
  if (exact) return exact;
  const { noun, verb } = wordsOf(action);
  const name = kind === "call" ? "api_activity" : (own(BY_NOUN, noun) ?? "entity_management");
  const crud = name === "api_activity" || name === "entity_management";
  return { class: name, activity: (crud ? own(CRUD, verb) : undefined) ?? OTHER };
}

/** The caption of an activity; of "Other" the verb, as OCSF asks for. */
export function activityName({ class: name, activity }: OcsfMapping, action: string): string {
  const captions: Readonly<Record<number, string>> = OCSF_CLASSES[name].activities;
  return captions[activity] ?? wordsOf(action).verb;
}

function wordsOf(action: string): { noun: string; verb: string } {
  const [noun = "", verb = noun] = action.split(".");
  return { noun, verb };
}

function words(activity: number, verbs: string): [string, number][] {
  return verbs.split(" ").map((verb) => [verb, activity]);
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
