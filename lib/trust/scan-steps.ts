import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import { artifactsOf } from "./install-options.ts";
import { nextTry } from "./next-try.ts";
import type { ArtifactKind } from "./core/words.ts";
import type { Trigger } from "./schemas.ts";

/** A scan that has run for longer was left behind by its worker; a job is cut off before. */
export const STALE_MS = 15 * 60_000;

const CUT_OFF = "The worker stopped in the middle of it.";

/** A step: ends scans that a crash left behind; they are tried again like any that failed. */
export async function closeCutOff(tx: Tx, now: Date, versionId?: string): Promise<void> {
  const stale = await tx.trustScan.findMany({
    where: {
      state: "running",
      startedAt: { lt: new Date(now.getTime() - STALE_MS) },
      ...(versionId === undefined ? {} : { versionId }),
    },
    take: 100,
    select: { id: true, attempts: true },
  });
  for (const { id, attempts } of stale)
    await tx.trustScan.updateMany({
      where: { id, state: "running" },
      data: {
        state: "failed",
        finishedAt: now,
        step: null,
        error: CUT_OFF,
        nextTryAt: nextTry(attempts, now),
      },
    });
}

type Wanted = { id: string; document: string };
type Why = {
  trigger: Trigger;
  requestedById: string | null;
  now: Date;
  /** Only ways to install of these kinds; all, unless told otherwise. */
  kinds?: readonly ArtifactKind[];
};

/** A step: scans of these versions wait from now on; one that waits or runs already stays the one. */
export async function queueScansOf(
  tx: Tx,
  versions: readonly Wanted[],
  { trigger, requestedById, now, kinds = [] }: Why,
): Promise<void> {
  if (versions.length === 0) return;
  await tx.trustScan.createMany({
    data: versions.map(({ id, document }) => ({
      versionId: id,
      artifacts: artifactsOf(documentOf(document)),
      trigger,
      requestedById,
      requestedAt: now,
      kinds: [...kinds],
    })),
    skipDuplicates: true,
  });
  if (kinds.length === 0)
    await widenScans(
      tx,
      versions.map(({ id }) => id),
    );
}

/** A step: a scan of some kinds that waits becomes one of everything. */
export async function widenScans(tx: Tx, versionIds: readonly string[]): Promise<void> {
  await tx.trustScan.updateMany({
    where: { versionId: { in: [...versionIds] }, state: "queued" },
    data: { kinds: [] },
  });
}
