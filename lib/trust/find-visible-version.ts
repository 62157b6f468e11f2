import { isOwner } from "#lib/catalog/core/server-powers.ts";
import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import type { Context } from "#lib/kernel/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import type { Readers } from "#lib/verbs/define-query.ts";

/** A step: the version named, else the current one; null for what the actor may not see. */
export async function findVisibleVersion(
  { db, sql }: Readers,
  ctx: Context,
  { name, version }: { name: string; version?: string | undefined },
) {
  const server = await findVisibleServer(sql, ctx, name);
  if (!server || (version === undefined && server.currentVersionId === null)) return null;
  const found = await db.serverVersion.findFirst({
    where: {
      serverId: server.id,
      lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      ...(version === undefined ? { id: server.currentVersionId ?? "" } : { version }),
    },
    select: { id: true, version: true, lifecycle: true, document: true },
  });
  if (!found) return null;
  return { ...found, document: documentOf(found.document), server };
}

export type VisibleVersion = NonNullable<Awaited<ReturnType<typeof findVisibleVersion>>>;

/** What was read, word for word, may hold more than its findings: reviewers and the owner team see it. */
export const mayReadEvidence = ({ server }: VisibleVersion, { actor }: Context): boolean =>
  actor.kind === "system" || can(actor, "catalog.read_unapproved") || isOwner(server, actor);
