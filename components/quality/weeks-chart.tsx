import { ColumnChart } from "#components/charts/column-chart.tsx";
import type { WeekOfDecisions } from "#lib/reviews/get-decision-quality.ts";
import { Nothing } from "./nothing.tsx";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

export function WeeksChart({ weeks }: { weeks: readonly WeekOfDecisions[] }) {
  const any = weeks.some((week) => week.approve + week.reject + week.requestChanges > 0);
  if (!any) return <Nothing>Nobody decided anything in this period.</Nothing>;
  return (
    <ColumnChart
      title="Decisions by week and outcome"
      xLabel="Week beginning on"
      yLabel="Decisions"
      series={[
        { label: "Approved", tone: "success", href: "/requests?queue=all&state=approved" },
        {
          label: "Changes requested",
          tone: "warning",
          href: "/requests?queue=all&state=changes_requested",
        },
        { label: "Rejected", tone: "danger", href: "/requests?queue=all&state=rejected" },
      ]}
      columns={weeks.map(({ week, approve, reject, requestChanges }) => ({
        label: DAY.format(new Date(week)),
        values: [approve, requestChanges, reject],
      }))}
    />
  );
}
