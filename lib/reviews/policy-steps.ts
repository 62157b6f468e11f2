import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import {
  CLASSES,
  comparePolicies,
  type DataOwners,
  type PolicyChange,
  type PolicyRules,
} from "./core/policy.ts";
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
  if (!before) return [];
  return comparePolicies(PolicyRulesSchema.parse(before.rules), rules, await loadTeams(db));
}

export type PolicyTeam = { id: string; slug: string; name: string };

/** A step: every team by its id; those that own data are among them. */
export async function loadTeams(db: Db): Promise<Map<string, PolicyTeam>> {
  const teams = await db.team.findMany({
    orderBy: [{ name: "asc" }, { slug: "asc" }],
    select: { id: true, slug: true, name: true },
  });
  return new Map(teams.map((team) => [team.id, team]));
}

/**
 * A step: the teams that somebody named, by slug or id, as ids: a slug can be given to another team.
 * @throws AppError naming the field, where there is no such team or nobody in it could answer.
 */
export async function resolveDataOwners(tx: Tx, named: DataOwners): Promise<DataOwners> {
  const teams = await tx.team.findMany({
    where: { members: { some: { user: { disabledAt: null } } } },
    select: { id: true, slug: true },
  });
  const resolved = CLASSES.map((data) => {
    const given = named[data];
    if (given === null) return [data, null];
    const team = teams.find(({ id, slug }) => id === given || slug === given);
    if (team) return [data, team.id];
    throw fieldError(
      `rules.dataOwners.${data}`,
      "Choose a team that exists and has a member who could answer.",
    );
  });
  return Object.fromEntries(resolved) as DataOwners;
}

/** The changes as a record carries them. */
export const changeFacts = (changes: readonly PolicyChange[]): AuditFacts[] =>
  changes.map(({ tier, text, looser }) => ({ tier, text, looser }));
