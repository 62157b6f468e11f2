import type { Role } from "#lib/kernel/actor.ts";

export type RoleMapping = readonly { group: string; role: Role }[];

/**
 * Roles from a provider's groups claim (a list, or one string). Null when no mapping is
 * configured: then roles are managed here. With a mapping the provider decides, so a person
 * who lost a group loses the role at the next sign-in.
 */
export function rolesFromGroups(claim: unknown, mapping: RoleMapping): Role[] | null {
  if (mapping.length === 0) return null;
  const groups = (Array.isArray(claim) ? claim : [claim]).filter((g) => typeof g === "string");
  const roles = mapping.filter((m) => groups.includes(m.group)).map((m) => m.role);
  return [...new Set<Role>(["engineer", ...roles])];
}
