import type { Db } from "#lib/db/client.ts";
import type { DutyFacts } from "./core/separation.ts";
import type { Vote } from "./core/approvals.ts";

type Subject = {
  id: string;
  revision: number;
  requesterId: string;
  ownerTeamId: string | null;
  server: { ownerTeamId: string | null } | null;
};

/** A step: what the rules of separation ask about a request, with the votes of its revision. */
export async function loadDuties(
  db: Db,
  request: Subject,
): Promise<{ facts: DutyFacts; digest: string; votes: Vote[] }> {
  const [revisions, owners, votes] = await Promise.all([
    db.requestRevision.findMany({
      where: { requestId: request.id },
      select: { revision: true, digest: true, createdById: true },
    }),
    db.requestOwner.findMany({ where: { requestId: request.id }, select: { userId: true } }),
    db.requestDecision.findMany({
      where: { requestId: request.id, revision: request.revision },
      orderBy: { at: "asc" },
      select: { reviewerId: true, capacity: true, decision: true },
    }),
  ]);
  const current = revisions.find(({ revision }) => revision === request.revision);
  if (!current) throw new TypeError("A request has no row for its revision.");
  return {
    digest: current.digest,
    votes,
    facts: {
      requesterId: request.requesterId,
      authorIds: revisions.map(({ createdById }) => createdById),
      ownerTeamIds: [request.ownerTeamId, request.server?.ownerTeamId ?? null].filter(
        (id) => id !== null,
      ),
      ownerIds: owners.map(({ userId }) => userId),
      decidedIds: votes.map(({ reviewerId }) => reviewerId),
    },
  };
}
