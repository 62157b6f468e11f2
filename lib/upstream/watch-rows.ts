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
export async function keepWatch(tx: Tx, ctx: Context, look: Look): Promise<AuditEntry[]> {
  const audit: AuditEntry[] = [];
  for (const seen of look.seen) {
    const { registryType, identifier, version, deprecated, problem } = seen;
    const before = look.known.find(
      (watch) => watch.registryType === registryType && watch.identifier === identifier,
    );
    const news = isNews(before, seen);
    const facts = {
      checkedAt: ctx.now,
      problem,
      ...(problem === null ? { seenVersion: version, deprecated } : {}),
      ...(news ? { seenAt: ctx.now } : {}),
    };
    const key = { serverId: look.serverId, registryType, identifier };
    await tx.upstreamWatch.upsert({
      where: { serverId_registryType_identifier: key },
      create: { ...key, ...facts },
      update: facts,
      select: { serverId: true },
    });
    if (news) audit.push(newsEntry(look.serverId, before, seen));
  }
  await forgetOthers(tx, look);
  return audit;
}

/** Something else than it said last; that a new package says nothing is none. */
function isNews(before: Watch | undefined, { version, deprecated, problem }: Seen): boolean {
  if (problem !== null) return false;
  if (before === undefined) return version !== null || deprecated !== null;
  return before.seenVersion !== version || before.deprecated !== deprecated;
}

function newsEntry(serverId: string, before: Watch | undefined, seen: Seen): AuditEntry {
  const { identifier: of, registryType: registry, version, deprecated } = seen;
  return {
    action: "server.see_upstream",
    targetKind: "server",
    targetId: serverId,
    before: before ? { version: before.seenVersion, deprecated: before.deprecated, of } : null,
    after: { version, deprecated, of, registry },
  };
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
