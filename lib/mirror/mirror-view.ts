import type { Prisma } from "#lib/db/generated/client.ts";
import { STALE_AFTER_MS } from "#lib/imports/import-runs.ts";

export type MirrorSourceView = {
  id: string;
  name: string;
  url: string;
  enabled: boolean;
  allowedHosts: string[];
  approve: boolean;
  expose: boolean;
  running: boolean;
  /** The last run stopped half-way; the next one goes on where it stopped. */
  interrupted: boolean;
  lastRunAt: Date | null;
  lastSuccessAt: Date | null;
  lastError: string | null;
  /** The next run asks for changes since then; null for everything. */
  updatedSince: Date | null;
  /** Servers that came from here first. */
  serverCount: number;
};

export const SOURCE_FIELDS = {
  id: true,
  name: true,
  url: true,
  enabled: true,
  allowedHosts: true,
  approve: true,
  expose: true,
  resumeCursor: true,
  updatedSince: true,
  lastRunAt: true,
  lastSuccessAt: true,
  lastError: true,
  _count: { select: { servers: true } },
  runs: { where: { status: "running" }, select: { beatAt: true } },
} satisfies Prisma.MirrorSourceSelect;

type SourceRow = Prisma.MirrorSourceGetPayload<{ select: typeof SOURCE_FIELDS }>;

export function sourceView(row: SourceRow, now: Date): MirrorSourceView {
  const running = row.runs.some((run) => now.getTime() - run.beatAt.getTime() <= STALE_AFTER_MS);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    enabled: row.enabled,
    allowedHosts: row.allowedHosts,
    approve: row.approve,
    expose: row.expose,
    running,
    interrupted: row.resumeCursor !== null && !running,
    lastRunAt: row.lastRunAt,
    lastSuccessAt: row.lastSuccessAt,
    lastError: row.lastError,
    updatedSince: row.updatedSince,
    serverCount: row._count.servers,
  };
}
