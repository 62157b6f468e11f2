import { LocalTime } from "#components/ui/local-time.tsx";
import { dueWords } from "#lib/ownership/core/due-words.ts";

const STYLES = {
  overdue: "font-medium text-danger-text",
  soon: "font-medium text-warning-text",
  later: "text-muted",
} as const;

/** By when: in days, with the exact time on hover. `now` is the request's time. */
export function DueDate({ at, now }: { at: Date; now: Date }) {
  const { words, level } = dueWords(at, now);
  return (
    <span className={STYLES[level]}>
      <LocalTime iso={at.toISOString()}>{words}</LocalTime>
    </span>
  );
}
