import { z } from "zod";
import type { Prisma } from "#lib/db/generated/client.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { progressOf, requiredOf } from "./core/approvals.ts";
import { isMissed } from "./core/outcome-words.ts";
import { consentTeams, mayDecide, type Decider } from "./core/separation.ts";
import { requestNumber } from "./core/words.ts";
import { voted } from "./load-duties.ts";
import { countingVotes, loadVotes, type RevisionVote } from "./load-votes.ts";
import { personId } from "./lock-request.ts";
import { requestsVisibleTo } from "./visibility.ts";

export type NextRequest = { number: string; title: string; assigned: boolean };

/** How many of the most urgent are looked through for one that this person's vote moves on. */
const LOOKED_AT = 60;

const SELECT = {
  id: true,
  number: true,
  title: true,
  requesterId: true,
  assigneeId: true,
  ownerTeamId: true,
  requiredSecurity: true,
  requiresOwnerTeam: true,
  requiresAdmin: true,
  dataOwnerTeamId: true,
  kind: true,
  server: { select: { ownerTeamId: true } },
  revisions: { select: { createdById: true } },
  owners: { select: { userId: true } },
} as const satisfies Prisma.RequestSelect;
type Row = Prisma.RequestGetPayload<{ select: typeof SELECT }>;

/** What this person should decide next: their own first, then the most urgent that nobody has. */
export const getNextRequest = defineQuery({
  name: "getNextRequest",
  permission: "request.read",
  input: z.object({
    /** The request that was just looked at. */
    exceptId: z.uuid().optional(),
  }),

  async run({ db }, ctx, { exceptId }): Promise<NextRequest | null> {
    const { actor } = ctx;
    const me = personId(ctx);
    if (actor.kind !== "user" || me === null) return null;
    const teams = [...teamIdsOf(actor)];
    const decidesAll = actor.roles.includes("security") || actor.roles.includes("admin");
    const rows = await db.request.findMany({
      where: {
        AND: [requestsVisibleTo(actor), decidesAll ? {} : ownedBy(teams)],
        ...(exceptId === undefined ? {} : { id: { not: exceptId } }),
        state: { in: ["submitted", "in_review"] },
        requesterId: { not: me },
        OR: [{ assigneeId: me }, { assigneeId: null }, ownedBy(teams)],
      },
      orderBy: [{ decisionDueAt: { sort: "asc", nulls: "last" } }, { number: "asc" }],
      take: LOOKED_AT,
      select: SELECT,
    });
    const votes = await loadVotes(
      db,
      rows.map(({ id }) => id),
    );
    const waiting = rows.filter((row) => movesOn(row, votes.get(row.id) ?? [], actor));
    const next = waiting.find((row) => row.assigneeId === me) ?? waiting[0];
    if (!next) return null;
    return {
      number: requestNumber(next.number),
      title: next.title,
      assigned: next.assigneeId === me,
    };
  },
});

const ownedBy = (teams: string[]): Prisma.RequestWhereInput => ({
  OR: [
    { ownerTeamId: { in: teams } },
    { dataOwnerTeamId: { in: teams } },
    { server: { ownerTeamId: { in: teams } } },
  ],
});

/** They may approve, and somebody in one of their capacities is still missing. */
function movesOn(row: Row, votes: readonly RevisionVote[], person: Decider): boolean {
  const duty = mayDecide(
    {
      requesterId: row.requesterId,
      authorIds: row.revisions.map(({ createdById }) => createdById),
      ...consentTeams(row),
      dataOwnerTeamId: row.dataOwnerTeamId,
      ownerIds: row.owners.map(({ userId }) => userId),
      ...voted(votes),
    },
    person,
  );
  if (!duty.ok) return false;
  const progress = progressOf(requiredOf(row), countingVotes(votes));
  return duty.approvesAs.some((capacity) => isMissed(progress, capacity));
}
