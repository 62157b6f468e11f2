import { isOwner } from "#lib/catalog/core/server-powers.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";

type Owned = { ownerTeamId: string | null };

/** Announce a notice, name the people who answer: the owner team, and security for everyone's. */
export function mayOperate(server: Owned, actor: Actor): boolean {
  return actor.kind === "system" || isOwner(server, actor) || hasRole(actor, "security");
}

/** See how a server is looked after, and put it into quarantine: administrators may too. */
export function mayOversee(server: Owned, actor: Actor): boolean {
  return mayOperate(server, actor) || hasRole(actor, "admin");
}

/** Whether the page of a server offers the tab; the queries behind it decide again. */
export function seesOperations({ isOwner: owns }: { isOwner: boolean }, actor: Actor): boolean {
  return (
    can(actor, "server.own") && (owns || hasRole(actor, "security") || hasRole(actor, "admin"))
  );
}

export const OPERATE_REFUSAL =
  "Only members of the owner team and security may do that. Tell one of them.";
export const OVERSEE_REFUSAL =
  "Only members of the owner team, security and administrators see this. Ask one of them.";

function hasRole(actor: Actor, role: "security" | "admin"): boolean {
  return actor.kind === "user" && actor.roles.includes(role);
}
