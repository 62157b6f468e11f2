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
  /** Taking records out as a file. */
  "audit.export",
  "demo.remove",
  "request.read",
  "request.create",
  /** Deciding at all; in which capacity, and whether on this request, the rules of separation say. */
  "request.decide",
  /** Working the queue: assign, tick the checklist, raise a tier. */
  "request.review",
  "policy.read",
  "policy.manage",
  "quality.read",
  /** How far everything on offer is trusted, and what is open. */
  "trust.oversee",
  "server.quarantine",
  "server.own",
  "retirement.answer",
  "notification.own",
  "webhook.manage",
  "publisher.manage",
  "revocation.read",
  /** Saying what must not be used any more, and lifting what somebody else said. */
  "revocation.manage",
  /** Proposing how long the log is kept, what is erased and where it goes; two people change it. */
  "audit.configure",
  /** Being the second of the two; for which kind of change, the rules say. */
  "audit.confirm",
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
  "request.read",
  "policy.read",
  "notification.own",
];

/** Everyone but auditors; whether this server is theirs, the verbs ask. */
const EVERYONE_WHO_ACTS: readonly Permission[] = [
  "request.create",
  "request.decide",
  "server.quarantine",
  "server.own",
  "retirement.answer",
];

/** `server.describe` and `server.deploy` are open to everyone here: the verb asks for the owner team. */
const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  engineer: [...EVERYONE, ...EVERYONE_WHO_ACTS, "server.describe", "server.deploy"],
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
    "audit.export",
    "audit.confirm",
    "request.review",
    "quality.read",
    "trust.oversee",
    "revocation.read",
    "revocation.manage",
    ...EVERYONE_WHO_ACTS,
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
    "policy.manage",
    "quality.read",
    "trust.oversee",
    "webhook.manage",
    "publisher.manage",
    "revocation.read",
    "revocation.manage",
    "audit.configure",
    "audit.confirm",
    ...EVERYONE_WHO_ACTS,
  ],
  auditor: [
    ...EVERYONE,
    "catalog.read_unapproved",
    "mirror.read",
    "export.read",
    "person.read",
    "audit.read",
    "audit.export",
    "audit.confirm",
    "quality.read",
    "trust.oversee",
    "revocation.read",
  ],
};

const READ_SCOPE: readonly Permission[] = ["registry.read", "catalog.read", "team.read"];

const SCOPE_PERMISSIONS: Record<TokenScope, readonly Permission[]> = {
  "registry:read": ["registry.read"],
  "catalog:read": [
    ...READ_SCOPE,
    "catalog.read_unapproved",
    "export.read",
    "request.read",
    "policy.read",
    "quality.read",
    "trust.oversee",
    "revocation.read",
  ],
  "requests:write": [
    ...READ_SCOPE,
    "catalog.read_unapproved",
    "request.read",
    "request.create",
    "retirement.answer",
  ],
  "requests:decide": [
    ...READ_SCOPE,
    "catalog.read_unapproved",
    "request.read",
    "policy.read",
    "request.decide",
    "request.review",
  ],
  "servers:operate": [
    ...READ_SCOPE,
    "catalog.read_unapproved",
    "server.quarantine",
    "server.own",
    "server.describe",
    "server.deploy",
    "request.read",
    "revocation.read",
    "revocation.manage",
  ],
  "audit:read": ["audit.read", "audit.export", "quality.read"],
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

/** Scopes a token may use a permission with, if its person's roles hold it too. */
export function scopesWith(permission: Permission): TokenScope[] {
  return (Object.keys(SCOPE_PERMISSIONS) as TokenScope[]).filter((scope) =>
    SCOPE_PERMISSIONS[scope].includes(permission),
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
