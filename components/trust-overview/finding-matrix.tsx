import { SeverityChip } from "#components/trust/trust-chips.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import {
  AGE_KEYS,
  FINDING_AGES,
  OPEN_SEVERITIES,
  type FindingAge,
  type OpenSeverity,
} from "#lib/trust/core/overview-words.ts";
import type { TrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import { findings, servers } from "./count-words.ts";
import { overviewPage } from "./overview-address.ts";

type Props = { overview: TrustOverview; team: string | undefined };
type Cell = { findings: number; servers: number } | undefined;

/** Open findings by severity and age; each number opens the findings behind it. */
export function FindingMatrix({ overview, team }: Props) {
  const cellOf = (severity: OpenSeverity, age: FindingAge): Cell =>
    overview.findings.find((one) => one.severity === severity && one.age === age);
  const columns: Column<OpenSeverity>[] = [
    {
      key: "severity",
      header: "Severity",
      primary: true,
      cell: (severity) => <SeverityChip severity={severity} />,
    },
    ...AGE_KEYS.map((age) => ({
      key: age,
      header: FINDING_AGES[age].label,
      numeric: true,
      cell: (severity: OpenSeverity) => (
        <Count
          cell={cellOf(severity, age)}
          href={overviewPage("findings", { team, severity, age })}
        />
      ),
    })),
    {
      key: "all",
      header: "Total",
      numeric: true,
      cell: (severity) => (
        <Count
          cell={overview.severities.find((one) => one.severity === severity)}
          href={overviewPage("findings", { team, severity })}
        />
      ),
    },
  ];
  return (
    <Table
      caption="Open findings by severity and by how long they have been open"
      columns={columns}
      rows={OPEN_SEVERITIES}
      rowKey={(severity) => severity}
    />
  );
}

function Count({ cell, href }: { cell: Cell; href: string }) {
  if (cell === undefined) return <span className="text-subtle">0</span>;
  return (
    <>
      <Link href={href} className="inline-block min-h-6 font-medium hover:underline">
        {findings(cell.findings)}
      </Link>
      <span className="block text-xs text-subtle">in {servers(cell.servers)}</span>
    </>
  );
}
