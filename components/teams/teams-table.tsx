import { Users } from "lucide-react";
import type { TeamSummary } from "#lib/teams/list-teams.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

export function TeamsTable({
  teams,
  manages,
}: {
  teams: readonly TeamSummary[];
  manages: boolean;
}) {
  return (
    <Card className="overflow-hidden">
      <Table
        caption="Teams"
        columns={COLUMNS}
        rows={teams}
        rowKey={(team) => team.id}
        empty={
          <EmptyState title="No team yet" icon={Users}>
            {manages
              ? "Create the first one beside this: a server needs a team that owns it."
              : "An administrator creates teams; then servers can have owners."}
          </EmptyState>
        }
      />
    </Card>
  );
}

const COLUMNS: readonly Column<TeamSummary>[] = [
  {
    key: "name",
    header: "Team",
    primary: true,
    cell: (team) => (
      <span className="flex flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <Link
            href={`/teams/${team.slug}`}
            className="py-0.5 font-medium hover:text-accent-text hover:underline"
          >
            {team.name}
          </Link>
          {team.mine && <Badge tone="info">Yours</Badge>}
        </span>
        <span className="max-w-prose text-subtle">{team.description}</span>
      </span>
    ),
  },
  { key: "channel", header: "Channel", cell: ({ channel }) => channel ?? "None" },
  {
    key: "members",
    header: "Members",
    className: "tabular-nums sm:text-right",
    cell: ({ members }) => members.toLocaleString("en"),
  },
  {
    key: "servers",
    header: "Servers",
    className: "tabular-nums sm:text-right",
    cell: ({ servers }) => servers.toLocaleString("en"),
  },
];
