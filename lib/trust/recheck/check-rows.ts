/** When versions are looked at without a scan: their rows. */
import type { Db, Tx } from "#lib/db/client.ts";
import type { Confirmed } from "../core/validity.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Spread by the id: not all versions of one import are looked at in the same minute. */
const jitterMs = (versionId: string) =>
  Math.floor((parseInt(versionId.slice(-3), 16) / 4_096) * 2 * HOUR_MS);

export const nextDaily = (versionId: string, now: Date): Date =>
  new Date(now.getTime() + DAY_MS - HOUR_MS + jitterMs(versionId));
export const nextWeekly = (versionId: string, now: Date): Date =>
  new Date(now.getTime() + 7 * DAY_MS - HOUR_MS + jitterMs(versionId));

/** A step: everything of the version was just looked at by a scan. */
export async function startChecks(tx: Tx, versionId: string, now: Date): Promise<void> {
  await tx.trustCheck.update({
    where: { versionId },
    data: {
      dailyDueAt: nextDaily(versionId, now),
      weeklyDueAt: nextWeekly(versionId, now),
      attempts: 0,
      problem: null,
    },
    select: { versionId: true },
  });
}

/** A step: when checks without a scan last found all as it was. */
export async function confirmedOf(db: Db, versionId: string): Promise<Confirmed> {
  const row = await db.trustCheck.findUnique({
    where: { versionId },
    select: { dailyAt: true, weeklyAt: true },
  });
  return {
    daily: row?.dailyAt?.toISOString() ?? null,
    weekly: row?.weeklyAt?.toISOString() ?? null,
  };
}

/** A step: beside each projection stands when it is looked at next. */
export async function keepCheck(
  tx: Tx,
  versionId: string,
  { fullAt, now }: { fullAt: Date; now: Date },
): Promise<void> {
  await tx.trustCheck.upsert({
    where: { versionId },
    create: {
      versionId,
      fullAt,
      dailyDueAt: nextDaily(versionId, now),
      weeklyDueAt: nextWeekly(versionId, now),
    },
    update: { fullAt },
    select: { versionId: true },
  });
}
