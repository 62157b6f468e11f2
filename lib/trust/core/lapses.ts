/** What becomes of a level when nobody looks again: worked out ahead, so that reading it is enough. */
import { evaluate, GRACE_DAYS, type Evaluation, type EvaluationInput } from "./evaluate.ts";
import { expiresAt, withoutExpired } from "./validity.ts";

/** From `at` (RFC 3339, UTC) on it stands like this. */
export type Lapse = { at: string; evaluation: Evaluation };

const DAY_MS = 86_400_000;

/**
 * Every time at which the level falls by itself, the first one first.
 * @param input `past` as the evaluation left it.
 */
export function lapsesOf(input: EvaluationInput, now: Evaluation): Lapse[] {
  const lapses: Lapse[] = [];
  let { level } = now;
  for (const at of timesOf(input)) {
    if (level === 0) break;
    const evaluation = evaluationAt(input, at);
    if (evaluation.level >= level) continue;
    ({ level } = evaluation);
    lapses.push({ at, evaluation });
  }
  return lapses;
}

/** How it stands at a later time if nothing is looked at until then. */
export const evaluationAt = (input: EvaluationInput, at: string): Evaluation =>
  evaluate({ ...input, at, results: withoutExpired(input.results, { kind: input.kind, at }) });

function timesOf({ kind, at, results, past }: EvaluationInput): string[] {
  const times = results.flatMap((result) => [expiresAt(result, kind), result.waivedUntil]);
  // The last millisecond of grace still counts.
  const graceEnds =
    past.complete &&
    new Date(Date.parse(past.complete.at) + GRACE_DAYS[kind] * DAY_MS + 1).toISOString();
  return [...new Set([...times, graceEnds])]
    .filter((time) => typeof time === "string")
    .filter((time) => time > at)
    .sort();
}
