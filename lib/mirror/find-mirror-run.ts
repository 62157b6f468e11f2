import type { Tx } from "#lib/db/client.ts";
import { STALE_AFTER_MS } from "#lib/imports/import-runs.ts";

/** A step: the run of a source that somebody works on now, or null. */
export async function findMirrorRun(tx: Tx, sourceId: string, now: Date): Promise<string | null> {
  const run = await tx.importRun.findFirst({
    where: {
      sourceId,
      status: "running",
      beatAt: { gte: new Date(now.getTime() - STALE_AFTER_MS) },
    },
    select: { id: true },
  });
  return run?.id ?? null;
}
