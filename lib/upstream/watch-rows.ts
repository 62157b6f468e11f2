import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Seen } from "./schemas.ts";

export type Watch = Awaited<ReturnType<typeof watchesOf>>[number];

/** A step: what was seen before. */
export function watchesOf(tx: Tx, serverId: string) {
  return tx.upstreamWatch.findMany({
    where: { serverId },
    select: {
      registryType: true,
      identifier: true,
      seenVersion: true,
      deprecated: true,
      draftedVersion: true,
    },
  });
}

type Look = { serverId: string; known: readonly Watch[]; seen: readonly Seen[] };

/**
 * A step: keeps what was seen now. A package that did not answer keeps what it said last. The log
 * gets what is new; that we looked again is no event.
 */
export async function keepWatch(
  tx: Tx,
  ctx: Context,
  { serverId, known, seen }: Look,
): Promise<AuditEntry[]> {
  const audit: AuditEntry[] = [];
  for (const { registryType, identifier, version, deprecated, problem } of seen) {
    const before = known.find(
      (watch) => watch.registryType === registryType && watch.identifier === identifier,
    );
    const isNews =
      problem === null &&
      (before?.seenVersion !== version || (before.deprecated ?? null) !== deprecated) &&
      (version !== null || deprecated !== null || before !== undefined);
    const facts = {
      checkedAt: ctx.now,
      problem,
      ...(problem === null ? { seenVersion: version, deprecated } : {}),
      ...(isNews ? { seenAt: ctx.now } : {}),
    };
    await tx.upstreamWatch.upsert({
      where: { serverId_registryType_identifier: { serverId, registryType, identifier } },
      create: { serverId, registryType, identifier, ...facts },
      update: facts,
      select: { serverId: true },
    });
    if (isNews)
      audit.push({
        action: "server.see_upstream",
        targetKind: "server",
        targetId: serverId,
        before: before
          ? { version: before.seenVersion, deprecated: before.deprecated, of: identifier }
          : null,
        after: { version, deprecated, of: identifier, registry: registryType },
      });
  }
  await forgetOthers(tx, { serverId, known, seen });
  return audit;
}

/** Packages that the newest approved version no longer has. */
async function forgetOthers(tx: Tx, { serverId, known, seen }: Look): Promise<void> {
  const gone = known.filter(
    (watch) =>
      !seen.some(
        (one) => one.registryType === watch.registryType && one.identifier === watch.identifier,
      ),
  );
  for (const { registryType, identifier } of gone)
    await tx.upstreamWatch.deleteMany({ where: { serverId, registryType, identifier } });
}
