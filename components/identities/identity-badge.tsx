import { BadgeCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { StateWords } from "#lib/publishers/core/words.ts";

const ICONS = {
  success: BadgeCheck,
  warning: TriangleAlert,
  danger: CircleX,
  neutral: CircleDashed,
} as const;

export function IdentityBadge({ words }: { words: StateWords }) {
  return (
    <Badge tone={words.tone} icon={ICONS[words.tone]} title={words.text}>
      {words.label}
    </Badge>
  );
}
