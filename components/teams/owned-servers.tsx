import type { ReactNode } from "react";
import type { OwnedServer } from "#lib/teams/team-servers.ts";
import { ClassificationChip, DeploymentChip, StatusChip } from "#components/ui/chips.tsx";
import { Link } from "#components/ui/link.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { AttentionList } from "./attention-list.tsx";

type Props = {
  caption: string;
  servers: readonly OwnedServer[];
  showTeam?: boolean;
  /** Left out where nothing in the list needs any. */
  showAttention?: boolean;
  empty?: ReactNode;
};

/** Servers with their owner's questions answered: what, in which state, and what to look at. */
export function OwnedServers(props: Props) {
  const { caption, servers, showTeam = false, showAttention = true, empty } = props;
  const hidden = [...(showTeam ? [] : ["team"]), ...(showAttention ? [] : ["attention"])];
  return (
    <Table
      caption={caption}
      columns={COLUMNS.filter((column) => !hidden.includes(column.key))}
      rows={servers}
      rowKey={(server) => server.name}
      empty={empty}
    />
  );
}

const COLUMNS: readonly Column<OwnedServer>[] = [
  {
    key: "name",
    header: "Server",
    primary: true,
    cell: (server) => <ServerTitle name={server.name} title={server.title} />,
  },
  {
    key: "attention",
    header: "Needs attention",
    cell: (row) => <AttentionList items={row.attention} />,
  },
  { key: "lifecycle", header: "Status", cell: (row) => <StatusChip lifecycle={row.lifecycle} /> },
  {
    key: "version",
    header: "Version",
    className: "tabular-nums",
    cell: ({ latestVersion, newestVersion }) => latestVersion ?? newestVersion ?? "None",
  },
  {
    key: "data",
    header: "Data",
    cell: (row) => <ClassificationChip classification={row.classification} />,
  },
  {
    key: "runs",
    header: "Deployment",
    cell: (row) => <DeploymentChip model={row.deploymentModel} />,
  },
  {
    key: "team",
    header: "Owner",
    cell: ({ team }) => (
      <Link href={`/teams/${team.slug}`} className="hover:text-accent-text hover:underline">
        {team.name}
      </Link>
    ),
  },
];

/** An official name; a long one breaks after its namespace. */
export function ServerName({ name }: { name: string }) {
  const [namespace = "", own = ""] = name.split("/");
  return (
    <code className="text-xs [overflow-wrap:anywhere] text-subtle">
      {namespace}/<wbr />
      {own}
    </code>
  );
}

/** A server in a list: its title, leading to its page, above its official name. */
export function ServerTitle({ name, title }: { name: string; title: string | null }) {
  return (
    <span className="flex flex-col sm:min-w-52">
      <Link
        href={`/servers/${name}`}
        className="py-0.5 font-medium hover:text-accent-text hover:underline"
      >
        {title ?? name}
      </Link>
      {title && <ServerName name={name} />}
    </span>
  );
}
