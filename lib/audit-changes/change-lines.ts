import { KEPT_WORDS } from "#lib/audit/core/retention.ts";
import {
  daysWords,
  rangeWords,
  retentionLines,
  sinkPlace,
  type ChangeLine,
} from "./core/change-facts.ts";
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
    case "retention.clear": {
      const { kind } = change.payload;
      const days = change.kind === "retention.set" ? change.payload.days : null;
      return retentionLines({ kind, days }, now.retention.get(kind) ?? null);
    }
    case "hold.set": {
      const { name, subject, ...range } = change.payload;
      return [
        line("Hold", name),
        line("Covers", subject === null ? "everybody" : nameOf(now, subject)),
        line("Records", rangeWords(range)),
      ];
    }
    case "hold.lift":
      return liftLines(now.holds.get(change.payload.holdId));
    case "subject.erase":
      return [line("Person", nameOf(now, change.payload.subject))];
    case "sink.create":
    case "sink.change":
    case "sink.remove":
      return sinkLines(change, now);
  }
}

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

type SinkChange = Extract<StoredChange, { kind: `sink.${string}` }>;

function sinkLines(change: SinkChange, now: Now): ChangeLine[] {
  if (change.kind === "sink.create") {
    const { name, config, filter, from } = change.payload;
    return [
      line("Sink", name),
      line("Sends to", placeWords(config)),
      line("Filter", filterWords(filter)),
      line("Begins with", from === "now" ? "records from then on" : "the first record there is"),
    ];
  }
  const sink = now.sinks.get(change.payload.sinkId);
  const was = sink?.name ?? "a sink that is not there any more";
  if (change.kind === "sink.remove") return [line("Sink", "removed", was)];
  const { name, config, filter, enabled } = change.payload;
  return [
    line("Sink", name ?? was, name === undefined ? null : was),
    ...(config ? [line("Sends to", placeWords(config), sink ? placeWords(sink.config) : null)] : []),
    ...(filter ? [line("Filter", filterWords(filter), sink ? filterWords(sink.filter) : null)] : []),
    ...(enabled === undefined
      ? []
      : [line("Sending", onOff(enabled), sink ? onOff(sink.enabled) : null)]),
  ];
}

const onOff = (enabled: boolean) => (enabled ? "on" : "paused");

function placeWords(config: unknown): string {
  const { sink, format, place } = sinkPlace(config as Parameters<typeof sinkPlace>[0]);
  return `${String(place)} (${String(sink)}, ${String(format)})`;
}

function filterWords(filter: unknown): string {
  const parts = Object.entries(filter as Record<string, readonly string[] | undefined>)
    .filter(([, values]) => values !== undefined && values.length > 0)
    .map(([name, values]) => `${name}: ${(values ?? []).join(", ")}`);
  return parts.length === 0 ? "everything" : parts.join("; ");
}

/** How long each kind is kept, for the records of a page. */
export const keptWords = (kind: keyof typeof KEPT_WORDS, days: number | null): string =>
  `${KEPT_WORDS[kind].label}: ${daysWords(days)}`;
