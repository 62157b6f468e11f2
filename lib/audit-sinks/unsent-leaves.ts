import type { Db } from "#lib/db/client.ts";

/** Leaves behind a sink's position that it was not sent yet: what is left of its dead letters. */
export async function unsentLeaves(db: Db, sinkId: string): Promise<ReadonlySet<number>> {
  const letters = await db.auditSinkLetter.findMany({
    where: { sinkId, replayedAt: null },
    select: { firstLeaf: true, count: true, sent: true },
  });
  return new Set(
    letters.flatMap(({ firstLeaf, count, sent }) =>
      Array.from({ length: count - sent }, (_, n) => Number(firstLeaf) + sent + n),
    ),
  );
}
