import { stringifyJson } from "#lib/kernel/json.ts";
import { visible } from "./plain-text.ts";
import { SEVERITY_NUMBERS, severityOf } from "./severity.ts";
import {
  actorName,
  eventAction,
  eventAt,
  eventId,
  eventMessage,
  PRODUCT,
  VENDOR,
  type RecordEvent,
  type SinkEvent,
} from "./sink-event.ts";

const DELIMITER = "\t";

/** IBM LEEF 2.0 has no escapes in its header, so a bar there becomes a slash. */
const header = (text: string): string => visible(text).replaceAll("|", "/");

/**
 * LEEF 2.0, attributes separated by tabs. Values have no escapes either: tabs and line breaks are
 * written as `\t` and `\n`, so that no value can begin an attribute or an event of its own.
 */
export function leefEvent(event: SinkEvent, version: string): string {
  const head = [VENDOR, PRODUCT, version, eventAction(event)].map(header).join("|");
  const fields = event.type === "record" ? recordFields(event) : checkpointFields(event);
  const text = [...common(event), ...fields, ...cut(event)]
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}=${visible(value)}`)
    .join(DELIMITER);
  return `LEEF:2.0|${head}|x09|${text}`;
}

type Field = readonly [string, string];

/** devTime without a format is milliseconds since 1970; sev is 1 to 10. */
const common = (event: SinkEvent): Field[] => [
  ["devTime", String(Date.parse(eventAt(event)))],
  ["sev", String(SEVERITY_NUMBERS[severityOf(event)].cef)],
  ["id", eventId(event)],
  ["action", eventAction(event)],
  ["message", eventMessage(event)],
];

function recordFields(event: RecordEvent): Field[] {
  const { record } = event;
  const facts = (value: typeof record.before) => (value === null ? "" : stringifyJson(value));
  return [
    ["cat", record.kind],
    ["outcome", record.outcome],
    ["usrName", actorName(event) || record.actorId],
    ["actorKind", record.actorKind],
    ["actorId", record.actorId],
    ["credentialId", record.credentialId ?? ""],
    ["targetKind", record.targetKind],
    ["targetId", record.targetId],
    ["requestId", record.requestId],
    ["traceId", record.traceId ?? ""],
    ["writer", record.writer],
    ["epoch", String(record.epoch)],
    ["seq", String(record.seq)],
    ["leaf", String(record.leaf)],
    ["hash", record.hash],
    ["prev", record.prev],
    ["commitment", record.commitment ?? ""],
    ["before", facts(record.before)],
    ["after", facts(record.after)],
  ];
}

const checkpointFields = (event: SinkEvent & { type: "checkpoint" }): Field[] => [
  ["cat", "checkpoint"],
  ["origin", event.origin],
  ["size", String(event.size)],
  ["root", event.root],
  ["note", event.note],
];

const cut = ({ truncated }: SinkEvent): Field[] =>
  truncated
    ? [
        ["truncatedBytes", String(truncated.bytes)],
        ["truncatedSha256", truncated.sha256],
        ["truncatedFields", truncated.fields.join(",")],
      ]
    : [];
