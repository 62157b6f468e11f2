import { Inbox } from "lucide-react";
import type { ImportRunPage } from "#lib/imports/get-import-run.ts";
import { ServerName } from "#components/teams/owned-servers.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { OUTCOME_WORDS, type Outcome } from "./run-words.tsx";

type Item = ImportRunPage["items"][number];
type Props = { items: readonly Item[]; outcome: Outcome | undefined; running: boolean };

export function ImportItems({ items, outcome, running }: Props) {
  if (items.length === 0)
    return (
      <div className="mt-4">
        <EmptyState title={running ? "Nothing yet" : "None"} icon={Inbox}>
          {running
            ? "Documents appear here as they are taken."
            : outcome
              ? "No document of this run ended so."
              : "This run took no document."}
        </EmptyState>
      </div>
    );
  return (
    <Card className="mt-4 overflow-hidden">
      <Table
        caption="Documents"
        columns={COLUMNS}
        rows={items}
        rowKey={(item) => String(item.position)}
      />
    </Card>
  );
}

const COLUMNS: readonly Column<Item>[] = [
  {
    key: "position",
    header: "No.",
    className: "tabular-nums text-subtle",
    cell: ({ position }) => position.toLocaleString("en"),
  },
  {
    key: "name",
    header: "Document",
    primary: true,
    cell: (item) => <DocumentName {...item} />,
  },
  {
    key: "version",
    header: "Version",
    className: "[overflow-wrap:anywhere]",
    cell: ({ version }) => version ?? "—",
  },
  {
    key: "outcome",
    header: "Outcome",
    cell: ({ outcome }) => (
      <Badge tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].label}</Badge>
    ),
  },
  {
    key: "reason",
    header: "Why",
    className: "[overflow-wrap:anywhere]",
    cell: ({ field, reason }) =>
      reason ? (
        <>
          {field && <code>{field}</code>} {reason}
        </>
      ) : (
        ""
      ),
  },
];

/** A refused document's name is whatever somebody wrote: it is shown, never linked. */
function DocumentName({ name, outcome }: Item) {
  if (name === null) return <span className="text-subtle">Without a name</span>;
  if (outcome === "refused")
    return <code className="text-xs [overflow-wrap:anywhere]">{name}</code>;
  return (
    <Link href={`/servers/${name}`} className="hover:underline">
      <ServerName name={name} />
    </Link>
  );
}
