import type { CodeFacts } from "../core/code-facts.ts";
import { SEVERITIES, type Severity } from "../core/words.ts";

/** More than people read, and enough for any rule. */
export const MAX_LISTED = 200;

type Place = { file: string; line?: number | null };

/** Sorted by what matters most, then by place, so that the same package gives the same list. */
export function ranked<Item extends Place>(
  items: readonly Item[],
  weight: (item: Item) => number,
): Item[] {
  return [...items]
    .sort(
      (one, other) =>
        weight(other) - weight(one) ||
        compare(one.file, other.file) ||
        (one.line ?? 0) - (other.line ?? 0) ||
        compare(JSON.stringify(one), JSON.stringify(other)),
    )
    .slice(0, MAX_LISTED);
}

export const sortedNames = (names: Iterable<string>): string[] =>
  [...names].sort(compare).slice(0, MAX_LISTED);

export const bySeverity = ({ severity }: { severity: Severity }): number =>
  SEVERITIES.indexOf(severity);

const POWERS = [
  "environment",
  "filesystem",
  "network",
  "sensitive_path",
  "native",
  "subprocess",
] as const;

export const byPower = ({ power, when }: CodeFacts["powers"][number]): number =>
  POWERS.indexOf(power) + (when === "load" ? POWERS.length : 0);

export const byConfidence = ({ confidence }: { confidence: "high" | "medium" | "low" }): number =>
  ["low", "medium", "high"].indexOf(confidence);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
