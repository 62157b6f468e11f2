export const ROLES = ["engineer", "security", "admin", "auditor"] as const;
export type Role = (typeof ROLES)[number];

/** What a personal access token may be used for; never more than its person's roles allow. */
export const TOKEN_SCOPES = [
  "registry:read",
  "catalog:read",
  "catalog:write",
  "requests:write",
  "requests:decide",
  "servers:operate",
  "audit:read",
  "admin",
] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Who is acting. Built once, at the edge; everything below only reads it. */
export type Actor = UserActor | SystemActor | AnonymousActor;

export type UserActor = {
  kind: "user";
  id: string;
  name: string;
  roles: readonly Role[];
  teamIds: readonly string[];
  /** Set when a token speaks for the person. */
  token: { id: string; scopes: readonly TokenScope[] } | null;
  sessionId: string | null;
  /** When they last proved who they are; a token is as fresh as the sign-in it was made in. */
  authenticatedAt: Date | null;
};

/** Our own processes: the worker, the seed, the administrator's command line. */
export type SystemActor = { kind: "system"; id: string; name: string };

export type AnonymousActor = { kind: "anonymous"; id: "anonymous"; name: "Anonymous reader" };

export const ANONYMOUS: AnonymousActor = {
  kind: "anonymous",
  id: "anonymous",
  name: "Anonymous reader",
};

export function systemActor(id: string, name: string): SystemActor {
  return { kind: "system", id, name };
}

/** Teams the actor belongs to; empty for anyone who is not a person. */
export function teamIdsOf(actor: Actor): readonly string[] {
  return actor.kind === "user" ? actor.teamIds : [];
}
