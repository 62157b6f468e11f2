import { RelativeTime } from "#components/ui/relative-time.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { momentWords } from "#components/trust/trust-words.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import { REASONS } from "#lib/trust/core/words.ts";
import type { UnreachedServer } from "#lib/trust/overview/list-unreached.ts";
import { OwnerCell, SERVER_CELL, ServerCell } from "./listed-server.tsx";

type Props = { servers: readonly UnreachedServer[]; now: Date };

export function UnreachedTable({ servers, now }: Props) {
  return (
    <Table
      caption="Servers whose evidence could not be fetched"
      columns={columnsAt(now)}
      rows={servers}
      rowKey={({ server }) => server.name}
    />
  );
}

const columnsAt = (now: Date): Column<UnreachedServer>[] => [
  {
    key: "server",
    header: "Server",
    primary: true,
    className: SERVER_CELL,
    cell: ({ server }) => <ServerCell server={server} />,
  },
  { key: "owner", header: "Owner", cell: ({ server }) => <OwnerCell server={server} /> },
  {
    key: "why",
    header: "Why",
    className: "min-w-44 max-w-96",
    cell: (row) => <Reasons row={row} />,
  },
  {
    key: "since",
    header: "Since",
    cell: ({ since }) => <RelativeTime at={since} now={now} />,
  },
  { key: "next", header: "Next try", cell: (row) => <NextTry row={row} /> },
];

/** All of them stand on the server's own page. */
const MOST_NAMED = 2;

function Reasons({ row: { reasons, scanError } }: { row: UnreachedServer }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {scanError !== null && <li>The scan failed: {scanError}</li>}
      {reasons.map(({ reason, controls }) => (
        <li key={reason}>
          {REASONS[reason]}
          <span className="block text-xs text-subtle">{concerned(controls)}</span>
        </li>
      ))}
    </ul>
  );
}

/** "Concerns Index Integrity, Key Rotation and 7 more controls" */
function concerned(controls: readonly ControlId[]): string {
  const named = controls.slice(0, MOST_NAMED).map((control) => CONTROLS[control].title);
  const more = controls.length - named.length;
  const rest = more > 0 ? ` and ${more} more ${more === 1 ? "control" : "controls"}` : "";
  return `Concerns ${named.join(more > 0 ? ", " : " and ")}${rest}`;
}

function NextTry({ row: { nextTryAt, isScanning } }: { row: UnreachedServer }) {
  if (isScanning) return "It is being scanned";
  if (nextTryAt === null) return <span className="text-subtle">Not planned</span>;
  return <LocalTime iso={nextTryAt.toISOString()}>{momentWords(nextTryAt)}</LocalTime>;
}
