import type { SequencedRecord } from "#lib/audit/core/record.ts";
import { isExactNumber, stringifyJson, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { byteLength, clip } from "./plain-text.ts";
import type { RecordEvent, SinkEvent } from "./sink-event.ts";

export type Limit = {
  maxBytes: number;
  /** SHA-256 in hex: the core has none of its own. */
  digest: (text: string) => string;
};

type Render = (event: SinkEvent) => string;

/**
 * The event in its format, never longer than the limit (in UTF-8 bytes): what is too long is cut,
 * the facts before and after first, and the event says so with the size and hash of the whole. What
 * names the record (id, writer, epoch, seq, leaf, hashes) is never cut.
 */
export function fitEvent(event: SinkEvent, render: Render, limit: Limit): string {
  const whole = render(event);
  // A character has at most three bytes in UTF-8 for each UTF-16 unit.
  if (whole.length * 3 <= limit.maxBytes) return whole;
  const bytes = byteLength(whole);
  if (bytes <= limit.maxBytes) return whole;
  const cut = { bytes, sha256: limit.digest(whole) };
  let smallest = whole;
  for (const { fields, shrink } of event.type === "record" ? STAGES : NOTE_STAGES) {
    const shorter = shrink(event, limit);
    smallest = render({ ...shorter, truncated: { ...cut, fields } });
    if (byteLength(smallest) <= limit.maxBytes) break;
  }
  return smallest;
}

type Stage = { fields: string[]; shrink: (event: SinkEvent, limit: Limit) => SinkEvent };

const FACTS = ["before", "after"];
const NAMES = ["actorId", "actorName", "targetKind", "targetId", "requestId"] as const;

const STAGES: Stage[] = [
  { fields: FACTS, shrink: onRecord((record) => withFacts(record, clipTexts)) },
  ...[1_000, 200, 60, 16].map((length) => ({
    fields: [...FACTS, ...NAMES],
    shrink: onRecord((record, limit) => clipNames(withFacts(record, hashOf(limit)), length)),
  })),
];

const NOTE_STAGES: Stage[] = [
  {
    fields: ["note"],
    shrink: (event) => (event.type === "checkpoint" ? { ...event, note: "" } : event),
  },
];

function onRecord(change: (record: SequencedRecord, limit: Limit) => SequencedRecord) {
  return (event: SinkEvent, limit: Limit): SinkEvent =>
    event.type === "record" ? shortNames({ ...event, record: change(event.record, limit) }) : event;
}

/** Names come from outside the log and are for reading only. */
function shortNames(event: RecordEvent): RecordEvent {
  const person = event.people.get(event.record.actorId);
  if (!person) return { ...event, people: new Map() };
  const short = { name: clip(person.name, 100), email: clip(person.email, 100) };
  return { ...event, people: new Map([[event.record.actorId, short]]) };
}

const withFacts = (
  record: SequencedRecord,
  change: (facts: JsonObject) => JsonObject,
): SequencedRecord => ({
  ...record,
  before: record.before && change(record.before),
  after: record.after && change(record.after),
});

const hashOf =
  ({ digest }: Limit) =>
  (facts: JsonObject): JsonObject => {
    const text = stringifyJson(facts);
    return { truncated: true, bytes: byteLength(text), sha256: digest(text) };
  };

function clipNames(record: SequencedRecord, length: number): SequencedRecord {
  const short = Object.fromEntries(NAMES.map((name) => [name, clip(record[name], length)]));
  return { ...record, ...short };
}

const LONGEST_TEXT = 256;

/** Long texts within the facts lose their end; lists and names of members stay. */
function clipTexts(facts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, clipValue(value)]));
}

function clipValue(value: Json): Json {
  if (typeof value === "string")
    return value.length <= LONGEST_TEXT
      ? value
      : `${clip(value, LONGEST_TEXT)}… (${value.length} characters)`;
  if (Array.isArray(value)) return value.map(clipValue);
  if (value === null || typeof value !== "object" || isExactNumber(value)) return value;
  return clipTexts(value);
}
