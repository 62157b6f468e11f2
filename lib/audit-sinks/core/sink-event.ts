import type { SequencedRecord } from "#lib/audit/core/record.ts";

export type Person = { name: string; email: string };

/** What did not fit: the size of the whole event in the sink's format and its SHA-256 in hex. */
export type Truncation = { bytes: number; sha256: string; fields: readonly string[] };

export type RecordEvent = {
  type: "record";
  record: SequencedRecord;
  /** Names of people by their id, for whoever reads the SIEM: the log itself holds none. */
  people: ReadonlyMap<string, Person>;
  truncated?: Truncation;
};

/** A signed tree head: from it the SIEM can prove later what the log looked like at this moment. */
export type CheckpointEvent = {
  type: "checkpoint";
  /** UTC with milliseconds. */
  at: string;
  origin: string;
  size: number;
  /** As in the note: base64. */
  root: string;
  /** The C2SP signed note with all its signatures. */
  note: string;
  truncated?: Truncation;
};

export type SinkEvent = RecordEvent | CheckpointEvent;

export const CHECKPOINT_ACTION = "audit.checkpoint";
export const VENDOR = "Gatehouse";
export const PRODUCT = "Gatehouse";
export const LOG_NAME = "gatehouse-audit";

/** Equal for every attempt, so that a receiver can leave out what it has. */
export const eventId = (event: SinkEvent): string =>
  event.type === "record" ? event.record.id : `checkpoint-${event.size}`;

export const eventAt = (event: SinkEvent): string =>
  event.type === "record" ? event.record.at : event.at;

export const eventAction = (event: SinkEvent): string =>
  event.type === "record" ? event.record.action : CHECKPOINT_ACTION;

/** The person's name, or the one the record carries for agents and jobs. */
export const actorName = ({ record, people }: RecordEvent): string =>
  people.get(record.actorId)?.name ?? record.actorName;

/** One sentence for people who read a list of events. */
export function eventMessage(event: SinkEvent): string {
  if (event.type === "checkpoint")
    return `The log ${event.origin} holds ${event.size} records, root ${event.root}`;
  const { record } = event;
  const who = actorName(event) || record.actorId || record.actorKind;
  const what = [record.targetKind, record.targetId].filter((part) => part !== "").join(" ");
  return `${who}: ${record.action}${what === "" ? "" : ` on ${what}`} (${record.outcome})`;
}
