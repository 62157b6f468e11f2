import type { Actor, Role, TokenScope } from "./actor.ts";
import { AppError } from "./errors.ts";

/**
 * One word per kind of thing somebody may do. Whether they may do it to *this* server
 * (owner, visibility) is decided in the verb's query.
 */
export const PERMISSIONS = [
  "registry.read",
  "catalog.read",
  "catalog.read_unapproved",
  "catalog.import",
  "server.describe",
  "server.classify",
  "server.assign_owner",
  "server.deploy",
  "server.expose",
  "mirror.read",
  "mirror.manage",
  "rules.manage",
  "audience.manage",
  "export.read",
  "view.save",
  "token.own",
  "token.manage",
  "person.read",
  "person.manage",
  "team.read",
  "team.manage",
  "session.own",
  "audit.read",
  "demo.remove",
  /** Finding out who somebody is. No role has it: only our own doors do this. */
  "identity.resolve",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const EVERYONE: readonly Permission[] = [
  "registry.read",
  "catalog.read",
  "team.read",
  "view.save",
  "token.own",
  "session.own",
];

/** `server.describe` and `server.deploy` are open to everyone here: the verb asks for the owner team. */
const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  engineer: [...EVERYONE, "server.describe", "server.deploy"],
  security: [
    ...EVERYONE,
    "catalog.read_unapproved",
    "server.describe",
    "server.classify",
    "server.assign_owner",
    "server.deploy",
    "export.read",
    "person.read",
    "audit.read",
  ],
  admin: [
    ...EVERYONE,
    "catalog.read_unapproved",
    "catalog.import",
    "server.assign_owner",
    "server.expose",
    "mirror.read",
    "mirror.manage",
    "rules.manage",
    "audience.manage",
    "export.read",
    "token.manage",
    "person.read",
    "person.manage",
    "team.manage",
    "audit.read",
    "demo.remove",
  ],
  auditor: [
    ...EVERYONE,
    "catalog.read_unapproved",
    "mirror.read",
    "export.read",
    "person.read",
    "audit.read",
  ],
};

const READ_SCOPE: readonly Permission[] = ["registry.read", "catalog.read", "team.read"];

const SCOPE_PERMISSIONS: Record<TokenScope, readonly Permission[]> = {
  "registry:read": ["registry.read"],
  "catalog:read": [...READ_SCOPE, "catalog.read_unapproved", "export.read"],
  "catalog:write": [
    ...READ_SCOPE,
    "catalog.read_unapproved",
    "catalog.import",
    "server.describe",
    "server.classify",
    "server.assign_owner",
    "server.deploy",
    "server.expose",
  ],
  admin: PERMISSIONS.filter((permission) => permission !== "session.own"),
};

export function can(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "system":
      return true;
    case "anonymous":
      return permission === "registry.read";
    case "user":
      return (
        effectiveRoles(actor.roles).some((role) => ROLE_PERMISSIONS[role].includes(permission)) &&
        (actor.token === null ||
          actor.token.scopes.some((scope) => SCOPE_PERMISSIONS[scope].includes(permission)))
      );
  }
}

/** An auditor reads: what every engineer may change is not theirs to change. */
const effectiveRoles = (roles: readonly Role[]) =>
  roles.includes("auditor") ? roles.filter((role) => role !== "engineer") : roles;

/** Roles that hold a permission: a refusal says who could do it instead. */
export function rolesWith(permission: Permission): Role[] {
  return (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((role) =>
    ROLE_PERMISSIONS[role].includes(permission),
  );
}

export function requirePermission(actor: Actor, permission: Permission): void {
  if (can(actor, permission)) return;
  if (actor.kind === "anonymous") throw new AppError("unauthenticated", "Sign in to continue.");
  const roles = rolesWith(permission).join(" or ");
  const viaToken = actor.kind === "user" && actor.token !== null;
  throw new AppError(
    "forbidden",
    viaToken
      ? `This token may not do that ("${permission}"): it needs a scope and a role that allow it.`
      : `Only the role ${roles} may do this (permission "${permission}").`,
  );
}
