import type { z } from "zod";
import { SEVERITY_LABELS } from "#components/trust/trust-chips.tsx";
import { CONTROLS } from "#lib/trust/core/controls.ts";
import { FINDING_AGES } from "#lib/trust/core/overview-words.ts";
import type { OpenFindingPage } from "#lib/trust/overview/list-open-findings.ts";
import type { OpenFindingsInput } from "#lib/trust/overview/schemas.ts";
import { findings, servers } from "./count-words.ts";
import { FindingFilters, type FindingFilterValues } from "./finding-filters.tsx";
import { FindingTable } from "./finding-table.tsx";
import { overviewCsv, overviewPage } from "./overview-address.ts";
import { OverviewList, type ListFilter } from "./overview-list.tsx";
import type { TeamOption } from "./scope-form.tsx";
import { teamFilter } from "./team-filter.ts";

type Props = {
  page: OpenFindingPage;
  filters: z.output<typeof OpenFindingsInput>;
  teams: readonly TeamOption[];
  now: Date;
};

/** What is open of everything on offer, narrowed as the address says. */
export function FindingsList({ page, filters, teams, now }: Props) {
  const { cursor, limit: _limit, ...chosen } = filters;
  return (
    <OverviewList
      title="Open findings"
      description="Of servers on offer: approved or deprecated, and not in quarantine. The most severe first, of these the oldest. What is fixed or waived is not listed; a finding closes by itself when a scan sees that it is gone."
      tools={<FindingFilters key={JSON.stringify(chosen)} chosen={chosen} teams={teams} />}
      filters={chips(chosen, teams)}
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

function chips(chosen: FindingFilterValues, teams: readonly TeamOption[]): ListFilter[] {
  const { team, server, severity, age, control } = chosen;
  const without = (name: keyof FindingFilterValues) =>
    overviewPage("findings", { ...chosen, [name]: undefined });
  const chip = (name: keyof FindingFilterValues, label: string | undefined): ListFilter[] =>
    label === undefined ? [] : [{ label, withoutHref: without(name) }];
  const teamName = teams.find(({ slug }) => slug === team)?.name ?? team;
  return [
    ...chip("server", server && `Server: ${server}`),
    ...chip("control", control && `Control: ${CONTROLS[control].title} (${control})`),
    ...chip("severity", severity && `Severity: ${SEVERITY_LABELS[severity]}`),
    ...chip("age", age && `Open for: ${FINDING_AGES[age].label}`),
    ...teamFilter(teamName, without("team")),
  ];
}
