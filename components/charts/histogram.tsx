import { ColumnChart } from "./column-chart.tsx";
import type { ChartTone } from "./tones.ts";

type Props = {
  title: string;
  xLabel: string;
  yLabel: string;
  /** What is counted, such as "Decisions". */
  unit: string;
  labels: readonly string[];
  counts: readonly number[];
  tone?: ChartTone;
};

/** How values are distributed over bins. */
export function Histogram({ labels, counts, unit, tone = "accent", ...rest }: Props) {
  return (
    <ColumnChart
      {...rest}
      contiguous
      series={[{ label: unit, tone }]}
      columns={labels.map((label, at) => ({ label, values: [counts[at] ?? 0] }))}
    />
  );
}
