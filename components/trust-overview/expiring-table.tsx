import { LocalTime } from "#components/ui/local-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { dateWords } from "#components/trust/trust-words.ts";
import type { ExpiringServer } from "#lib/trust/overview/list-expiring.ts";
import { levelWords } from "./fix-words.ts";
import { OwnerCell, SERVER_CELL, ServerCell } from "./listed-server.tsx";

export function ExpiringTable({ servers, now }: { servers: readonly ExpiringServer[]; now: Date }) {
  return (
    <Table
      caption="Levels that run out"
      columns={columnsAt(now)}
      rows={servers}
      rowKey={({ server }) => server.name}
    />
  );
}

const columnsAt = (now: Date): Column<ExpiringServer>[] => [
  {
    key: "server",
    header: "Server",
    primary: true,
    className: SERVER_CELL,
    cell: ({ server }) => <ServerCell server={server} />,
  },
  { key: "owner", header: "Owner", cell: ({ server }) => <OwnerCell server={server} /> },
  { key: "level", header: "Level", cell: ({ level }) => levelWords(level) },
  { key: "falls", header: "Falls to", cell: ({ fallsTo }) => levelWords(fallsTo) },
  {
    key: "until",
    header: "Runs out",
    cell: ({ validUntil }) => (
      <span className={validUntil <= now ? "text-danger-text" : ""}>
        <LocalTime iso={validUntil.toISOString()}>{inDays(validUntil, now)}</LocalTime>
      </span>
    ),
  },
];

const DAY_MS = 86_400_000;

/** "in 3 days, 29 Nov 2026" */
function inDays(at: Date, now: Date): string {
  const days = Math.floor((at.getTime() - now.getTime()) / DAY_MS);
  if (days < 0) return `already, ${dateWords(at)}`;
  if (days === 0) return `within a day, ${dateWords(at)}`;
  return `in ${days} ${days === 1 ? "day" : "days"}, ${dateWords(at)}`;
}
