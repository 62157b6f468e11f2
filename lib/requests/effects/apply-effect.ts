import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import { PolicyRulesSchema } from "#lib/reviews/schemas.ts";
import { ConditionsInput } from "../schemas.ts";
import { mergeConditions } from "../core/approvals.ts";
import type { RequestKind } from "../core/words.ts";
import { tierOf, type LockedRequest } from "../lock-request.ts";
import { storedDocument } from "../payload.ts";
import { addVersion } from "./add-version.ts";
import { changeServer } from "./change-server.ts";
import { deprecateServer } from "./deprecate-server.ts";
import type { Effect } from "./effect.ts";
import { grantException } from "./grant-exception.ts";
import { liftQuarantine } from "./lift-quarantine.ts";
import { listServer } from "./list-server.ts";
import { startRetirement } from "./start-retirement.ts";
import { transferOwnership } from "./transfer-ownership.ts";
import { waiveControl } from "./waive-control.ts";

const EFFECTS: Readonly<Record<RequestKind, Effect>> = {
  list_server: listServer,
  add_version: addVersion,
  change_server: changeServer,
  transfer_ownership: transferOwnership,
  deprecate: deprecateServer,
  retire: startRetirement,
  lift_quarantine: liftQuarantine,
  exception: grantException,
  trust_waiver: waiveControl,
};

type Approved = {
  payload: Json;
  document: string | null;
  decisions: { conditions: Json; reason: string }[];
  rules: Json;
};

// Only approvals of exactly what stands in this revision, and of the tools that scans see now.
const APPROVED = `
  SELECT v."payload", v."document",
    (SELECT coalesce(json_agg(json_build_object('conditions', d."conditions", 'reason', d."reason")
       ORDER BY d."at", d."id"), '[]') FROM "RequestDecision" d
     JOIN "Request" r ON r."id" = d."requestId" AND gatehouse_same_tools(d."toolsSeen", r."toolsSeen")
     WHERE d."requestId" = v."requestId" AND d."revision" = v."revision" AND d."digest" = v."digest"
       AND d."decision" = 'approve') AS "decisions",
    (SELECT p."rules" FROM "ReviewPolicy" p WHERE p."version" = $3) AS "rules"
  FROM "RequestRevision" v WHERE v."requestId" = $1::uuid AND v."revision" = $2`;

/** A step of the last approval: the revision that was approved, and nothing else, takes effect. */
export async function applyEffect(
  tx: Tx,
  ctx: Context,
  request: LockedRequest,
): Promise<AuditEntry[]> {
  const [row] = await sqlOf(tx)<Approved>({ text: APPROVED }, [
    request.id,
    request.revision,
    request.policyVersion,
  ]);
  if (!row) throw new TypeError("The revision that was approved is missing.");
  const conditions = mergeConditions(
    row.decisions.flatMap((one) =>
      one.conditions === null ? [] : [ConditionsInput.parse(one.conditions)],
    ),
  );
  const days = PolicyRulesSchema.parse(row.rules).tiers[tierOf(request)].validityDays;
  const byPolicy = new Date(ctx.now.getTime() + days * 86_400_000);
  const byReviewer = conditions.expiresAt === null ? null : new Date(conditions.expiresAt);
  const { payload } = row;
  return EFFECTS[request.kind](tx, ctx, {
    request,
    payload: isJsonObject(payload) ? payload : {},
    document: row.document === null ? null : storedDocument(row.document),
    conditions,
    validUntil: byReviewer !== null && byReviewer < byPolicy ? byReviewer : byPolicy,
    reason: row.decisions.at(-1)?.reason ?? "",
  });
}
