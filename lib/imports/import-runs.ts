import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";

/** A run that has not been heard of for so long was left behind by a crash. */
export const STALE_AFTER_MS = 120_000;

/** How long a run may wait for the worker before it counts as left behind. */
const QUEUE_PATIENCE_MS = 3_600_000;

type NewRun = {
  label: string;
  approve: boolean;
  expose: boolean;
  sourceId: string | null;
  queued?: boolean;
};
type Opened = { id: string; audit: AuditEntry };

/** A step: enters a run that begins now. */
export async function openRun(tx: Tx, ctx: Context, run: NewRun): Promise<Opened> {
  const { label, approve, expose, sourceId, queued = false } = run;
  const beatAt = queued ? new Date(ctx.now.getTime() + QUEUE_PATIENCE_MS) : ctx.now;
  const startedBy = await personOf(tx, ctx.actor);
  const { id } = await tx.importRun.create({
    data: { label, approve, expose, sourceId, startedBy, beatAt, startedAt: ctx.now },
    select: { id: true },
  });
  const after = { label, approve, expose, source: sourceId };
  return {
    id,
    audit: { action: "import.start", targetKind: "import", targetId: id, before: null, after },
  };
}

/** A step: ends a run, well or with the reason why not. */
export async function closeRun(
  tx: Tx,
  ctx: Context,
  { id, failure }: { id: string; failure: string | null },
): Promise<AuditEntry> {
  const { count } = await tx.importRun.updateMany({
    where: { id, status: "running" },
    data: { status: failure === null ? "done" : "failed", failure, finishedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "This import is not running any more.");
  const counts = await tx.importRun.findUniqueOrThrow({
    where: { id },
    select: { imported: true, updated: true, unchanged: true, refused: true },
  });
  return {
    action: failure === null ? "import.finish" : "import.fail",
    targetKind: "import",
    targetId: id,
    before: null,
    after: failure === null ? counts : { ...counts, failure },
  };
}

/** A step: marks runs that a crash left behind as failed. */
export async function closeLeftBehind(
  tx: Tx,
  ctx: Context,
  sourceId?: string,
): Promise<AuditEntry[]> {
  const stale = await tx.importRun.findMany({
    where: {
      status: "running",
      beatAt: { lt: new Date(ctx.now.getTime() - STALE_AFTER_MS) },
      ...(sourceId === undefined ? {} : { sourceId }),
    },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const entries: AuditEntry[] = [];
  for (const { id } of stale)
    entries.push(await closeRun(tx, ctx, { id, failure: "The process that worked on it ended." }));
  return entries;
}

async function personOf(tx: Tx, actor: Actor): Promise<string | null> {
  if (actor.kind !== "user") return null;
  const person = await tx.user.findUnique({ where: { id: actor.id }, select: { id: true } });
  return person?.id ?? null;
}
