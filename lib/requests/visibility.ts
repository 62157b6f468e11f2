import type { Prisma } from "#lib/db/generated/client.ts";
import { teamIdsOf, type Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";

/**
 * Drafts are their author's. Everything else is seen by reviewers, administrators and auditors; by
 * its author; by the teams that own, or would own, the server; and by whoever was asked to watch.
 */
export function requestsVisibleTo(actor: Actor): Prisma.RequestWhereInput {
  if (actor.kind === "system") return {};
  if (actor.kind === "anonymous") return { id: { in: [] } };
  const own: Prisma.RequestWhereInput = { requesterId: actor.id };
  if (can(actor, "catalog.read_unapproved")) return { OR: [own, { state: { not: "draft" } }] };
  const teams = [...teamIdsOf(actor)];
  return {
    OR: [
      own,
      {
        state: { not: "draft" },
        OR: [
          { ownerTeamId: { in: teams } },
          { server: { ownerTeamId: { in: teams } } },
          { watchers: { some: { userId: actor.id } } },
        ],
      },
    ],
  };
}
