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

/** ArcSight Common Event Format, revision 25: header fields escape `\` and `|`. */
const header = (text: string): string =>
  text
    .replace(/[\r\n]+/g, " ")
    .replace(/[\\|]/g, "\\$&")
    .replace(CONTROLS, " ");

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Extension values escape `\` and `=`; line breaks are written `\n` and `\r`. */
function extension(text: string): string {
  const plain = text.replace(/[\\=]/g, "\\$&").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
  return visible(plain);
}

export function cefEvent(event: SinkEvent, version: string): string {
  const action = eventAction(event);
  const head = [VENDOR, PRODUCT, version, action, action.replaceAll(/[._]/g, " ")].map(header);
  const severity = SEVERITY_NUMBERS[severityOf(event)].cef;
  const fields = event.type === "record" ? recordFields(event) : checkpointFields(event);
  const text = [...common(event), ...fields, ...cut(event)]
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}=${extension(value)}`)
    .join(" ");
  return `CEF:0|${head.join("|")}|${severity}|${text}`;
}

type Field = readonly [string, string];

const common = (event: SinkEvent): Field[] => [
  ["rt", String(Date.parse(eventAt(event)))],
  ["externalId", eventId(event)],
  ["act", eventAction(event)],
  ["msg", eventMessage(event)],
];

const custom = (key: string, label: string, value: string): Field[] =>
  value === "" ? [] : [[key, value], [`${key}Label`, label]]; // prettier-ignore

function recordFields(event: RecordEvent): Field[] {
  const { record } = event;
  const facts = (value: typeof record.before) => (value === null ? "" : stringifyJson(value));
  return [
    ["outcome", record.outcome],
    ["cat", record.kind],
    ["suid", record.actorId],
    ["suser", actorName(event)],
    ["spriv", record.actorKind],
    ["fileType", record.targetKind],
    ["fileId", record.targetId],
    ["deviceExternalId", record.writer],
    ...custom("cn1", "epoch", String(record.epoch)),
    ...custom("cn2", "seq", String(record.seq)),
    ...custom("cn3", "leaf", String(record.leaf)),
    ...custom("cs1", "hash", record.hash),
    ...custom("cs2", "prev", record.prev),
    ...custom("cs3", "before", facts(record.before)),
    ...custom("cs4", "after", facts(record.after)),
    ...custom("cs5", "requestId", record.requestId),
    ...custom("cs6", "commitment", record.commitment ?? ""),
    ...custom("flexString1", "credentialId", record.credentialId ?? ""),
    ...custom("flexString2", "traceId", record.traceId ?? ""),
  ];
}

const checkpointFields = (event: SinkEvent & { type: "checkpoint" }): Field[] => [
  ["cat", "checkpoint"],
  ["outcome", "success"],
  ["deviceExternalId", event.origin],
  ...custom("cn1", "size", String(event.size)),
  ...custom("cs1", "root", event.root),
  ...custom("cs2", "note", event.note),
];

const cut = ({ truncated }: SinkEvent): Field[] =>
  truncated
    ? [["reason", `truncated ${truncated.bytes} bytes sha256 ${truncated.sha256} fields ${truncated.fields.join(",")}`]] // prettier-ignore
    : [];
