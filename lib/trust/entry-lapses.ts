/** When a version falls by itself, from its install options (rules of `mtf-0.1/reg-1.0.0`). */
import type { EvaluationInput, Evaluation } from "./core/evaluate.ts";
import { lapsesOf, type Lapse } from "./core/lapses.ts";
import type { EntryLapse } from "./core/stand-now.ts";
import { entryTrust, type OptionStand } from "./entry-trust.ts";

/** What stands now and what it rests on. */
export type OptionCourse = {
  stand: OptionStand;
  evaluation: Evaluation;
  /** `past` as the evaluation left it. */
  input: EvaluationInput;
};

/** The first one first; each is lower than the one before. Null: the option was not evaluated. */
export function entryLapses(options: readonly (OptionCourse | null)[]): EntryLapse[] {
  const courses = options.map((one) => one && { ...one, lapses: courseOf(one) });
  const times = courses.flatMap((one) => one?.lapses.map(({ at }) => at) ?? []);
  const found: EntryLapse[] = [];
  let level = entryTrust(options.map((one) => one?.stand ?? null))?.level ?? 0;
  for (const at of [...new Set(times)].sort()) {
    const then = entryTrust(courses.map((one) => one && standAt(one, at)));
    if (then === null || then.level >= level) continue;
    ({ level } = then);
    const { score, risk, coverage, flag, staleSince } = then;
    found.push({
      at,
      level,
      score,
      risk,
      coverage,
      flag,
      staleSince: staleSince?.toISOString() ?? null,
    });
  }
  return found;
}

const courseOf = ({ input, evaluation }: OptionCourse): Lapse[] => lapsesOf(input, evaluation);

function standAt({ stand, lapses }: OptionCourse & { lapses: Lapse[] }, at: string): OptionStand {
  const last = lapses.filter((lapse) => lapse.at <= at).at(-1);
  if (last === undefined) return stand;
  const { level, flag, staleSince, score, risk, coverage } = last.evaluation;
  return {
    ...stand,
    level,
    flag,
    staleSince: staleSince === null ? null : new Date(staleSince),
    score,
    risk,
    coverage,
  };
}
