/**
 * Who may do what to one server. The screen offers exactly these actions and the commands refuse
 * everything else: both ask here. Source: the authorization matrix of Gatehouse (listing metadata,
 * ownership, deployments).
 */
import type { Actor } from "#lib/kernel/actor.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { can, type Permission } from "#lib/kernel/permissions.ts";

export const SERVER_ACTIONS = [
  "describe",
  "classify",
  "assign_owner",
  "deploy",
  "set_visibility",
  "expose",
  "conceal",
] as const;
export type ServerAction = (typeof SERVER_ACTIONS)[number];

export type PowerFacts = { ownerTeamId: string | null; exposed: boolean };
export type PowerDecision =
  { ok: true } | { ok: false; code: "forbidden" | "conflict"; reason: string };

const PERMISSION_OF: Readonly<Record<ServerAction, Permission>> = {
  describe: "server.describe",
  classify: "server.classify",
  assign_owner: "server.assign_owner",
  deploy: "server.deploy",
  set_visibility: "server.expose",
  expose: "server.expose",
  conceal: "server.expose",
};

const OWNER_TEAM_ONLY = "Only members of the owner team and security may do that.";

/** A member of the team that owns the server. */
export function isOwner(server: Pick<PowerFacts, "ownerTeamId">, actor: Actor): boolean {
  return server.ownerTeamId !== null && teamIdsOf(actor).includes(server.ownerTeamId);
}

export function decideServerAction(
  server: PowerFacts,
  action: ServerAction,
  actor: Actor,
): PowerDecision {
  if (!can(actor, PERMISSION_OF[action]))
    return refuse("forbidden", `Your role may not ${IN_WORDS[action]}.`);

  switch (action) {
    case "describe":
    case "deploy":
      return isOwner(server, actor) || isSecurity(actor)
        ? { ok: true }
        : refuse("forbidden", OWNER_TEAM_ONLY);
    case "assign_owner":
      return server.ownerTeamId === null || isSecurity(actor)
        ? { ok: true }
        : refuse("forbidden", "This server has an owner: only security may hand it over.");
    case "expose":
      return server.exposed
        ? refuse("conflict", "This server is in the anonymous feed already.")
        : { ok: true };
    case "conceal":
      return server.exposed
        ? { ok: true }
        : refuse("conflict", "This server is not in the anonymous feed.");
    case "classify":
    case "set_visibility":
      return { ok: true };
  }
}

export function allowedServerActions(server: PowerFacts, actor: Actor): ServerAction[] {
  return SERVER_ACTIONS.filter((action) => decideServerAction(server, action, actor).ok);
}

/** The whole log of a server is for those who answer for it or check those who do. */
export function seesWholeActivity(server: Pick<PowerFacts, "ownerTeamId">, actor: Actor): boolean {
  return isOwner(server, actor) || can(actor, "audit.read");
}

const IN_WORDS: Readonly<Record<ServerAction, string>> = {
  describe: "change what the catalog says about a server",
  classify: "classify the data of a server",
  assign_owner: "say who owns a server",
  deploy: "record deployments",
  set_visibility: "decide who sees a server",
  expose: "put a server into the anonymous feed",
  conceal: "take a server out of the anonymous feed",
};

function isSecurity(actor: Actor): boolean {
  return actor.kind === "system" || (actor.kind === "user" && actor.roles.includes("security"));
}

function refuse(code: "forbidden" | "conflict", reason: string): PowerDecision {
  return { ok: false, code, reason };
}
