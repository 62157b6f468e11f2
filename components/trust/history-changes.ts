import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isAssessed, levelWords, NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import { CONTROLS } from "#lib/trust/core/controls.ts";
import type { Move } from "#lib/trust/history-moves.ts";
import type { HistoryPoint } from "#lib/trust/trust-parts.ts";
import { STATUS_LOOKS } from "./status-looks.ts";
import { FLAG_LABELS } from "./trust-words.ts";

export type HistoryRow = HistoryPoint & {
  /** The one before it of the same way to install; null: it is the first. */
  previousId: string | null;
  /** Against the evaluation of the same way to install before it; empty: nothing changed. */
  changes: string[];
};

/** The newest first; each with what changed, in words. `points` are the oldest first. */
export function historyRows(points: readonly HistoryPoint[]): HistoryRow[] {
  const before = new Map<string, HistoryPoint>();
  const rows = points.map((point) => {
    const previous = before.get(point.option);
    before.set(point.option, point);
    return {
      ...point,
      previousId: previous?.id ?? null,
      changes: previous ? changesOf(previous, point) : ["First evaluation"],
    };
  });
  return rows.reverse();
}

const name = (point: HistoryPoint) =>
  isAssessed(point) ? levelWords(point) : NOT_ASSESSED.toLowerCase();
const points = ({ score }: HistoryPoint) => String(score ?? NOT_ASSESSED.toLowerCase());

function changesOf(before: HistoryPoint, after: HistoryPoint): string[] {
  // What could not be assessed has not fallen.
  const isKnown = isAssessed(before) && isAssessed(after);
  const moved = !isKnown ? "Level" : after.level < before.level ? "Fell" : "Rose";
  return [
    before.level !== after.level && `${moved} from ${name(before)} to ${name(after)}`,
    before.flag !== after.flag && `Evidence ${flagOf(before)} to ${flagOf(after)}`,
    before.score !== after.score && `Score ${points(before)} to ${points(after)}`,
    before.risk !== after.risk && `Risk ${before.risk} to ${after.risk}`,
    before.digest !== after.digest && "Another digest",
    before.ruleSet !== after.ruleSet && `Rule set ${after.ruleSet}`,
    ...movesOf(after.moves),
  ].filter((change) => change !== false);
}

/** More of them stand in the comparison. */
const MOST_MOVES = 6;

function movesOf(moves: readonly Move[]): string[] {
  const words = moves.slice(0, MOST_MOVES).map(moveWords);
  const more = moves.length - words.length;
  return more === 0 ? words : [...words, `And ${more} more changes`];
}

function moveWords(move: Move): string {
  if (move.kind === "advisory")
    return `${move.isNew ? "New" : "No longer"}: ${showHidden(shortened(move.title))}`;
  const { control, from, to } = move;
  const name = `${control} ${CONTROLS[control].title}`;
  if (to === "waived") return `${name} was waived`;
  if (from === "waived") return `${name} is not waived any longer: ${labelOf(to)}`;
  return `${name}: ${labelOf(from)} to ${labelOf(to)}`;
}

const labelOf = (status: keyof typeof STATUS_LOOKS) => STATUS_LOOKS[status].label.toLowerCase();

const LONGEST = 140;
const shortened = (text: string) =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST).trimEnd()}…`;

const flagOf = ({ flag }: HistoryPoint) => FLAG_LABELS[flag].toLowerCase();
