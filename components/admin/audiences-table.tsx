import { Globe, Lock, Radio } from "lucide-react";
import type { AudienceSummary } from "#lib/audiences/list-audiences.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";

export function AudiencesTable({ audiences }: { audiences: readonly AudienceSummary[] }) {
  return (
    <Card className="overflow-hidden">
      <Table
        caption="Audiences"
        columns={COLUMNS}
        rows={audiences}
        rowKey={(audience) => audience.slug}
        empty={
          <EmptyState title="No audience yet" icon={Radio}>
            Everybody reads the same registry at /v0.1. Create an audience to give some teams, or
            readers without a token, a registry with fewer servers.
          </EmptyState>
        }
      />
    </Card>
  );
}

export function ReadersBadge({ anonymous }: { anonymous: boolean }) {
  return anonymous ? (
    <Badge tone="warning" icon={Globe}>
      Anybody
    </Badge>
  ) : (
    <Badge icon={Lock}>With a token</Badge>
  );
}

const COLUMNS: readonly Column<AudienceSummary>[] = [
  {
    key: "name",
    header: "Audience",
    primary: true,
    cell: (audience) => (
      <span className="flex flex-col gap-0.5">
        <Link
          href={`/admin/audiences/${audience.slug}`}
          className="py-0.5 font-medium hover:text-accent-text hover:underline"
        >
          {audience.name}
        </Link>
        <span className="max-w-prose text-subtle">{audience.description}</span>
      </span>
    ),
  },
  { key: "path", header: "Address", cell: ({ slug }) => <code>/r/{slug}</code> },
  { key: "readers", header: "Readers", cell: (row) => <ReadersBadge {...row} /> },
  {
    key: "teams",
    header: "Teams",
    cell: ({ teams }) => teams.map((team) => team.name).join(", ") || "None",
  },
  {
    key: "servers",
    header: "Servers",
    className: "tabular-nums sm:text-right",
    cell: ({ servers }) => servers.toLocaleString("en"),
  },
];
