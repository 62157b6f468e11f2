import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { isAssessed } from "#lib/trust/core/assessed.ts";
import type { Conditions } from "./core/approvals.ts";
import { isException, whyNotTrusted, type LeastTrust } from "./core/least-trust.ts";
import { isForTools } from "./core/seen-sets.ts";
import type { Capacity } from "./core/words.ts";
import type { LockedRequest } from "./lock-request.ts";
import { requestTrust, versionOf, type RequestTrust } from "./request-trust.ts";

type Approval = {
  request: LockedRequest;
  capacity: Capacity;
  conditions: Pick<Conditions, "expiresAt"> | null;
};

/** What an approval below the least level rests on, for the log; null: it is not below. */
type BelowLeast = { stands: string | null; least: number; data: string } | null;

/**
 * A step: refuses to approve what stands below the level that the policy asks for, and a document of
 * which a scan found what would take it out of use at once.
 * @throws AppError `conflict` in words, with what is missing and who could approve it.
 */
export async function requireTrust(tx: Tx, ctx: Context, approval: Approval): Promise<BelowLeast> {
  const { request, capacity, conditions } = approval;
  // Two people of security end a quarantine knowingly: the trust is shown to them, and they decide.
  if (request.kind === "lift_quarantine") return null;
  const found = await trustOf(tx, ctx, request);
  if (found === null) return null;
  if (found.barred !== null) throw new AppError("conflict", found.barred);
  if (found.isEnough) return null;
  const trust = leastTrust(found);
  const approving = {
    capacity,
    expiresAt: conditions?.expiresAt ?? null,
    isExcepted: await hasException(tx, ctx, { request, trust }),
    now: ctx.now,
  };
  const why = whyNotTrusted(trust, approving);
  if (why !== null) throw new AppError("conflict", why);
  return { stands: trust.label, least: found.rule.minimum, data: found.rule.data };
}

async function trustOf(tx: Tx, ctx: Context, request: LockedRequest) {
  const revision = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: request.id, revision: request.revision } },
    select: { payload: true, document: true },
  });
  const asked = { ...request, ...revision };
  return requestTrust(tx, asked, await versionOf(tx, asked, ctx.now));
}

const UNASSESSED = "level 0, as too little is known of it for a verdict";

const leastTrust = ({ rule, steps, standing, scan }: RequestTrust): LeastTrust => ({
  isEnough: false,
  label: standing === null ? null : isAssessed(standing) ? standing.label : UNASSESSED,
  rule,
  steps,
  isBeingScanned: scan?.state === "queued" || scan?.state === "running",
});

/** Somebody of security has approved this revision until a day that the policy allows. */
async function hasException(
  tx: Tx,
  ctx: Context,
  { request, trust }: { request: LockedRequest; trust: LeastTrust },
): Promise<boolean> {
  const decisions = await tx.requestDecision.findMany({
    where: {
      requestId: request.id,
      revision: request.revision,
      decision: "approve",
      capacity: "security",
    },
    select: { conditions: true, toolsSeen: true },
  });
  return decisions.some(({ conditions, toolsSeen }) => {
    if (!isForTools(toolsSeen, request.toolsSeen)) return false;
    const expiresAt = endOf(conditions);
    return isException(trust, { capacity: "security", expiresAt, isExcepted: false, now: ctx.now });
  });
}

function endOf(conditions: unknown): string | null {
  if (typeof conditions !== "object" || conditions === null) return null;
  const end = "expiresAt" in conditions ? conditions.expiresAt : null;
  return typeof end === "string" ? end : null;
}
