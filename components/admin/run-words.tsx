import { CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon } from "lucide-react";
import type { ImportRunView } from "#lib/imports/run-view.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";

const STATUS: Record<ImportRunView["status"], { tone: Tone; icon: LucideIcon; label: string }> = {
  running: { tone: "info", icon: LoaderCircle, label: "Running" },
  done: { tone: "success", icon: CircleCheck, label: "Done" },
  failed: { tone: "danger", icon: CircleX, label: "Failed" },
  left: { tone: "warning", icon: CircleSlash, label: "Broke off" },
};

export function RunStatus({ status }: Pick<ImportRunView, "status">) {
  const { tone, icon, label } = STATUS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

export const OUTCOME_WORDS = {
  refused: { label: "Refused", tone: "danger" },
  imported: { label: "Imported", tone: "success" },
  updated: { label: "Updated", tone: "info" },
  unchanged: { label: "Unchanged", tone: "neutral" },
} as const satisfies Record<string, { label: string; tone: Tone }>;
export type Outcome = keyof typeof OUTCOME_WORDS;
/** Refused first: that is what somebody has to look at. */
export const OUTCOME_ORDER = ["refused", "imported", "updated", "unchanged"] as const;

export const totalOf = ({ counts }: Pick<ImportRunView, "counts">) =>
  counts.imported + counts.updated + counts.unchanged + counts.refused;
