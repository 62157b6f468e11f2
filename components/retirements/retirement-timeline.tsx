import { Check } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { STATE_WORDS, type RetirementState } from "#lib/retirements/core/words.ts";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";

const PHASES = ["announced", "deprecated", "brownout", "retired"] as const;
type Phase = (typeof PHASES)[number];
type Place = "done" | "now" | "ahead" | "never";

/** The four phases with their dates: a row, or a column on a phone. */
export function RetirementTimeline({ view }: { view: RetirementView }) {
  const dates: Record<Phase, Date> = {
    announced: view.announcedAt,
    deprecated: view.deprecatesAt,
    brownout: view.brownoutAt,
    retired: view.retiresAt,
  };
  return (
    <ol className="grid gap-x-3 gap-y-4 sm:grid-cols-4">
      {PHASES.map((phase) => {
        const place = placeOf(phase, view);
        return (
          <li
            key={phase}
            aria-current={place === "now" ? "step" : undefined}
            className={classNames(
              "flex flex-col gap-0.5 border-l-2 pl-3 sm:border-t-2 sm:border-l-0 sm:pt-2.5 sm:pl-0",
              place === "done" && "border-success-text",
              place === "now" && "border-accent",
              (place === "ahead" || place === "never") && "border-line-strong",
            )}
          >
            <span className="flex items-center gap-1.5 font-medium">
              {place === "done" && <Check aria-hidden className="size-4 text-success-text" />}
              <span className={place === "never" ? "text-subtle line-through" : ""}>
                {STATE_WORDS[phase].label}
              </span>
              <span className="text-sm font-normal text-subtle">{PLACE_WORDS[place]}</span>
            </span>
            <span className="text-sm text-muted tabular-nums">
              <ExactDate at={dates[phase]} />
            </span>
            <span className="text-sm text-subtle">{STATE_WORDS[phase].explanation}</span>
          </li>
        );
      })}
    </ol>
  );
}

const PLACE_WORDS: Record<Place, string> = {
  done: "done",
  now: "now",
  ahead: "",
  never: "cancelled",
};

function placeOf(phase: Phase, view: RetirementView): Place {
  const reached = reachedOf(view);
  const at = PHASES.indexOf(phase);
  if (at < reached) return "done";
  if (view.state === "cancelled") return at === 0 ? "done" : "never";
  if (at > reached) return "ahead";
  return view.state === "retired" ? "done" : "now";
}

const ORDER: Record<RetirementState, number> = {
  announced: 0,
  deprecated: 1,
  brownout: 2,
  retired: 3,
  cancelled: 0,
};

/** A cancelled campaign had reached what lay before its end. */
function reachedOf({ state, endedAt, deprecatesAt, brownoutAt }: RetirementView): number {
  if (state !== "cancelled" || endedAt === null) return ORDER[state];
  return [deprecatesAt, brownoutAt].filter((date) => date <= endedAt).length + 1;
}
