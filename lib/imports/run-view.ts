import type { Prisma } from "#lib/db/generated/client.ts";
import type { ImportOutcome } from "./core/plan-batch.ts";
import { STALE_AFTER_MS } from "./import-runs.ts";

export type ImportRunView = {
  id: string;
  label: string;
  /** Name of the person, or null when the command line, a job or the seed started it. */
  startedBy: string | null;
  source: { id: string; name: string } | null;
  /** `left` is a run that a crash left behind; the next start closes it. */
  status: "running" | "done" | "failed" | "left";
  approve: boolean;
  expose: boolean;
  startedAt: Date;
  finishedAt: Date | null;
  failure: string | null;
  counts: Record<ImportOutcome, number>;
};

export const RUN_FIELDS = {
  id: true,
  label: true,
  status: true,
  approve: true,
  expose: true,
  startedAt: true,
  beatAt: true,
  finishedAt: true,
  failure: true,
  imported: true,
  updated: true,
  unchanged: true,
  refused: true,
  user: { select: { name: true } },
  source: { select: { id: true, name: true } },
} satisfies Prisma.ImportRunSelect;

type RunRow = Prisma.ImportRunGetPayload<{ select: typeof RUN_FIELDS }>;

export function runView(row: RunRow, now: Date): ImportRunView {
  const left = row.status === "running" && now.getTime() - row.beatAt.getTime() > STALE_AFTER_MS;
  return {
    id: row.id,
    label: row.label,
    startedBy: row.user?.name ?? null,
    source: row.source && { id: row.source.id, name: row.source.name },
    status: left ? "left" : row.status,
    approve: row.approve,
    expose: row.expose,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    failure: row.failure,
    counts: {
      imported: row.imported,
      updated: row.updated,
      unchanged: row.unchanged,
      refused: row.refused,
    },
  };
}
