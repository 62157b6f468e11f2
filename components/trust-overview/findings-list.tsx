import type { z } from "zod";
import { CONTROLS } from "#lib/trust/core/controls.ts";
import { FINDING_AGES } from "#lib/trust/core/overview-words.ts";
import type { OpenFindingPage } from "#lib/trust/overview/list-open-findings.ts";
import type { OpenFindingsInput } from "#lib/trust/overview/schemas.ts";
import { findings, servers } from "./count-words.ts";
import { FindingTable } from "./finding-table.tsx";
import { overviewCsv, overviewPage } from "./overview-address.ts";
import { OverviewList, type ListFilter } from "./overview-list.tsx";
import { teamFilter } from "./team-filter.ts";

type Filters = z.output<typeof OpenFindingsInput>;
type Props = { page: OpenFindingPage; filters: Filters; now: Date };

/** What is open of everything on offer, narrowed as the address says. */
export function FindingsList({ page, filters, now }: Props) {
  const { cursor, limit: _limit, ...chosen } = filters;
  return (
    <OverviewList
      title="Open findings"
      description="The most severe first, of these the oldest. A finding closes by itself when a scan sees that it is gone."
      filters={chips(chosen)}
      csvHref={overviewCsv("findings", chosen)}
      summary={`${findings(page.total)} in ${servers(page.servers)}`}
      isEmpty={page.findings.length === 0}
      firstHref={cursor === undefined ? null : overviewPage("findings", chosen)}
      nextHref={page.nextCursor && overviewPage("findings", { ...chosen, cursor: page.nextCursor })}
    >
      <FindingTable findings={page.findings} now={now} />
    </OverviewList>
  );
}

function chips(chosen: Omit<Filters, "cursor" | "limit">): ListFilter[] {
  const { team, severity, age, control } = chosen;
  const without = (name: keyof typeof chosen) =>
    overviewPage("findings", { ...chosen, [name]: undefined });
  return [
    ...teamFilter(team, without("team")),
    ...(severity ? [{ label: `Severity: ${severity}`, withoutHref: without("severity") }] : []),
    ...(age ? [{ label: `Open: ${FINDING_AGES[age].label}`, withoutHref: without("age") }] : []),
    ...(control
      ? [{ label: `Control: ${CONTROLS[control].title}`, withoutHref: without("control") }]
      : []),
  ];
}
