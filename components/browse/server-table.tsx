import type { ReactNode } from "react";
import {
  ClassificationChip,
  DeploymentChip,
  OriginChip,
  LapsedChip,
  QuarantineChip,
  RevokedChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { isSevere, LevelChip, NotScannedChip, RiskChip } from "#components/trust/trust-chips.tsx";
import { Highlight } from "#components/ui/highlight.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import {
  browseHref,
  changed,
  type BrowseColumn,
  type BrowseState,
} from "#lib/catalog/core/browse-state.ts";
import type { ServerCard } from "#lib/catalog/server-card.ts";
import { COLUMN_LABELS } from "./column-labels.ts";
import { technicalLabel } from "./facet-labels.ts";
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
  const sort = (by: "name" | "released" | "score", direction: "ascending" | "descending") => ({
    href: browseHref(changed(state, { sort: by })),
    direction: state.sort === by ? direction : ("none" as const),
  });
  return [
    {
      key: "server",
      header: "Server",
      primary: true,
      sort: sort("name", "ascending"),
      className: "max-w-64 min-w-40 wrap-anywhere",
      cell: (server) => (
        <>
          <ServerLink server={server} words={words} />
          <span className="block truncate font-mono text-xs text-subtle" title={server.name}>
            <Highlight text={server.name} words={words} />
          </span>
          <Matched matched={server.matched} words={words} />
        </>
      ),
    },
    ...state.columns.map((key) => ({
      key,
      header: COLUMN_LABELS[key],
      ...CELLS[key],
      ...(key === "latest" && { sort: sort("released", "descending") }),
      ...(key === "trust" && { sort: sort("score", "descending") }),
      cell: (server: ServerCard) => CELLS[key].cell(server, now),
    })),
  ];
}

type Cell = {
  cell: (server: ServerCard, now: Date) => ReactNode;
  numeric?: boolean;
  className?: string;
};

const CELLS: Record<BrowseColumn, Cell> = {
  status: {
    cell: (server) => (
      <span className="inline-flex flex-wrap gap-1">
        <StatusChip lifecycle={server.lifecycle} />
        {server.quarantined && <QuarantineChip note={server.quarantineNote} />}
        {server.revoked && <RevokedChip />}
        {server.approvalRanOut && <LapsedChip />}
      </span>
    ),
  },
  trust: {
    className: "min-w-52",
    cell: ({ trust }) =>
      trust ? (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <LevelChip {...trust} />
          {trust.score !== null && <span className="tabular-nums">{trust.score}</span>}
          {isSevere(trust.risk) && <RiskChip risk={trust.risk} />}
        </span>
      ) : (
        <NotScannedChip />
      ),
  },
  data: { cell: (server) => <ClassificationChip classification={server.classification} /> },
  deployment: { cell: (server) => <DeploymentChip model={server.deploymentModel} /> },
  owner: { className: "max-w-36", cell: (server) => <Owner team={server.ownerTeam} /> },
  origin: { cell: (server) => <OriginChip origin={server.origin} /> },
  category: { className: "max-w-48", cell: (server) => <Words words={server.categories} /> },
  packages: { cell: (server) => <Words words={server.packageTypes.map(technicalLabel)} /> },
  transports: { cell: (server) => <Words words={server.transports.map(technicalLabel)} /> },
  tools: { numeric: true, cell: (server) => server.toolCount },
  latest: {
    cell: (server, now) => (
      <span className="inline-flex flex-col items-start gap-0.5">
        <Version server={server} />
        <Release server={server} now={now} />
      </span>
    ),
  },
};

function Words({ words }: { words: readonly string[] }) {
  if (words.length === 0) return <span className="text-subtle">None</span>;
  return words.join(", ");
}
