import type { ConsumerAnswer } from "./words.ts";

export type Progress = {
  total: number;
  moved: number;
  notUsing: number;
  needsTime: number;
  unanswered: number;
  /** Share, in whole percent, of consumers that do not use it any more; null without consumers. */
  percentMoved: number | null;
};

/** Rounded down: 100 % means everyone. */
export function progressOf(answers: readonly ConsumerAnswer[]): Progress {
  const count = (answer: ConsumerAnswer) => answers.filter((one) => one === answer).length;
  const total = answers.length;
  const moved = count("moved");
  const notUsing = count("not_using");
  return {
    total,
    moved,
    notUsing,
    needsTime: count("needs_time"),
    unanswered: count("none"),
    percentMoved: total === 0 ? null : Math.floor((100 * (moved + notUsing)) / total),
  };
}
