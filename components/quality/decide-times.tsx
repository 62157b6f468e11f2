import { BarChart, type BarOf } from "#components/charts/bar-chart.tsx";
import { Histogram } from "#components/charts/histogram.tsx";
import { durationWords } from "#lib/reviews/core/duration.ts";
import { TO_DECIDE } from "#lib/reviews/core/quality.ts";
import type { DecisionQuality, Times } from "#lib/reviews/get-decision-quality.ts";
import { TIER_WORDS } from "#lib/requests/core/words.ts";
import { Nothing } from "./nothing.tsx";

const words = (seconds: number | null) => (seconds === null ? "–" : durationWords(seconds));
const hours = (seconds: number | null) => (seconds ?? 0) / 3_600;

type Props = { toDecide: DecisionQuality["toDecide"] };

/** How the times are distributed. */
export function DecideTimes({ toDecide }: Props) {
  if (toDecide.decided === 0) return <Nothing>Nothing was decided in this period.</Nothing>;
  return (
    <Histogram
      title="Requests by time to decide"
      xLabel="Time from submission to decision"
      yLabel="Requests"
      unit="Requests"
      labels={TO_DECIDE.labels}
      counts={toDecide.bins}
    />
  );
}

/** How they differ by risk tier. */
export function TierTimes({ toDecide }: Props) {
  if (toDecide.decided === 0) return <Nothing>Nothing was decided in this period.</Nothing>;
  return (
    <BarChart
      title="Time to decide by risk tier"
      xLabel="Hours: the bar is the median, the line the 90th percentile"
      series={[{ label: "Median", tone: "accent" }]}
      whole={false}
      bars={toDecide.byTier.map(barOf)}
      table={{
        headers: ["Risk tier", "Decided", "Median", "90th percentile", "First response, median"],
        rows: toDecide.byTier.map((times) => [
          TIER_WORDS[times.tier].label,
          String(times.decided),
          words(times.medianSeconds),
          words(times.p90Seconds),
          words(times.medianResponseSeconds),
        ]),
      }}
    />
  );
}

function barOf({ tier, ...times }: DecisionQuality["toDecide"]["byTier"][number]): BarOf {
  return {
    label: TIER_WORDS[tier].label,
    href: `/requests?queue=all&state=approved,rejected&tier=${tier}`,
    values: [hours(times.medianSeconds)],
    ...(times.p90Seconds === null ? {} : { marker: hours(times.p90Seconds) }),
    words: timesWords(times),
  };
}

function timesWords({ decided, medianSeconds, p90Seconds }: Times): string {
  if (decided === 0) return "none decided";
  return `${words(medianSeconds)}; 90 of 100 within ${words(p90Seconds)} (${decided})`;
}
