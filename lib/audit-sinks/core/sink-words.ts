/** How a sink is and what it gets, in words for people. */
import { actionGroups, actionLabel } from "#lib/audit/core/action-words.ts";
import type { Days } from "./days.ts";
import { comparedBy, UNCOMPARED_LATE, type SinkKind } from "./sink-kinds.ts";
import type { Filter } from "./sink-filter.ts";

export type SinkFacts = {
  enabled: boolean;
  lag: number;
  waitingSince: Date | null;
  failures: number;
  restsUntil: Date | null;
  lastError: string | null;
};

/**
 * `off`: switched off; `rests`: left alone after failures; `failing`: tried again at once;
 * `behind`: it sends and is late; `sending`: the newest records are on their way.
 */
export type SinkState = "off" | "rests" | "failing" | "behind" | "sending" | "current";

/** Records that wait for less are on their way: the worker looks every second. */
const LATE_MS = 60_000;

export function sinkState(sink: SinkFacts, now: Date): SinkState {
  const { enabled, lag, waitingSince, failures, restsUntil } = sink;
  if (!enabled) return "off";
  if (failures > 0) return restsUntil !== null && restsUntil > now ? "rests" : "failing";
  if (lag === 0) return "current";
  const late = waitingSince === null || now.getTime() - waitingSince.getTime() > LATE_MS;
  return late ? "behind" : "sending";
}

type Comparable = { kind: SinkKind; enabled: boolean; uncompared: { since: Date } | null };

/** Whether what was sent has waited too long to be compared with what arrived. */
export function isComparisonLate({ kind, enabled, uncompared }: Comparable, now: Date): boolean {
  if (!enabled || uncompared === null) return false;
  const seconds = (now.getTime() - uncompared.since.getTime()) / 1_000;
  return seconds > UNCOMPARED_LATE[comparedBy(kind)];
}

/** "2026-12-01 to 2026-12-06 left out". */
export const leftOutWords = ({ from, to }: Days): string =>
  `${from === to ? from : `${from} to ${to}`} left out`;

export const countWords = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** Kinds and outcomes in the words of the page that shows them. */
type FilterLabels = {
  kind: (kind: string) => string;
  outcome: (outcome: string) => string;
  target: (kind: string) => string;
};

/** What a filter lets through: "Changes or events; refused; of requests". */
export function filterParts(filter: Filter, labels: FilterLabels): string[] {
  const { kinds = [], outcomes = [], actions = [], targetKinds = [] } = filter;
  return [
    ...part("", kinds.map(labels.kind)),
    ...part("Outcome: ", outcomes.map(labels.outcome)),
    ...part("Actions: ", actions.map(actionLabel)),
    ...part("About: ", targetKinds.map(labels.target)),
  ];
}

const part = (before: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${before}${values.join(", ")}`];

/** Actions that no record will ever have: a sink would wait for them in vain. */
export function unknownActions(actions: readonly string[]): string[] {
  const groups = actionGroups();
  const known = new Set(groups.flatMap((group) => [`${group.noun}.`, ...group.actions]));
  return actions.filter((action) => !known.has(action));
}
