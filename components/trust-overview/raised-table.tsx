import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import type { ControlId } from "#lib/trust/core/controls.ts";
import type { RaisedServer } from "#lib/trust/overview/list-raised.ts";
import { levelWords } from "./fix-words.ts";
import { OwnerCell, SERVER_CELL, ServerCell } from "./listed-server.tsx";

type Props = { servers: readonly RaisedServer[]; control: ControlId; now: Date };

export function RaisedTable({ servers, control, now }: Props) {
  return (
    <Table
      caption="Servers that this fix would raise or bring closer to their next level"
      columns={columnsFor(control, now)}
      rows={servers}
      rowKey={({ server }) => server.name}
    />
  );
}

const columnsFor = (control: ControlId, now: Date): Column<RaisedServer>[] => [
  {
    key: "server",
    header: "Server",
    primary: true,
    className: SERVER_CELL,
    cell: ({ server }) => <ServerCell server={server} control={control} />,
  },
  { key: "owner", header: "Owner", cell: ({ server }) => <OwnerCell server={server} /> },
  {
    key: "level",
    header: "Level now",
    cell: ({ level }) => (level === null ? "Not assessed" : levelWords(level)),
  },
  {
    key: "sole",
    header: "If it is fixed",
    cell: ({ isSole, level }) =>
      isSole ? `It reaches L${(level ?? 0) + 1}` : "Something else stands in its way too",
  },
  {
    key: "since",
    header: "Open since",
    cell: ({ since }) => <RelativeTime at={since} now={now} />,
  },
];
