import {
  CircleAlert,
  Hourglass,
  LifeBuoy,
  OctagonPause,
  ShieldQuestion,
  TimerOff,
  UserRoundX,
  type LucideIcon,
} from "lucide-react";
import type { Attention } from "#lib/teams/core/attention.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";

const LOOKS: Record<Attention["kind"], { icon: LucideIcon; tone: Tone }> = {
  quarantined: { icon: OctagonPause, tone: "hold" },
  rule_violation: { icon: CircleAlert, tone: "danger" },
  no_classification: { icon: ShieldQuestion, tone: "warning" },
  no_deputy: { icon: UserRoundX, tone: "warning" },
  candidate_versions: { icon: Hourglass, tone: "info" },
  no_support: { icon: LifeBuoy, tone: "neutral" },
  stale: { icon: TimerOff, tone: "neutral" },
};

/** What an owner should look at, the most pressing with what to do about it. */
export function AttentionList({ items }: { items: readonly Attention[] }) {
  const [first, ...rest] = items;
  if (!first) return <span className="text-subtle">Nothing</span>;
  return (
    <div className="inline-flex flex-col gap-1 sm:min-w-56">
      <ul className="flex flex-wrap gap-1">
        {[first, ...rest].map((item) => (
          <li key={item.kind}>
            <Badge {...LOOKS[item.kind]} title={item.advice}>
              {item.label}
              {item !== first && <span className="sr-only">: {item.advice}</span>}
            </Badge>
          </li>
        ))}
      </ul>
      <p className="text-subtle">{first.advice}</p>
    </div>
  );
}
