import { BarChart } from "#components/charts/bar-chart.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { durationWords } from "#lib/reviews/core/duration.ts";
import { shareWords } from "#lib/reviews/core/quality.ts";
import type { DecisionQuality, ReviewerLoad } from "#lib/reviews/get-decision-quality.ts";
import { Nothing } from "./nothing.tsx";

const MOST = 12;

/** Who carries the work: decisions of the period, and what is assigned to them now. */
export function ReviewerLoads({ reviewers }: { reviewers: DecisionQuality["reviewers"] }) {
  const { shown, total } = reviewers;
  return (
    <CardSection
      title="Load per reviewer"
      description="Decisions of the period, and the open requests assigned to them now."
    >
      {shown.length === 0 ? (
        <Nothing>Nobody decided anything, and nothing is assigned.</Nothing>
      ) : (
        <BarChart
          title="Decisions by reviewer and outcome"
          xLabel="Decisions"
          series={[
            { label: "Approved", tone: "success" },
            { label: "Changes requested", tone: "warning" },
            { label: "Rejected", tone: "danger" },
          ]}
          bars={shown.slice(0, MOST).map((reviewer) => ({
            label: reviewer.name,
            values: [reviewer.approved, reviewer.sentBack, reviewer.rejected],
            words: wordsOf(reviewer),
          }))}
          table={{ headers: HEADERS, rows: shown.map(rowOf) }}
        />
      )}
      {total > Math.min(MOST, shown.length) && (
        <p className="mt-2 text-sm text-subtle">
          The chart shows {Math.min(MOST, shown.length)} of {total}, the table {shown.length}.
        </p>
      )}
    </CardSection>
  );
}

const wordsOf = ({ decisions, assigned }: ReviewerLoad) =>
  `${decisions} decided, ${assigned} assigned now`;

const HEADERS = [
  "Reviewer",
  "Decisions",
  "Approved",
  "Changes requested",
  "Rejected",
  "Looked, median",
  "Under 10 s",
  "Assigned now",
];

function rowOf(reviewer: ReviewerLoad): string[] {
  const { medianLookedSeconds: looked } = reviewer;
  return [
    `${reviewer.name} (${reviewer.email})`,
    String(reviewer.decisions),
    String(reviewer.approved),
    String(reviewer.sentBack),
    String(reviewer.rejected),
    looked === null ? "–" : durationWords(looked),
    shareWords(reviewer.quick, reviewer.opened),
    String(reviewer.assigned),
  ];
}
