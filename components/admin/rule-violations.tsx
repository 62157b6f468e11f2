import { CircleCheck } from "lucide-react";
import type { RuleViolation } from "#lib/rules/list-deployment-rules.ts";
import { ServerName } from "#components/teams/owned-servers.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { ClassificationChip, DeploymentChip } from "#components/ui/chips.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

const COLUMNS: readonly Column<RuleViolation>[] = [
  {
    key: "server",
    header: "Server",
    primary: true,
    cell: (row) => (
      <span className="flex flex-col">
        <Link
          href={`/servers/${row.server}/deployments`}
          className="py-0.5 font-medium hover:text-accent-text hover:underline"
        >
          {row.title ?? row.server}
        </Link>
        {row.title && <ServerName name={row.server} />}
      </span>
    ),
  },
  { key: "data", header: "Data", cell: (row) => <ClassificationChip {...row} /> },
  { key: "model", header: "Deployment", cell: (row) => <DeploymentChip model={row.model} /> },
  { key: "where", header: "Where", cell: (row) => `${row.environment}, ${row.provider}` },
  { key: "team", header: "Owner", cell: ({ team }) => team ?? "No owner" },
];

/** What a stricter rule left behind, for its owner to end or move. */
export function RuleViolations({ violations }: { violations: readonly RuleViolation[] }) {
  return (
    <CardSection
      title={`Against the rules (${violations.length})`}
      description="Deployments that were there before the rule. Their owners end or move them, or the data is classified anew."
      flush
    >
      <Table
        caption="Deployments against the rules"
        columns={COLUMNS}
        rows={violations}
        rowKey={(row) => `${row.server} ${row.environment} ${row.provider} ${row.model}`}
        empty={
          <p className="flex items-center gap-2 p-4 text-muted">
            <CircleCheck aria-hidden className="size-4 text-success-text" />
            Everything that runs is admitted by the rules.
          </p>
        }
      />
    </CardSection>
  );
}
