import type { DecisionQuality } from "#lib/reviews/get-decision-quality.ts";
import { durationWords } from "#lib/reviews/core/duration.ts";
import { REVERSAL_DAYS, shareWords } from "#lib/reviews/core/quality.ts";
import { CardSection } from "#components/ui/card.tsx";
import { Figures, type Figure } from "./figures.tsx";
import { DecideTimes, TierTimes } from "./decide-times.tsx";
import { LookedChart } from "./looked-chart.tsx";
import { QueueAges } from "./queue-ages.tsx";
import { Reversals } from "./reversals.tsx";
import { ReviewerLoads } from "./reviewer-loads.tsx";
import { WeeksChart } from "./weeks-chart.tsx";

const ALL = "/requests?queue=all";

export function QualityView({ quality, now }: { quality: DecisionQuality; now: Date }) {
  const { toDecide, looked, reversals, queue } = quality;
  return (
    <div className="flex flex-col gap-6">
      <Figures figures={figuresOf(quality)} />
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        <CardSection
          title="Time to decide"
          description="From submission to the decision, without the time that changes were asked for."
        >
          <DecideTimes toDecide={toDecide} />
        </CardSection>
        <CardSection
          title="Time to decide by risk tier"
          description="The higher the risk, the more people have to agree."
        >
          <TierTimes toDecide={toDecide} />
        </CardSection>
        <CardSection
          title="Decisions by week"
          description="Every vote counts, also of those who consent for a team."
        >
          <WeeksChart weeks={quality.weeks} />
        </CardSection>
        <CardSection
          title="How long reviewers looked"
          description="From first opening a revision to deciding on it."
        >
          <LookedChart looked={looked} />
        </CardSection>
        <CardSection
          title="The queue now"
          description="Open requests by their age; those that wait for their author stand apart."
        >
          <QueueAges queue={queue} />
        </CardSection>
        <CardSection
          title="Reversals"
          description={`Approvals whose server was quarantined, rejected or retired within ${REVERSAL_DAYS} days.`}
        >
          <Reversals reversals={reversals} now={now} />
        </CardSection>
      </div>
      <ReviewerLoads reviewers={quality.reviewers} />
    </div>
  );
}

function figuresOf({ toDecide, looked, reversals, queue }: DecisionQuality): Figure[] {
  const words = (seconds: number | null) => (seconds === null ? "–" : durationWords(seconds));
  const opened = looked.decisions - looked.neverOpened;
  return [
    {
      term: "Median time to decide",
      value: words(toDecide.medianSeconds),
      note: `90 of 100 within ${words(toDecide.p90Seconds)}; ${toDecide.decided} decided`,
      href: `${ALL}&state=approved,rejected`,
    },
    {
      term: "Decided in under 10 seconds",
      value: shareWords(looked.quick, opened),
      note: `${looked.quick} of ${opened} that were opened; ${looked.neverOpened} were not`,
    },
    {
      term: "Approvals reversed",
      value: shareWords(reversals.undone, reversals.approved),
      note: `${reversals.undone} of ${reversals.approved} approvals`,
    },
    {
      term: "Overdue now",
      value: shareWords(queue.overdue, queue.open),
      note: `${queue.overdue} of ${queue.open} open requests`,
      href: "/requests?queue=overdue",
    },
  ];
}
