import { LEVEL_NAMES, type Level } from "#lib/trust/core/words.ts";
import type { HistoryPoint } from "#lib/trust/trust-parts.ts";
import { FLAG_LABELS } from "./trust-words.ts";

export type HistoryRow = HistoryPoint & {
  /** Against the evaluation of the same way to install before it; empty: nothing changed. */
  changes: string[];
};

/** The newest first; each with what changed, in words. `points` are the oldest first. */
export function historyRows(points: readonly HistoryPoint[]): HistoryRow[] {
  const before = new Map<string, HistoryPoint>();
  const rows = points.map((point) => {
    const previous = before.get(point.option);
    before.set(point.option, point);
    return { ...point, changes: previous ? changesOf(previous, point) : ["First evaluation"] };
  });
  return rows.reverse();
}

const name = (level: Level) => `L${level} ${LEVEL_NAMES[level]}`;
const points = (score: number | null) => (score === null ? "not assessed" : String(score));

function changesOf(before: HistoryPoint, after: HistoryPoint): string[] {
  const fell = after.level < before.level;
  return [
    before.level !== after.level &&
      `${fell ? "Fell" : "Rose"} from ${name(before.level)} to ${name(after.level)}`,
    before.flag !== after.flag && `${FLAG_LABELS[before.flag]} to ${flagOf(after)}`,
    before.score !== after.score && `Score ${points(before.score)} to ${points(after.score)}`,
    before.risk !== after.risk && `Risk ${before.risk} to ${after.risk}`,
    before.digest !== after.digest && "Another digest",
    before.ruleSet !== after.ruleSet && `Rule set ${after.ruleSet}`,
  ].filter((change) => change !== false);
}

const flagOf = ({ flag }: HistoryPoint) => FLAG_LABELS[flag].toLowerCase();
