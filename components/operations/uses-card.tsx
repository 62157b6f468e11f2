import { clientName } from "#components/server/client-names.ts";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { UsesView, UseView } from "#lib/uses/list-uses.ts";

/** Who uses the server: people, their teams, clients, versions, and when last. */
export function UsesCard({ uses, now }: { uses: UsesView; now: Date }) {
  return (
    <CardSection
      title={`Used by ${counted(uses.people, "person", "people")}`}
      description="Known from the Connect panel: who opened an install link or copied a configuration. Who reads the registry with a token is not recorded, because a client reads all of it."
      flush
    >
      <Table
        caption="Who uses this server"
        columns={columns(now)}
        rows={uses.uses}
        rowKey={({ person, client }) => `${person.email} ${client}`}
        empty={<p className="p-4 text-muted">Nobody has connected a client to it from here.</p>}
      />
      {uses.people > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-sm text-subtle">
          {uses.versions
            .map(
              ({ version, people }) =>
                `${counted(people, "person", "people")} on ${version === null ? "an unknown version" : showHidden(version)}`,
            )
            .join(", ")}
          ; {counted(uses.teams, "team", "teams")}.
        </p>
      )}
    </CardSection>
  );
}

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

const columns = (now: Date): readonly Column<UseView>[] => [
  {
    key: "person",
    header: "Person",
    primary: true,
    cell: ({ person }) => (
      <>
        {person.name}
        {!person.active && <span className="text-subtle"> (account disabled)</span>}
      </>
    ),
  },
  {
    key: "teams",
    header: "Teams",
    cell: ({ teams }) =>
      teams.length === 0 ? <span className="text-subtle">None</span> : teams.join(", "),
  },
  { key: "client", header: "Client", cell: ({ client }) => clientName(client) },
  {
    key: "version",
    header: "Version",
    className: "tabular-nums",
    cell: ({ version }) => (version === null ? "Not known" : showHidden(version)),
  },
  { key: "last", header: "Last", cell: ({ lastAt }) => <RelativeTime at={lastAt} now={now} /> },
];
