import type { Level } from "./words.ts";

type Stand = { level: Level; score: number | null };

/** The way to install that is shown: the one asked for, else the one that stands worst, else the first. */
export function chooseOption<One extends { option: string }>(
  options: readonly One[],
  asked: string | undefined,
  /** Null: it was not evaluated. */
  standOf: (one: One) => Stand | null,
): One | null {
  const named = options.find(({ option }) => option === asked);
  const byStand = (one: One, other: One): number => {
    const [left, right] = [standOf(one), standOf(other)];
    // Those that were evaluated come first: of the others there is nothing to show.
    if (!left || !right) return Number(!left) - Number(!right);
    return left.level - right.level || (left.score ?? -1) - (right.score ?? -1);
  };
  return named ?? [...options].sort(byStand)[0] ?? null;
}
