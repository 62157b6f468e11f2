import { LocalTime } from "#components/ui/local-time.tsx";
import { Table, type Column } from "#components/ui/table.tsx";
import { dateWords } from "#components/trust/trust-words.ts";
import { LEVEL_NAMES, type Level } from "#lib/trust/core/words.ts";
import type { ExpiringServer } from "#lib/trust/overview/list-expiring.ts";
import { OwnerCell, ServerCell } from "./listed-server.tsx";

const levelWords = (level: Level) => `L${level} ${LEVEL_NAMES[level]}`;

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
    className: "max-w-64 min-w-40",
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
