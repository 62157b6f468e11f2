import type { Release } from "#lib/trust/trust-parts.ts";
import type { HistoryRow } from "./history-changes.ts";

export type Placed = {
  row: HistoryRow;
  /** Share of the width, 0 to 1, by time. */
  x: number;
};

/** The first at the left, the last at the right; at one moment, side by side. */
export function placesOf(rows: readonly HistoryRow[]): Placed[] {
  const times = rows.map(({ at }) => at.getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return rows.map((row, at) => ({
    row,
    x:
      last === first
        ? rows.length === 1
          ? 0
          : at / (rows.length - 1)
        : (row.at.getTime() - first) / (last - first),
  }));
}

/** Those that came while the chart runs. */
export function releasePlaces(
  rows: readonly HistoryRow[],
  releases: readonly Release[],
): { version: string; x: number }[] {
  const [first, last] = [rows[0]?.at.getTime() ?? 0, rows.at(-1)?.at.getTime() ?? 0];
  return releases
    .map(({ version, at }) => ({ version, x: (at.getTime() - first) / Math.max(1, last - first) }))
    .filter(({ x }) => x >= 0 && x <= 1);
}

export const segmentsOf = (placed: readonly Placed[]): { from: Placed; to: Placed }[] =>
  placed.flatMap((from, at) => {
    const to = placed[at + 1];
    return to === undefined ? [] : [{ from, to }];
  });

/** What moved it, told together where two would touch. */
export type Mark = { number: number; x: number; rows: HistoryRow[] };

/** Share of the width that a mark takes on a phone. */
const LEAST_GAP = 0.09;

export function groupMarks(placed: readonly Placed[]): Mark[] {
  const marks: Mark[] = [];
  for (const { row, x } of placed) {
    if (row.changes.length === 0) continue;
    const last = marks.at(-1);
    if (last !== undefined && x - last.x < LEAST_GAP) last.rows.push(row);
    else marks.push({ number: marks.length + 1, x, rows: [row] });
  }
  return marks;
}
