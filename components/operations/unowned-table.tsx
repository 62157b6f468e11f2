import { UserRoundCheck } from "lucide-react";
import { DueDate } from "#components/desk/due-date.tsx";
import { ServerTitle } from "#components/teams/owned-servers.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { ORPHAN_WORDS } from "#lib/ownership/core/ownership.ts";
import { ownershipLink } from "#lib/ownership/core/request-links.ts";
import type { UnownedServer } from "#lib/ownership/list-unowned.ts";

/** Servers that nobody answers for, the one that freezes first on top. */
export function UnownedTable({ servers, now }: { servers: readonly UnownedServer[]; now: Date }) {
  if (servers.length === 0)
    return (
      <EmptyState title="Somebody answers for every owned server" icon={UserRoundCheck}>
        When the last member of an owner team leaves, or a team misses its quarterly confirmation,
        the server appears here with a date.
      </EmptyState>
    );
  return (
    <CardSection title={`Unowned (${servers.length})`} flush>
      <Table
        caption="Servers that nobody answers for"
        columns={columns(now)}
        rows={servers}
        rowKey={({ name }) => name}
      />
    </CardSection>
  );
}

const columns = (now: Date): readonly Column<UnownedServer>[] => [
  { key: "server", header: "Server", primary: true, cell: (row) => <ServerTitle {...row} /> },
  {
    key: "why",
    header: "Why",
    cell: ({ reason, team }) => (
      <>
        {reason === null ? "Nobody answers for it." : ORPHAN_WORDS[reason]}
        {team && (
          <>
            {" "}
            <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink>
          </>
        )}
      </>
    ),
  },
  {
    key: "since",
    header: "Since",
    cell: ({ unownedSince }) => <RelativeTime at={unownedSince} now={now} />,
  },
  {
    key: "freezes",
    header: "Takes no requests",
    cell: ({ frozen, freezesAt }) =>
      frozen || freezesAt === null ? (
        <Badge tone="danger">Frozen</Badge>
      ) : (
        <DueDate at={freezesAt} now={now} />
      ),
  },
  { key: "users", header: "People who use it", numeric: true, cell: ({ users }) => users },
  {
    key: "ask",
    header: "Next step",
    cell: ({ name, title }) => (
      <TextLink href={ownershipLink(name)}>
        Ask for its ownership<span className="sr-only">: {title ?? name}</span>
      </TextLink>
    ),
  },
];
