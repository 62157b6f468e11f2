import { teamIdsOf, type Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";
import { isOwner } from "./core/server-powers.ts";
import type { VersionLifecycle } from "./core/words.ts";

/** A piece of a WHERE clause and the values it adds. */
export type Where = { text: string; values: unknown[] };

/**
 * Which servers an actor may see in the console, as SQL over the alias `s`: visibility lives in
 * the query, so a page cannot leak what it never fetched.
 * - Reviewers (`catalog.read_unapproved`) and our own processes see everything.
 * - Everyone else does not see `in_review` and `rejected` servers, nor servers shown to certain
 *   teams only; members of the owner team see all of their servers.
 * `first` is the number of the first placeholder this may use.
 */
export function visibleTo(actor: Actor, first: number): Where {
  if (actor.kind === "anonymous")
    return { text: `(s."exposed" AND s."latestVersion" IS NOT NULL)`, values: [] };
  if (actor.kind === "system" || can(actor, "catalog.read_unapproved"))
    return { text: "true", values: [] };
  const teams = `$${first}::uuid[]`;
  return {
    text: `(s."ownerTeamId" = ANY(${teams}) OR (
      s."lifecycle" NOT IN ('in_review', 'rejected') AND (s."visibility" = 'everyone' OR EXISTS (
        SELECT 1 FROM "ServerVisibility" sv WHERE sv."serverId" = s."id" AND sv."teamId" = ANY(${teams})))))`,
    values: [teamIdsOf(actor)],
  };
}

const UNDER_REVIEW = ["in_review", "rejected"] as const;

/** Versions follow the rule of servers: what is under review or rejected is for reviewers and owners. */
export function hiddenVersionStates(
  actor: Actor,
  server: { ownerTeamId: string | null },
): VersionLifecycle[] {
  const sees = actor.kind === "system" || can(actor, "catalog.read_unapproved");
  return sees || isOwner(server, actor) ? [] : [...UNDER_REVIEW];
}

/** Two actors with the same key see the same servers: cached answers are shared by it. */
export function visibilityKey(actor: Actor): string {
  if (actor.kind === "anonymous") return "anonymous";
  if (actor.kind === "system" || can(actor, "catalog.read_unapproved")) return "all";
  return `teams:${[...teamIdsOf(actor)].sort().join(",")}`;
}
