import type { Actor } from "#lib/kernel/actor.ts";
import { can, type Permission } from "#lib/kernel/permissions.ts";

export type AdminSection = { href: string; label: string; description: string };

const SECTIONS: readonly (AdminSection & { needs: Permission })[] = [
  {
    href: "/admin/import",
    label: "Import",
    description:
      "Bring server.json documents in from a file or an address, and see what came of it.",
    needs: "catalog.import",
  },
  {
    href: "/admin/mirrors",
    label: "Mirrors",
    description: "Registries that are read every hour, so that new versions arrive by themselves.",
    needs: "mirror.read",
  },
  {
    href: "/admin/feed",
    label: "Anonymous feed",
    description: "What readers without a token get, and the domains they never see.",
    needs: "server.expose",
  },
  {
    href: "/admin/audiences",
    label: "Audiences",
    description: "Registries of their own for some teams, each under its own address.",
    needs: "audience.manage",
  },
  {
    href: "/admin/deployment-rules",
    label: "Deployment rules",
    description: "Where each class of data may run, and what breaks that today.",
    needs: "mirror.read",
  },
  {
    href: "/admin/review-policy",
    label: "Review policy",
    description:
      "What an approval takes at each risk tier; changed by two administrators together.",
    needs: "quality.read",
  },
  {
    href: "/admin/publishers",
    label: "Pipelines",
    description: "Pipelines that may publish without a stored secret, and in whose name.",
    needs: "publisher.manage",
  },
  {
    href: "/admin/webhooks",
    label: "Webhooks",
    description: "Receivers of what happens here: systems of yours, Slack and Teams.",
    needs: "webhook.manage",
  },
  {
    href: "/admin/deliveries",
    label: "Deliveries",
    description: "Mails and calls that failed or wait, with the reason; sent again from here.",
    needs: "webhook.manage",
  },
  {
    href: "/admin/log",
    label: "Log",
    description:
      "How long the audit log keeps what, legal holds and erasure; changed by two people together.",
    needs: "audit.read",
  },
  {
    href: "/admin/sinks",
    label: "Sinks",
    description:
      "Where the log is shipped: collectors, syslog, Splunk, webhooks, object stores and files.",
    needs: "audit.read",
  },
  {
    href: "/admin/unowned",
    label: "Unowned",
    description: "Servers that nobody answers for, and when each of them freezes.",
    needs: "catalog.read_unapproved",
  },
  {
    href: "/admin/people",
    label: "People",
    description: "Accounts, their roles and sessions; who may sign in at all.",
    needs: "person.read",
  },
  {
    href: "/admin/tokens",
    label: "All tokens",
    description: "Every token that works, whose it is and when it was last used.",
    needs: "token.manage",
  },
];

/** The sections this person may open. */
export function adminSections(actor: Actor): AdminSection[] {
  return SECTIONS.filter((section) => can(actor, section.needs)).map(
    ({ href, label, description }) => ({ href, label, description }),
  );
}
