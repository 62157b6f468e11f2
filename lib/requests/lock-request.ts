import type { ServerLifecycle } from "#lib/catalog/core/words.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { seenSets, type SeenSets } from "./core/seen-sets.ts";
import { higherTier, type RequestKind, type RequestState, type RiskTier } from "./core/words.ts";
import { seesRequest } from "./visibility.ts";

export type LockedRequest = {
  id: string;
  number: number;
  kind: RequestKind;
  state: RequestState;
  title: string;
  serverId: string | null;
  serverName: string;
  requesterId: string;
  ownerTeamId: string | null;
  revision: number;
  riskTier: RiskTier;
  raisedTier: RiskTier | null;
  /** What scans had seen of its tools when it was last assessed or decided on. */
  toolsSeen: SeenSets;
  policyVersion: number | null;
  requiredSecurity: number;
  requiresOwnerTeam: boolean;
  requiresAdmin: boolean;
  dataOwnerTeamId: string | null;
  assigneeId: string | null;
  submittedAt: Date | null;
  respondedAt: Date | null;
  responseDueAt: Date | null;
  decisionDueAt: Date | null;
  pausedAt: Date | null;
  pausedSeconds: number;
  origin: string;
  server: {
    id: string;
    name: string;
    ownerTeamId: string | null;
    lifecycle: ServerLifecycle;
  } | null;
};

// One statement: a review waits for each of them, and so does whoever waits for the lock.
const LOCKED = `
  SELECT r."id", r."number", r."kind", r."state", r."title", r."serverId", r."serverName",
         r."requesterId", r."ownerTeamId", r."revision", r."riskTier", r."raisedTier", r."toolsSeen",
         r."policyVersion", r."requiredSecurity", r."requiresOwnerTeam", r."requiresAdmin",
         r."dataOwnerTeamId", r."assigneeId", r."submittedAt", r."respondedAt", r."responseDueAt", r."decisionDueAt",
         r."pausedAt", r."pausedSeconds", r."origin",
         (SELECT json_build_object('id', s."id", 'name', s."name", 'ownerTeamId', s."ownerTeamId",
            'lifecycle', s."lifecycle") FROM "Server" s WHERE s."id" = r."serverId") AS "server",
         EXISTS (SELECT 1 FROM "RequestWatcher" w
            WHERE w."requestId" = r."id" AND w."userId" = $2::uuid) AS "watches"
  FROM "Request" r WHERE r."id" = $1::uuid FOR UPDATE OF r`;

/**
 * A step: locks the request until the transaction ends, so that of two people deciding at once the
 * second sees what the first did. What the actor may not see does not exist.
 */
export async function lockRequest(tx: Tx, ctx: Context, id: string): Promise<LockedRequest> {
  const [row] = await sqlOf(tx)<LockedRequest & { watches: boolean }>({ text: LOCKED }, [
    id,
    personId(ctx),
  ]);
  if (!row || !seesRequest(ctx.actor, row))
    throw new AppError("not_found", "There is no such request.");
  return { ...row, toolsSeen: seenSets(row.toolsSeen) };
}

/** The tier that counts: as computed, or as a reviewer raised it, whichever is higher (gatehouse_tier). */
export const tierOf = ({ riskTier, raisedTier }: Pick<LockedRequest, "riskTier" | "raisedTier">) =>
  raisedTier === null ? riskTier : higherTier(riskTier, raisedTier);

/** A step: refuses to act on another revision than the one somebody looked at. */
export function requireRevision(request: Pick<LockedRequest, "revision">, seen: number): void {
  if (request.revision === seen) return;
  throw new AppError(
    "conflict",
    `The request was changed meanwhile: it is at revision ${request.revision}, and you saw ${seen}.`,
    { fields: { revision: [`It is ${request.revision} now.`] } },
  );
}

/** Who is meant by the log and the notifications: a person, or one of our processes. */
export const personId = (ctx: Context): string | null =>
  ctx.actor.kind === "user" ? ctx.actor.id : null;
