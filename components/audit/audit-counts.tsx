import { ColumnChart } from "#components/charts/column-chart.tsx";
import { Disclosure } from "#components/admin/disclosure.tsx";
import type { FilterTexts } from "#lib/audit/core/filter-query.ts";
import type { AuditCounts } from "#lib/audit/get-counts.ts";
import { auditHref } from "./audit-href.ts";

/** "10,000+ records", "1,234 records in the last 90 days". */
export function countWords({ count, capped, of }: AuditCounts): string {
  const number = count.toLocaleString("en");
  const records = count === 1 && !capped ? "record" : "records";
  return `${number}${capped ? "+" : ""} ${records}${of === "90 days" ? " in the last 90 days" : ""}`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

type Props = { counts: AuditCounts; filters: FilterTexts; open: boolean };

/** The last 90 days at a glance, from counts that are kept as records join the tree. */
export function AuditChart({ counts: { days, chartIgnores }, filters, open }: Props) {
  if (days.every(({ success, refused, failed }) => success + refused + failed === 0)) return null;
  return (
    <Disclosure label="The last 90 days" wide open={open}>
      <ColumnChart
        title="Records by day and outcome"
        xLabel="Day"
        yLabel="Records"
        series={[
          { label: "Done", tone: "accent", href: auditHref({ ...filters, outcome: "success" }) },
          {
            label: "Refused",
            tone: "warning",
            href: auditHref({ ...filters, outcome: "refused" }),
          },
          { label: "Failed", tone: "danger", href: auditHref({ ...filters, outcome: "failed" }) },
        ]}
        columns={days.map(({ day, success, refused, failed }) => ({
          label: DAY.format(new Date(day)),
          values: [success, refused, failed],
        }))}
      />
      {chartIgnores && (
        <p className="pt-2 text-sm text-subtle">
          The chart follows the filters for action and outcome only.
        </p>
      )}
    </Disclosure>
  );
}
