import type { Db } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { consentTeams, type DutyFacts } from "./core/separation.ts";
import type { Vote } from "./core/approvals.ts";
import type { RequestKind } from "./core/words.ts";
import { countingVotes, loadVotes, type RevisionVote } from "./load-votes.ts";

type Subject = {
  id: string;
  kind: RequestKind;
  revision: number;
  requesterId: string;
  ownerTeamId: string | null;
  dataOwnerTeamId: string | null;
  server: { ownerTeamId: string | null } | null;
};

type Row = {
  revisions: { revision: number; digest: string; createdById: string }[];
  ownerIds: string[];
};

const DUTIES = `
  SELECT
    (SELECT coalesce(json_agg(json_build_object('revision', v."revision", 'digest', v."digest",
       'createdById', v."createdById")), '[]') FROM "RequestRevision" v WHERE v."requestId" = $1::uuid) AS "revisions",
    ARRAY(SELECT o."userId"::text FROM "RequestOwner" o WHERE o."requestId" = $1::uuid) AS "ownerIds"`;

/** A step: what the rules of separation ask about a request, with the votes of its revision that count. */
export async function loadDuties(
  db: Db,
  request: Subject,
): Promise<{ facts: DutyFacts; digest: string; votes: readonly Vote[] }> {
  const [row] = await sqlOf(db)<Row>({ text: DUTIES }, [request.id]);
  if (!row) throw new TypeError("The duties of a request are always one row.");
  const { revisions, ownerIds } = row;
  const all = (await loadVotes(db, [request.id])).get(request.id) ?? [];
  const votes = countingVotes(all);
  const current = revisions.find(({ revision }) => revision === request.revision);
  if (!current) throw new TypeError("A request has no row for its revision.");
  return {
    digest: current.digest,
    votes,
    facts: {
      requesterId: request.requesterId,
      authorIds: revisions.map(({ createdById }) => createdById),
      ...consentTeams(request),
      dataOwnerTeamId: request.dataOwnerTeamId,
      ownerIds,
      ...voted(all),
    },
  };
}

/** What the rules of separation ask about the votes of a revision. */
export const voted = (
  votes: readonly RevisionVote[],
): Pick<DutyFacts, "decidedIds" | "approvals"> => ({
  decidedIds: countingVotes(votes).map(({ reviewerId }) => reviewerId),
  approvals: votes.filter(({ decision }) => decision === "approve"),
});
