import { ArrowUpCircle, CircleCheck, CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import { ServerTitle } from "#components/teams/owned-servers.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { HealthRow } from "#lib/ownership/core/desk.ts";

/** How what one's teams own is doing: behind upstream, since its newest version was listed, in whose hands. */
export function HealthTable({ rows }: { rows: readonly HealthRow[] }) {
  if (rows.length === 0) return null;
  return (
    <CardSection
      title={`How they are doing (${rows.length})`}
      description="Upstream is looked at by the hour. Who uses a server is known from its Connect panel."
      flush
    >
      <Table
        caption="How your servers are doing"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ name }) => name}
      />
    </CardSection>
  );
}

const COLUMNS: readonly Column<HealthRow>[] = [
  { key: "name", header: "Server", primary: true, cell: (row) => <ServerTitle {...row} /> },
  {
    key: "version",
    header: "Version",
    className: "tabular-nums",
    cell: ({ latestVersion }) => (latestVersion === null ? "None" : showHidden(latestVersion)),
  },
  { key: "upstream", header: "Upstream", cell: (row) => <Upstream row={row} /> },
  {
    key: "release",
    header: "Newest listed",
    cell: ({ daysSinceRelease: days }) =>
      days === null ? (
        <span className="text-subtle">Not known</span>
      ) : (
        `${days.toLocaleString("en")} ${days === 1 ? "day" : "days"} ago`
      ),
  },
  { key: "users", header: "Used by", cell: (row) => <Users row={row} /> },
  {
    key: "responsible",
    header: "Responsible",
    cell: ({ responsible }) =>
      responsible ?? <span className="text-warning-text">Nobody named</span>,
  },
];

function Upstream({ row: { upstream, looked, problem } }: { row: HealthRow }) {
  if (upstream !== null)
    return (
      <Lines
        badge={
          <Badge tone="info" icon={ArrowUpCircle}>
            {showHidden(upstream.version)}
          </Badge>
        }
        words={upstream.words}
      />
    );
  if (problem !== null)
    return <Lines badge={<Badge icon={CircleHelp}>Not known</Badge>} words={problem} />;
  if (!looked) return <span className="text-subtle">Not looked at yet</span>;
  return (
    <Badge tone="success" icon={CircleCheck}>
      Nothing newer seen
    </Badge>
  );
}

function Users({ row: { people, versions } }: { row: HealthRow }) {
  if (people === 0) return <span className="text-subtle">Nobody yet</span>;
  const words = versions
    .slice(0, 3)
    .map(({ version, people: count }) => `${count} on ${version ?? "an unknown version"}`)
    .join(", ");
  return (
    <Lines badge={`${people} ${people === 1 ? "person" : "people"}`} words={showHidden(words)} />
  );
}

function Lines({ badge, words }: { badge: ReactNode; words: string | null }) {
  return (
    <div className="flex flex-col items-start gap-0.5 max-sm:items-end">
      {badge}
      {words && <span className="max-w-56 [overflow-wrap:anywhere] text-subtle">{words}</span>}
    </div>
  );
}
