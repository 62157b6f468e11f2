import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { requiredCount, requiredOf } from "./core/approvals.ts";
import type { SeenSets } from "./core/seen-sets.ts";
import { isBelow, TIER_WORDS } from "./core/words.ts";
import { lockRequest, tierOf, type LockedRequest } from "./lock-request.ts";
import type { Proposal } from "./payload.ts";
import { riskOf } from "./risk-facts.ts";
import { hashOfSets } from "./seen-sets.ts";
import { storeRisk } from "./store-risk.ts";

/** Nothing was decided, in words: its tier has risen, which is kept. */
export type Risen = { risen: string };

/** A step: an approval names the tools that were looked at, once a scan has seen any. */
export function requireSeen(seen: SeenSets, named: string | null | undefined): void {
  const now = hashOfSets(seen);
  if (now === (named || null)) return;
  if (named === undefined)
    throw fieldError(
      "seenTools",
      "Say which tools you looked at: send `change.seenTools` of the request as you read it.",
    );
  throw new AppError(
    "conflict",
    "A scan has seen other tools than those that you looked at. Look at them again, then decide.",
  );
}

/**
 * A step: who looked at a low risk has not agreed to a higher one, and more people may have to agree now.
 * Null: it has not risen.
 */
export async function raiseIfRiskier(
  tx: Tx,
  ctx: Context,
  { request, proposal }: { request: LockedRequest; proposal: Proposal },
): Promise<{ result: Risen; audit: AuditEntry[] } | null> {
  if (proposal.document === null) return null;
  const { id: requestId, kind, serverId } = request;
  const risk = await riskOf(tx, { kind, proposal, requestId, serverId, now: ctx.now });
  if (!isBelow(tierOf(request), risk.tier)) return null;
  const audit = await storeRisk(tx, ctx, { request, risk });
  const need = requiredCount(requiredOf(await lockRequest(tx, ctx, requestId)));
  const people = need === 1 ? "1 person has" : `${need} people have`;
  const now = TIER_WORDS[risk.tier].label.toLowerCase();
  const risen = `Nothing was decided: this is ${now} by now, and ${people} to agree. Look at it again, then decide.`;
  return { result: { risen }, audit };
}
