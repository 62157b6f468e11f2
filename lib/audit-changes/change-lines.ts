import { rangeWords, retentionLines, sinkPlace, type ChangeLine } from "./core/change-facts.ts";
import type { StoredChange } from "./schemas.ts";

type Hold = { name: string; subject: string | null; from: Date | null; to: Date | null };
type Sink = { name: string; config: unknown; filter: unknown; enabled: boolean };
/** What there is now, by id. */
export type Now = {
  people: ReadonlyMap<string, string>;
  holds: ReadonlyMap<string, Hold>;
  sinks: ReadonlyMap<string, Sink>;
  retention: ReadonlyMap<string, number>;
};

/** A proposal as lines that the second person can judge: what is, and what it becomes. */
export function changeLines(change: StoredChange, now: Now): ChangeLine[] {
  switch (change.kind) {
    case "retention.set":
      return kept(change.payload, now);
    case "retention.clear":
      return kept({ ...change.payload, days: null }, now);
    case "hold.set":
      return holdLines(change.payload, now);
    case "hold.lift":
      return liftLines(now.holds.get(change.payload.holdId));
    case "subject.erase":
      return [line("Person", nameOf(now, change.payload.subject))];
    case "sink.create":
      return newSinkLines(change.payload);
    case "sink.change":
      return sinkLines(change.payload, now.sinks.get(change.payload.sinkId));
    case "sink.remove":
      return goneLines(now.sinks.get(change.payload.sinkId));
  }
}

const kept = (wanted: Parameters<typeof retentionLines>[0], now: Now) =>
  retentionLines(wanted, now.retention.get(wanted.kind) ?? null);
const goneLines = (sink: Sink | undefined) => [line("Sink", "removed", sink?.name ?? GONE)];
const GONE = "a sink that is not there any more";
type Payload<Kind extends StoredChange["kind"]> = Extract<StoredChange, { kind: Kind }>["payload"];

const line = (term: string, then: string, was: string | null = null): ChangeLine => ({
  term,
  now: was,
  then,
});

const nameOf = (now: Now, id: string) => now.people.get(id) ?? `somebody who has left (${id})`;

function liftLines(hold: Hold | undefined): ChangeLine[] {
  if (!hold) return [line("Hold", "one that is not there any more")];
  const { name, from, to } = hold;
  const range = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
  return [line("Hold", "lifted", name), line("Covered", rangeWords(range))];
}

function holdLines({ name, subject, ...range }: Payload<"hold.set">, now: Now): ChangeLine[] {
  return [
    line("Hold", name),
    line("Covers", subject === null ? "everybody" : nameOf(now, subject)),
    line("Time", rangeWords(range)),
  ];
}

function newSinkLines({ name, config, filter, from }: Payload<"sink.create">): ChangeLine[] {
  return [
    line("Sink", name),
    line("Sends to", placeWords(config)),
    line("Filter", filterWords(filter)),
    line("Begins with", from === "now" ? "records from then on" : "the first record there is"),
  ];
}

function sinkLines(payload: Payload<"sink.change">, sink: Sink | undefined): ChangeLine[] {
  const { name, config, filter, enabled } = payload;
  const was = <Value>(words: (value: Value) => string, value: Value | undefined) =>
    value === undefined ? null : words(value);
  const called = sink?.name ?? GONE;
  return [
    name === undefined ? line("Sink", called) : line("Sink", name, called),
    ...(config ? [line("Sends to", placeWords(config), was(placeWords, sink?.config))] : []),
    ...(filter ? [line("Filter", filterWords(filter), was(filterWords, sink?.filter))] : []),
    ...(enabled === undefined ? [] : [line("Sending", onOff(enabled), was(onOff, sink?.enabled))]),
  ];
}

const onOff = (enabled: boolean) => (enabled ? "on" : "paused");

function placeWords(config: unknown): string {
  const { sink, format, place } = sinkPlace(config as Parameters<typeof sinkPlace>[0]);
  return `${place} (${sink}, ${format})`;
}

function filterWords(filter: unknown): string {
  const parts = Object.entries(filter as Record<string, readonly string[] | undefined>)
    .filter(([, values]) => values !== undefined && values.length > 0)
    .map(([name, values]) => `${name}: ${(values ?? []).join(", ")}`);
  return parts.length === 0 ? "everything" : parts.join("; ");
}
