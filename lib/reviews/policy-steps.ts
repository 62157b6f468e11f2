import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { comparePolicies, type PolicyChange, type PolicyRules } from "./core/policy.ts";
import { PolicyRulesSchema } from "./schemas.ts";

/**
 * A step: one change of the policy at a time, until the transaction ends. Of two administrators who
 * publish at once, the second sees what the first did.
 */
export async function lockPolicies(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.review_policy'))::text`;
}

/** A step: a version, read after the lock. */
export async function lockedPolicy(tx: Tx, version: number) {
  await lockPolicies(tx);
  const row = await tx.reviewPolicy.findUnique({
    where: { version },
    select: { version: true, state: true, authorId: true, rules: true, note: true },
  });
  if (!row) throw new AppError("not_found", "There is no such version of the review policy.");
  return { ...row, rules: PolicyRulesSchema.parse(row.rules) };
}

/** Four eyes are people's: our own processes write no policies. */
export function requireAdministrator(ctx: Context): string {
  if (ctx.actor.kind === "user") return ctx.actor.id;
  throw new AppError("forbidden", "Only an administrator, in person, changes the review policy.");
}

/** A step: what a version changed, against the one that was in force before it. */
export async function changesOf(
  db: Db,
  { version, rules }: { version: number; rules: PolicyRules },
): Promise<PolicyChange[]> {
  const before = await db.reviewPolicy.findFirst({
    where: { version: { lt: version }, publishedAt: { not: null } },
    orderBy: { version: "desc" },
    select: { rules: true },
  });
  return before ? comparePolicies(PolicyRulesSchema.parse(before.rules), rules) : [];
}

/** The changes as a record carries them. */
export const changeFacts = (changes: readonly PolicyChange[]): AuditFacts[] =>
  changes.map(({ tier, text, looser }) => ({ tier, text, looser }));
