import type { NavItem } from "#components/shell/nav-items.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { can, type Permission } from "#lib/kernel/permissions.ts";

/** A page or an action the palette offers; `keywords` are other words for it. */
export type PaletteAction = { href: string; label: string; keywords: readonly string[] };

const ACTIONS: readonly (PaletteAction & { permission: Permission })[] = [
  {
    href: "/servers?view=table",
    label: "Browse servers as a table",
    keywords: ["list", "dense"],
    permission: "catalog.read",
  },
  {
    href: "/servers?lifecycle=candidate",
    label: "Candidates: servers nobody has reviewed",
    keywords: ["new", "triage"],
    permission: "catalog.read_unapproved",
  },
  {
    href: "/servers?quarantined=true",
    label: "Quarantined servers",
    keywords: ["safety", "blocked"],
    permission: "catalog.read",
  },
  {
    href: "/requests/new",
    label: "New request",
    keywords: ["ask", "add", "list a server", "change", "retire"],
    permission: "request.create",
  },
  {
    href: "/reviews",
    label: "Review queue",
    keywords: ["approve", "decide", "security"],
    permission: "request.review",
  },
  {
    href: "/tokens",
    label: "Create an access token",
    keywords: ["api", "key", "pat"],
    permission: "token.own",
  },
];

/** What this person may reach from the palette, pages first. */
export function paletteActions(actor: Actor, nav: readonly NavItem[]): PaletteAction[] {
  const pages = nav.map(({ href, label }) => ({ href, label, keywords: ["page", "go to"] }));
  const actions = ACTIONS.filter((action) => can(actor, action.permission));
  return [...pages, ...actions.map(({ href, label, keywords }) => ({ href, label, keywords }))];
}
