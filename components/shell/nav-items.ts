import type { Actor } from "#lib/kernel/actor.ts";
import { can, type Permission } from "#lib/kernel/permissions.ts";

export type NavIcon =
  | "browse"
  | "requests"
  | "reviews"
  | "mine"
  | "retirements"
  | "teams"
  | "publishers"
  | "revocations"
  | "trust"
  | "quality"
  | "audit"
  | "exports"
  | "tokens"
  | "admin";
export type NavItem = { href: string; label: string; icon: NavIcon };

const ITEMS: readonly (NavItem & { any: readonly Permission[] })[] = [
  { href: "/servers", label: "Browse", icon: "browse", any: ["catalog.read"] },
  { href: "/requests", label: "Requests", icon: "requests", any: ["request.read"] },
  { href: "/reviews", label: "Reviews", icon: "reviews", any: ["request.review"] },
  { href: "/my", label: "My servers", icon: "mine", any: ["catalog.read"] },
  { href: "/retirements", label: "Retirements", icon: "retirements", any: ["catalog.read"] },
  { href: "/teams", label: "Teams", icon: "teams", any: ["team.read"] },
  { href: "/publishers", label: "Publishers", icon: "publishers", any: ["revocation.read"] },
  { href: "/revocations", label: "Revocations", icon: "revocations", any: ["revocation.read"] },
  { href: "/trust", label: "Trust", icon: "trust", any: ["trust.oversee"] },
  { href: "/quality", label: "Quality", icon: "quality", any: ["quality.read"] },
  { href: "/audit", label: "Audit", icon: "audit", any: ["audit.read"] },
  { href: "/exports", label: "Exports", icon: "exports", any: ["export.read"] },
  { href: "/tokens", label: "Tokens", icon: "tokens", any: ["token.own"] },
  { href: "/admin", label: "Admin", icon: "admin", any: ["mirror.read", "person.manage"] },
];

/** Where this person may go; the pages themselves decide again in their queries. */
export function navItems(actor: Actor): NavItem[] {
  return ITEMS.filter((item) => item.any.some((permission) => can(actor, permission))).map(
    ({ href, label, icon }) => ({ href, label, icon }),
  );
}
