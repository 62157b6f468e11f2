import {
  ClassificationChip,
  DeploymentChip,
  QuarantineChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { Highlight } from "#components/ui/highlight.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { browseHref, changed, type BrowseState } from "#lib/catalog/core/browse-state.ts";
import type { ServerCard } from "#lib/catalog/server-card.ts";
import { Version } from "./server-cards.tsx";
import { Matched, Owner, Release, ServerLink } from "./server-facts.tsx";

type Props = {
  servers: readonly ServerCard[];
  words: readonly string[];
  now: Date;
  state: BrowseState;
};

/** The dense view: one line per server. */
export function ServerTable(props: Props) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Table
        caption="Servers"
        columns={columns(props)}
        rows={props.servers}
        rowKey={(server) => server.name}
      />
    </div>
  );
}

function columns({ state, words, now }: Props): Column<ServerCard>[] {
  const sort = (by: "name" | "released", direction: "ascending" | "descending") => ({
    href: browseHref(changed(state, { sort: by })),
    direction: state.sort === by ? direction : ("none" as const),
  });
  return [
    {
      key: "server",
      header: "Server",
      primary: true,
      sort: sort("name", "ascending"),
      className: "max-w-64 min-w-40",
      cell: (server) => (
        <>
          <ServerLink server={server} words={words} />
          <span className="block truncate font-mono text-xs text-subtle">
            <Highlight text={server.name} words={words} />
          </span>
          <Matched matched={server.matched} words={words} />
        </>
      ),
    },
    {
      key: "status",
      header: "Status",
      cell: (server) => (
        <span className="inline-flex flex-wrap gap-1">
          <StatusChip lifecycle={server.lifecycle} />
          {server.quarantined && <QuarantineChip note={server.quarantineNote} />}
        </span>
      ),
    },
    {
      key: "classification",
      header: "Data",
      cell: (server) => <ClassificationChip classification={server.classification} />,
    },
    {
      key: "deployment",
      header: "Deployment",
      cell: (server) => <DeploymentChip model={server.deploymentModel} />,
    },
    {
      key: "owner",
      header: "Owner",
      className: "max-w-36",
      cell: (server) => <Owner team={server.ownerTeam} />,
    },
    { key: "tools", header: "Tools", numeric: true, cell: (server) => server.toolCount },
    {
      key: "released",
      header: "Latest",
      sort: sort("released", "descending"),
      cell: (server) => (
        <span className="flex flex-col items-start gap-0.5">
          <Version server={server} />
          <Release server={server} now={now} />
        </span>
      ),
    },
  ];
}
