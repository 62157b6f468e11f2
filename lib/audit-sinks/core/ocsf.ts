import type { AuditRecord } from "#lib/audit/core/record.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import { jsonFields } from "./json.ts";
import {
  activityName,
  CATEGORY_NAMES,
  OCSF_CLASSES,
  ocsfMapping,
  type OcsfClass,
  type OcsfMapping,
} from "./ocsf-classes.ts";
import { SEVERITY_NUMBERS, severityOf } from "./severity.ts";
import {
  actorName,
  CHECKPOINT_ACTION,
  eventAction,
  eventAt,
  eventId,
  eventMessage,
  LOG_NAME,
  PRODUCT,
  VENDOR,
  type RecordEvent,
  type SinkEvent,
} from "./sink-event.ts";

export const OCSF_VERSION = "1.5.0";
const OTHER = 99;

/**
 * An event as OCSF 1.5. What the schema has no attribute for stands in `unmapped` under the names
 * of our export, so that place in the chain, hashes and both sides of a change arrive whole.
 */
export function ocsfEvent(event: SinkEvent, version: string): JsonObject {
  const mapping = mappingOf(event);
  const { uid, name } = OCSF_CLASSES[mapping.class];
  const category = Math.floor(uid / 1_000);
  const severity = severityOf(event);
  return {
    activity_id: mapping.activity,
    activity_name: activityName(mapping, eventAction(event)),
    category_uid: category,
    category_name: CATEGORY_NAMES[category] ?? "",
    class_uid: uid,
    class_name: name,
    type_uid: uid * 100 + mapping.activity,
    type_name: `${name}: ${activityName(mapping, eventAction(event))}`,
    time: Date.parse(eventAt(event)),
    severity_id: SEVERITY_NUMBERS[severity].ocsf,
    severity,
    ...statusOf(event),
    message: eventMessage(event),
    metadata: metadataOf(event, version),
    ...(event.type === "record"
      ? { actor: actorOf(event), ...ATTRIBUTES[mapping.class](event) }
      : logAttributes),
    unmapped: jsonFields(event),
  };
}

function mappingOf(event: SinkEvent): OcsfMapping {
  if (event.type === "checkpoint") return { class: "event_log_activity", activity: OTHER };
  const mapping = ocsfMapping(event.record.action, event.record.kind);
  if (isRefusedSignIn(event.record)) return ocsfMapping("session.start", "command");
  if (mapping.class === "user_access" && roles(event.record.after).length === 0)
    return { ...mapping, activity: 2 };
  return mapping;
}

/** Sign-ins alone are refused with a reason of their own (lib/auth/core/sign-in-refusal.ts). */
const isRefusedSignIn = ({ action, after }: AuditRecord): boolean =>
  action === "authorization.refuse" &&
  textOf(after?.["permission"]) === "identity.resolve" &&
  textOf(after?.["reason"]) !== "";

function statusOf(event: SinkEvent): JsonObject {
  const outcome = event.type === "record" ? event.record.outcome : "success";
  const good = outcome === "success";
  return {
    status_id: good ? 1 : 2,
    status: good ? "Success" : "Failure",
    status_code: outcome,
    ...(good || event.type !== "record" ? {} : { status_detail: reasonOf(event.record) }),
  };
}

function metadataOf(event: SinkEvent, version: string): JsonObject {
  return {
    version: OCSF_VERSION,
    uid: eventId(event),
    product: { name: PRODUCT, vendor_name: VENDOR, version },
    event_code: event.type === "record" ? event.record.action : CHECKPOINT_ACTION,
    log_name: LOG_NAME,
    log_provider: PRODUCT,
    original_time: eventAt(event),
    sequence: event.type === "record" ? event.record.seq : event.size,
    ...(event.type === "record" && event.record.requestId !== ""
      ? { correlation_uid: event.record.requestId }
      : {}),
  };
}

/** user.type_id: 1 a person, 4 a service, 0 unknown. */
function actorOf(event: RecordEvent): JsonObject {
  const { actorKind, actorId } = event.record;
  if (actorKind === "system") return { app_name: PRODUCT, app_uid: actorId || "system" };
  return { user: actingUser(event) };
}

function actingUser(event: RecordEvent): JsonObject {
  const { actorKind, actorId, credentialId } = event.record;
  const types: Record<string, number> = { user: 1, agent: 4, system: 3 };
  const type = types[actorKind] ?? 0;
  return {
    ...userOf(event, actorId || actorKind),
    type_id: type,
    type: actorKind,
    ...(credentialId === null ? {} : { credential_uid: credentialId }),
  };
}

function userOf(event: RecordEvent, id: string): JsonObject {
  const person = event.people.get(id);
  const name = id === event.record.actorId ? actorName(event) : (person?.name ?? "");
  return {
    uid: id,
    ...(name === "" ? {} : { name }),
    ...(person && person.email !== "" ? { email_addr: person.email } : {}),
  };
}

const logAttributes: JsonObject = { log_name: LOG_NAME, log_provider: PRODUCT };

/** Required and recommended attributes of each class. */
const ATTRIBUTES: Record<OcsfClass, (event: RecordEvent) => JsonObject> = {
  authentication: (event) => ({
    user: subjectOf(event),
    service: { name: PRODUCT },
    ...(event.record.targetKind === "session"
      ? { session: { uid: event.record.targetId || event.record.id } }
      : {}),
    is_remote: true,
  }),
  account_change: (event) => ({ user: subjectOf(event) }),
  user_access: (event) => ({
    user: subjectOf(event),
    privileges: roles(event.record.after ?? event.record.before),
    resources: [{ name: PRODUCT, type: "application" }],
  }),
  group_management: (event) => {
    const facts = event.record.after ?? event.record.before ?? {};
    const person = textOf(facts["person"]);
    return {
      group: { uid: event.record.targetId || "unknown", name: textOf(facts["team"]) },
      user: person === "" ? subjectOf(event) : userOf(event, person),
    };
  },
  entity_management: ({ record }) => ({
    entity: { uid: record.targetId || record.id, type: record.targetKind || "unknown" },
    ...(reasonOf(record) === "" ? {} : { comment: reasonOf(record) }),
  }),
  api_activity: (event) => ({
    api: {
      operation: event.record.action,
      service: { name: PRODUCT },
      request: { uid: event.record.requestId || event.record.id },
    },
    resources: [{ uid: event.record.targetId || "unknown", type: event.record.targetKind }],
    src_endpoint: sourceOf(event.record),
  }),
  datastore_activity: (event) => ({
    database: { name: event.record.targetKind || PRODUCT, type_id: OTHER, type: "catalog" },
    type_id: 1,
    src_endpoint: sourceOf(event.record),
  }),
  event_log_activity: () => logAttributes,
};

/** Network addresses of callers are not in the log: the source is named by who called. */
const sourceOf = ({ actorKind, actorId, credentialId }: AuditRecord): JsonObject => ({
  uid: credentialId ?? (actorId || actorKind),
  name: actorKind || "unknown",
});

/** Whose account or session it is: the person it was done to, else the one who did it. */
function subjectOf(event: RecordEvent): JsonObject {
  const { targetKind, targetId } = event.record;
  return targetKind === "person" && targetId !== "" ? userOf(event, targetId) : actingUser(event);
}

function roles(facts: JsonObject | null): string[] {
  const list = facts?.["roles"];
  return Array.isArray(list) ? list.map(textOf).filter((role) => role !== "") : [];
}

const reasonOf = ({ after }: AuditRecord): string => textOf(after?.["reason"]);

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
