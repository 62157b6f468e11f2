import type { Prisma } from "#lib/db/generated/client.ts";
import { teamIdsOf, type Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";

/**
 * Drafts are their author's. Everything else is seen by reviewers, administrators and auditors; by
 * its author; by the teams that own, or would own, the server, or the data where their consent is
 * needed; and by whoever was asked to watch.
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
          { dataOwnerTeamId: { in: teams } },
          { server: { ownerTeamId: { in: teams } } },
          { watchers: { some: { userId: actor.id } } },
        ],
      },
    ],
  };
}

type Seen = {
  state: string;
  requesterId: string;
  ownerTeamId: string | null;
  dataOwnerTeamId: string | null;
  server: { ownerTeamId: string | null } | null;
  watches: boolean;
};

/** The same rule for one row at hand; a test compares the two. */
export function seesRequest(actor: Actor, request: Seen): boolean {
  if (actor.kind !== "user") return actor.kind === "system";
  if (request.requesterId === actor.id) return true;
  if (request.state === "draft") return false;
  if (can(actor, "catalog.read_unapproved") || request.watches) return true;
  const owners = [
    request.ownerTeamId,
    request.dataOwnerTeamId,
    request.server?.ownerTeamId ?? null,
  ];
  return owners.some((team) => team !== null && teamIdsOf(actor).includes(team));
}
