import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { requestsVisibleTo } from "./visibility.ts";

const SELECT = {
  id: true,
  number: true,
  kind: true,
  state: true,
  title: true,
  serverId: true,
  serverName: true,
  requesterId: true,
  ownerTeamId: true,
  revision: true,
  riskTier: true,
  raisedTier: true,
  policyVersion: true,
  requiredSecurity: true,
  requiresOwnerTeam: true,
  requiresAdmin: true,
  assigneeId: true,
  submittedAt: true,
  respondedAt: true,
  responseDueAt: true,
  decisionDueAt: true,
  pausedAt: true,
  pausedSeconds: true,
  origin: true,
  server: { select: { id: true, name: true, ownerTeamId: true, lifecycle: true } },
} as const;

export type LockedRequest = Awaited<ReturnType<typeof lockRequest>>;

/**
 * A step: locks the request until the transaction ends, so that of two people deciding at once the
 * second sees what the first did. What the actor may not see does not exist.
 */
export async function lockRequest(tx: Tx, ctx: Context, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Request" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.request.findFirst({
    where: { AND: [{ id }, requestsVisibleTo(ctx.actor)] },
    select: SELECT,
  });
  if (!row) throw new AppError("not_found", "There is no such request.");
  return row;
}

/** The tier that counts: as computed, or as a reviewer raised it. */
export const tierOf = (request: Pick<LockedRequest, "riskTier" | "raisedTier">) =>
  request.raisedTier ?? request.riskTier;

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
