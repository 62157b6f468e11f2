/** How a version stands: the least of its install options (rules of `mtf-0.1/reg-1.0.0`). */
import type { Flag } from "./core/evaluate.ts";
import { worstRisk } from "./core/result.ts";
import type { ArtifactKind, Level, Risk } from "./core/words.ts";

/** How one install option stands. */
export type OptionStand = {
  kind: ArtifactKind;
  level: Level;
  flag: Flag;
  staleSince: Date | null;
  /** Null: not assessed. */
  score: number | null;
  risk: Risk;
  coverage: { evaluated: number; applicable: number };
  ruleSet: string;
  evaluatedAt: Date;
};

export type EntryTrust = OptionStand & { options: number; assessed: number };

/** The worst first. */
const FLAGS: readonly Flag[] = ["blocked", "provisional", "stale", "complete"];

/**
 * Null: nothing was evaluated yet. An option without an evaluation (null) counts as level 0 and not
 * assessed: a client may take that one.
 */
export function entryTrust(options: readonly (OptionStand | null)[]): EntryTrust | null {
  const stands = options.filter((one) => one !== null);
  const [decides] = [...stands].sort(
    (one, other) => one.level - other.level || points(one) - points(other),
  );
  if (decides === undefined) return null;
  const isWhole = stands.length === options.length;
  const flag = worstFlag([...stands.map((one) => one.flag), ...(isWhole ? [] : [NOT_SEEN])]);
  return {
    kind: decides.kind,
    level: isWhole ? decides.level : 0,
    flag,
    staleSince: flag === "stale" ? earliest(stands.flatMap((one) => one.staleSince ?? [])) : null,
    score: isWhole ? decides.score : null,
    risk: worstRisk(stands.map((one) => one.risk)),
    coverage: isWhole ? leastCovered(stands) : { ...leastCovered(stands), evaluated: 0 },
    ruleSet: decides.ruleSet,
    evaluatedAt: earliest(stands.map((one) => one.evaluatedAt)) ?? decides.evaluatedAt,
    options: options.length,
    assessed: stands.length,
  };
}

const NOT_SEEN: Flag = "provisional";
const points = ({ score }: OptionStand) => score ?? -1;

const worstFlag = (flags: readonly Flag[]): Flag =>
  FLAGS.find((flag) => flags.includes(flag)) ?? "complete";

const earliest = (dates: readonly Date[]): Date | null =>
  dates.reduce<Date | null>((first, date) => (first === null || date < first ? date : first), null);

function leastCovered(stands: readonly OptionStand[]): OptionStand["coverage"] {
  const all = stands.map((one) => one.coverage);
  return all.reduce((least, one) =>
    one.evaluated * least.applicable < least.evaluated * one.applicable ? one : least,
  );
}
