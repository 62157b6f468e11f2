/**
 * Who may do what to one server. The screen offers exactly these actions and the commands refuse
 * everything else: both ask here. Source: the authorization matrix of Gatehouse (listing metadata,
 * ownership, deployments).
 */
import type { Actor } from "#lib/kernel/actor.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { can, type Permission } from "#lib/kernel/permissions.ts";

const SERVER_ACTIONS = [
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

  return RULES[action](server, actor);
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

const YES: PowerDecision = { ok: true };

function ownerTeamOrSecurity(server: PowerFacts, actor: Actor): PowerDecision {
  return isOwner(server, actor) || isSecurity(actor)
    ? YES
    : refuse("forbidden", "Only members of the owner team and security may do that.");
}

/** What the permission alone does not decide. */
const RULES: Readonly<Record<ServerAction, (server: PowerFacts, actor: Actor) => PowerDecision>> = {
  describe: ownerTeamOrSecurity,
  deploy: ownerTeamOrSecurity,
  classify: () => YES,
  set_visibility: () => YES,
  assign_owner: (server, actor) =>
    server.ownerTeamId === null || isSecurity(actor)
      ? YES
      : refuse("forbidden", "This server has an owner: only security may hand it over."),
  expose: (server) =>
    server.exposed ? refuse("conflict", "This server is in the anonymous feed already.") : YES,
  conceal: (server) =>
    server.exposed ? YES : refuse("conflict", "This server is not in the anonymous feed."),
};

function isSecurity(actor: Actor): boolean {
  return actor.kind === "system" || (actor.kind === "user" && actor.roles.includes("security"));
}

function refuse(code: "forbidden" | "conflict", reason: string): PowerDecision {
  return { ok: false, code, reason };
}
