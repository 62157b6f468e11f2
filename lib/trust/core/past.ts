import { riskOf, type ControlResult } from "./result.ts";
import type { Evaluation, Outcome, Past } from "./evaluate.ts";
import { honest } from "./never-waived.ts";
import type { Level } from "./words.ts";

type Concluded = {
  at: string;
  results: readonly ControlResult[];
  /** The floor without what is waived; not set where nothing is. */
  unwaived?: Level;
};

/** What an evaluation adds to what is remembered of its artifact. */
export function remember(
  past: Past,
  { at, results, unwaived }: Concluded,
  { flag, level }: Evaluation,
): Past {
  const outcomes = Object.fromEntries(
    results.map((result) => [result.control, outcomeOf(result, past)]),
  );
  const checked = results
    .filter(({ status }) => status !== "not_checkable" && status !== "error")
    .map((result) => [result.control, outcomeOf(result, past)] as const);
  return {
    complete:
      flag === "complete"
        ? { at, level, outcomes, ...(unwaived === undefined ? {} : { unwaived }) }
        : past.complete,
    known: { ...past.known, ...Object.fromEntries(checked) },
  };
}

/** What is remembered of a result; of one that could not be checked, the danger that was known. */
export function outcomeOf(result: ControlResult, past: Past): Outcome {
  const { control, status, failsFromLevel, waiverId } = honest(result);
  const isUnknown = status === "not_checkable" || status === "error";
  const risk = isUnknown ? (past.known[control]?.risk ?? "none") : riskOf(result);
  const codes = result.findings.filter(({ action }) => action === "block").map(({ code }) => code);
  return {
    ...{ status, failsFromLevel, risk },
    ...(codes.length === 0 ? {} : { codes }),
    ...(status === "waived" && waiverId !== undefined ? { waiverId } : {}),
  };
}
