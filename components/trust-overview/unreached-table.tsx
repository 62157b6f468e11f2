import { RelativeTime } from "#components/ui/relative-time.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { momentWords } from "#components/trust/trust-words.ts";
import { REASONS } from "#lib/trust/core/words.ts";
import type { UnreachedServer } from "#lib/trust/overview/list-unreached.ts";
import { OwnerCell, ServerCell } from "./listed-server.tsx";

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
    className: "max-w-64 min-w-40",
    cell: ({ server }) => <ServerCell server={server} />,
  },
  { key: "owner", header: "Owner", cell: ({ server }) => <OwnerCell server={server} /> },
  {
    key: "why",
    header: "Why",
    className: "max-w-96",
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
const MOST_NAMED = 6;

function Reasons({ row: { reasons, scanError } }: { row: UnreachedServer }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {scanError !== null && <li>The scan failed: {scanError}</li>}
      {reasons.map(({ reason, controls }) => (
        <li key={reason}>
          {REASONS[reason]}{" "}
          <span className="font-mono text-xs text-subtle" title={controls.join(", ")}>
            {controls.slice(0, MOST_NAMED).join(", ")}
          </span>
          {controls.length > MOST_NAMED && (
            <span className="text-xs text-subtle"> and {controls.length - MOST_NAMED} more</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function NextTry({ row: { nextTryAt, isScanning } }: { row: UnreachedServer }) {
  if (isScanning) return "It is being scanned";
  if (nextTryAt === null) return <span className="text-subtle">Not planned</span>;
  return <LocalTime iso={nextTryAt.toISOString()}>{momentWords(nextTryAt)}</LocalTime>;
}
