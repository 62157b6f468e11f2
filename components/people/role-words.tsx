import { Eye, Settings, ShieldCheck, User, type LucideIcon } from "lucide-react";
import type { Role } from "#lib/kernel/actor.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";

type Word = { label: string; explanation: string; icon: LucideIcon; tone: Tone };

export const ROLE_WORDS: Readonly<Record<Role, Word>> = {
  engineer: {
    label: "Engineer",
    explanation:
      "What everyone is: browses the catalog, connects, looks after their teams' servers.",
    icon: User,
    tone: "neutral",
  },
  security: {
    label: "Security",
    explanation: "Sees what is not approved, classifies servers, exports allow lists.",
    icon: ShieldCheck,
    tone: "info",
  },
  admin: {
    label: "Administrator",
    explanation: "Imports, mirrors, exposes and manages people. Does not approve servers.",
    icon: Settings,
    tone: "warning",
  },
  auditor: {
    label: "Auditor",
    explanation: "Reads everything, changes nothing.",
    icon: Eye,
    tone: "neutral",
  },
};

/** The roles somebody has besides the one everyone has. */
export function RoleBadges({ roles }: { roles: readonly Role[] }) {
  const special = roles.filter((role) => role !== "engineer");
  return (
    <span className="inline-flex flex-wrap gap-1">
      {(special.length > 0 ? special : (["engineer"] as const)).map((role) => {
        const { label, explanation, icon, tone } = ROLE_WORDS[role];
        return (
          <Badge key={role} tone={tone} icon={icon} title={explanation}>
            {label}
          </Badge>
        );
      })}
    </span>
  );
}
