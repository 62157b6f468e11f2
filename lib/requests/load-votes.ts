import type { Db } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Vote } from "./core/approvals.ts";

/** A vote of the present revision. An approval of tools that scans see no more does not count. */
export type RevisionVote = Vote & { counts: boolean };

/** By request, the oldest first. */
export type RevisionVotes = ReadonlyMap<string, readonly RevisionVote[]>;

const VOTES = `
  SELECT d."requestId", d."reviewerId", d."capacity"::text AS "capacity", d."decision"::text AS "decision",
    d."decision" <> 'approve' OR gatehouse_same_tools(d."toolsSeen", r."toolsSeen") AS "counts"
  FROM "RequestDecision" d JOIN "Request" r ON r."id" = d."requestId" AND r."revision" = d."revision"
  WHERE d."requestId" = ANY($1::uuid[]) ORDER BY d."at", d."id"`;

/**
 * A step: the votes of the present revision of requests. The database compares the tools that each was
 * for with those that scans see: a set of 500 ways to install a version has 40 kB, and none leaves it.
 */
export async function loadVotes(db: Db, requestIds: readonly string[]): Promise<RevisionVotes> {
  if (requestIds.length === 0) return new Map();
  const rows = await sqlOf(db)<RevisionVote & { requestId: string }>({ text: VOTES }, [requestIds]);
  const votes = new Map<string, RevisionVote[]>(requestIds.map((id) => [id, []]));
  for (const { requestId, ...vote } of rows) votes.get(requestId)?.push(vote);
  return votes;
}

export const countingVotes = (votes: readonly RevisionVote[] = []): readonly RevisionVote[] =>
  votes.filter(({ counts }) => counts);
