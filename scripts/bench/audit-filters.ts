import type { AuditEventView } from "#lib/audit/list-events.ts";
import { END, timeAt } from "./audit-plan.ts";
import { ACTIONS, WORDS, agentId, personId, projectName, serverId } from "./audit-records.ts";
import type { Random } from "./random.ts";

export type Filter = Record<string, string>;
type Choice = {
  /** `common`: many records have it; `rare`: few. */
  name: string;
  /** Another value each time, so that no page is asked for twice in a row. */
  filter: (random: Random) => Filter;
};
type Dimension = { name: string; choices: Choice[] };
export type Question = {
  name: string;
  /** By how many filters. */
  filters: number;
  ask: (random: Random) => Filter;
};

const among = (key: string, values: readonly string[]) => (random: Random) => ({
  [key]: random.pick(values),
});
const numbered =
  (key: string, of: (at: number) => string, [first, last]: [number, number]) =>
  (random: Random) => ({ [key]: of(first + random.int(last - first)) });

const HOUR_MS = 3_600_000;
const nouns = (from: number, to?: number) => [
  ...new Set(ACTIONS.slice(from, to).map((action) => `${action.split(".")[0] ?? ""}.`)),
];

const DIMENSIONS: Dimension[] = [
  dimension("person", {
    common: numbered("actor", personId, [0, 8]),
    rare: numbered("actor", personId, [1_500, 1_950]),
    agent: numbered("actor", agentId, [0, 40]),
  }),
  dimension("kind of actor", {
    common: among("actorKind", ["user"]),
    rare: among("actorKind", ["agent", "system", "anonymous"]),
  }),
  dimension("action", {
    common: among("action", ACTIONS.slice(0, 6)),
    rare: among("action", ACTIONS.slice(50)),
  }),
  dimension("noun", {
    common: among("action", ["server.", "request."]),
    rare: among("action", nouns(45)),
  }),
  dimension("kind of object", {
    common: among("targetKind", ["server", "request"]),
    rare: among("targetKind", ["publisher", "webhook", "hold", "sink"]),
  }),
  dimension("object", {
    common: numbered("targetId", serverId, [0, 8]),
    rare: numbered("targetId", serverId, [5_000, 7_900]),
  }),
  dimension("outcome", {
    common: among("outcome", ["success"]),
    rare: among("outcome", ["refused", "failed"]),
  }),
  dimension("kind", {
    common: among("kind", ["command"]),
    rare: among("kind", ["event", "heartbeat"]),
  }),
  dimension("time", {
    common: among("period", ["7d", "30d"]),
    rare: (random) => {
      const from = timeAt(random.int(900) / 1_000);
      return { from: from.toISOString(), to: new Date(from.getTime() + HOUR_MS).toISOString() };
    },
  }),
  dimension("text", {
    common: among("q", WORDS.slice(0, 8)),
    middling: among("q", WORDS.slice(100, 300)),
    rare: among("q", WORDS.slice(3_000, 6_000)),
    "hardly ever": numbered("q", projectName, [0, 100_000]),
  }),
];

function dimension(name: string, choices: Record<string, Choice["filter"]>): Dimension {
  return {
    name,
    choices: Object.entries(choices).map(([choice, filter]) => ({ name: choice, filter })),
  };
}

/** No filter, every single one, and every pair. */
export function questions(): Question[] {
  const singles = DIMENSIONS.flatMap(({ name, choices }) =>
    choices.map((choice) => ({
      name: `${name} (${choice.name})`,
      filters: 1,
      ask: choice.filter,
    })),
  );
  const pairs = DIMENSIONS.flatMap((one, at) =>
    DIMENSIONS.slice(at + 1)
      .filter((other) => !(one.name === "action" && other.name === "noun"))
      .flatMap((other) => pairsOf(one, other)),
  );
  return [{ name: "none", filters: 0, ask: () => ({}) }, ...singles, ...pairs];
}

function pairsOf(one: Dimension, other: Dimension): Question[] {
  return one.choices.flatMap((first) =>
    other.choices.map((second) => ({
      name: `${one.name} (${first.name}) + ${other.name} (${second.name})`,
      filters: 2,
      ask: (random: Random) => ({ ...first.filter(random), ...second.filter(random) }),
    })),
  );
}

/** A place anywhere in the log, or in the time that is asked for. */
export function deepCursor({ from, period }: Filter, random: Random): string {
  const share = random.int(1_000) / 1_000;
  const at = from
    ? new Date(Date.parse(from) + share * HOUR_MS)
    : period
      ? new Date(END.getTime() - share * 24 * 7 * HOUR_MS)
      : timeAt(share);
  return `${at.toISOString()}_${random.uuid()}`;
}

/** What is wrong with a page: a record that the filter does not admit, or the wrong order. */
export function flawOf(
  filter: Filter,
  cursor: string | undefined,
  events: AuditEventView[],
): string | null {
  let before = cursor === undefined ? "~" : cursor;
  for (const event of events) {
    const place = `${event.at.toISOString()}_${event.id}`;
    if (place >= before) return `${place} follows ${before}`;
    before = place;
    const wrong = Object.entries(filter).find(([key, value]) => !fits(key, value, event));
    if (wrong) return `${event.id} does not fit ${wrong.join(" ")}`;
  }
  return null;
}

const FITS: Record<string, (event: AuditEventView, value: string) => boolean> = {
  actor: ({ actor }, value) => actor.id === value,
  actorKind: ({ actor }, value) => actor.kind === value,
  action: ({ action }, value) =>
    value.endsWith(".") ? action.startsWith(value) : action === value,
  targetKind: ({ target }, value) => target.kind === value,
  targetId: ({ target }, value) => target.id === value,
  outcome: ({ outcome }, value) => outcome === value,
  kind: ({ kind }, value) => kind === value,
  from: ({ at }, value) => at >= new Date(value),
  to: ({ at }, value) => at < new Date(value),
  q: ({ before, after, action }, value) => JSON.stringify([before, after, action]).includes(value),
};

const fits = (key: string, value: string, event: AuditEventView) =>
  FITS[key]?.(event, value) ?? true;
