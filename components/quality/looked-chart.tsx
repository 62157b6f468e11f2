import { ColumnChart } from "#components/charts/column-chart.tsx";
import { LOOKED } from "#lib/reviews/core/quality.ts";
import type { DecisionQuality } from "#lib/reviews/get-decision-quality.ts";
import { Nothing } from "./nothing.tsx";

/** Decisions without any opening stand apart, in the last column. */
export function LookedChart({ looked }: { looked: DecisionQuality["looked"] }) {
  if (looked.decisions === 0) return <Nothing>Nobody decided anything in this period.</Nothing>;
  const opened = LOOKED.labels.map((label, at) => {
    const count = looked.bins[at] ?? 0;
    return { label, values: at === 0 ? [count, 0, 0] : [0, count, 0] };
  });
  return (
    <ColumnChart
      title="Decisions by how long the reviewer looked"
      xLabel="Time from opening to deciding"
      yLabel="Decisions"
      contiguous
      series={[
        { label: "Under 10 seconds", tone: "warning" },
        { label: "Longer", tone: "accent" },
        { label: "Never opened here", tone: "neutral" },
      ]}
      columns={[...opened, { label: "never opened", values: [0, 0, looked.neverOpened] }]}
      table={{
        headers: ["Time from opening to deciding", "Decisions"],
        rows: [
          ...LOOKED.labels.map((label, at) => [label, String(looked.bins[at] ?? 0)]),
          ["never opened", String(looked.neverOpened)],
        ],
      }}
    />
  );
}
