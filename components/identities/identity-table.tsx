import { BadgeCheck } from "lucide-react";
import { publisherPath } from "#lib/publishers/core/paths.ts";
import { KIND_LABELS } from "#lib/publishers/core/words.ts";
import type { IdentityView } from "#lib/publishers/identity-view.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { IdentityBadge } from "./identity-badge.tsx";

const COLUMNS: readonly Column<IdentityView>[] = [
  {
    key: "name",
    header: "Publisher",
    primary: true,
    cell: ({ id, name }) => <TextLink href={publisherPath(id)}>{name}</TextLink>,
  },
  {
    key: "identity",
    header: "Known by",
    cell: ({ kind, identity }) => (
      <>
        {KIND_LABELS[kind].label} <code className="[overflow-wrap:anywhere]">{identity}</code>
      </>
    ),
  },
  { key: "state", header: "State", cell: ({ words }) => <IdentityBadge words={words} /> },
  {
    key: "namespaces",
    header: "Namespaces",
    cell: ({ namespaces }) =>
      namespaces.length === 0 ? (
        <span className="text-subtle">None</span>
      ) : (
        <ul>
          {namespaces.map((one) => (
            <li key={one}>
              <code className="[overflow-wrap:anywhere]">{`${one}/*`}</code>
            </li>
          ))}
        </ul>
      ),
  },
  {
    key: "team",
    header: "Publishes here",
    cell: ({ team }) =>
      team === null ? (
        <span className="text-subtle">Nobody in the company</span>
      ) : (
        <TextLink href={`/teams/${team.slug}`}>{team.name}</TextLink>
      ),
  },
];

export function IdentityTable({ publishers }: { publishers: readonly IdentityView[] }) {
  if (publishers.length === 0)
    return (
      <EmptyState title="No publisher is known yet" icon={BadgeCheck}>
        An administrator records who stands behind a namespace: a domain that its owner proves, an
        organisation, or a team of the company.
      </EmptyState>
    );
  return (
    <Card>
      <Table caption="Publishers" columns={COLUMNS} rows={publishers} rowKey={({ id }) => id} />
    </Card>
  );
}
