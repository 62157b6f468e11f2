import {
  ArrowLeftRight,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  ClockAlert,
  Flame,
  Handshake,
  Hourglass,
  Inbox,
  MessageSquareWarning,
  OctagonPause,
  PackagePlus,
  Pause,
  Pencil,
  Plus,
  ShieldAlert,
  ShieldCheck,
  ShieldOff,
  Sunset,
  TimerOff,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { clockWords, type ClockFacts, type ClockWords } from "#lib/requests/core/clock-words.ts";
import {
  KIND_WORDS,
  STATE_WORDS,
  TIER_WORDS,
  URGENCY_WORDS,
  type RequestKind,
  type RequestState,
  type RiskTier,
  type Urgency,
} from "#lib/requests/core/words.ts";

type Look = { tone: Tone; icon: LucideIcon };

const STATES: Record<RequestState, Look> = {
  draft: { tone: "neutral", icon: CircleDashed },
  submitted: { tone: "info", icon: Inbox },
  in_review: { tone: "info", icon: Hourglass },
  changes_requested: { tone: "warning", icon: MessageSquareWarning },
  approved: { tone: "success", icon: CircleCheck },
  rejected: { tone: "danger", icon: CircleX },
  withdrawn: { tone: "neutral", icon: Undo2 },
  expired: { tone: "neutral", icon: TimerOff },
};

/** Where a request stands. */
export function RequestStateChip({ state }: { state: RequestState }) {
  const { label, explanation } = STATE_WORDS[state];
  return (
    <Badge {...STATES[state]} title={explanation}>
      {label}
    </Badge>
  );
}

const TIERS: Record<RiskTier, Look> = {
  low: { tone: "success", icon: ShieldCheck },
  medium: { tone: "info", icon: ShieldCheck },
  high: { tone: "warning", icon: ShieldAlert },
  critical: { tone: "danger", icon: ShieldAlert },
};

/** How risky it is; the review page says why. */
export function TierChip({ tier }: { tier: RiskTier }) {
  const { label, explanation } = TIER_WORDS[tier];
  return (
    <Badge {...TIERS[tier]} title={explanation}>
      {label}
    </Badge>
  );
}

/** Only what is more urgent than usual is said. */
export function UrgencyChip({ urgency }: { urgency: Urgency }) {
  if (urgency === "low" || urgency === "normal") return null;
  const { label, explanation } = URGENCY_WORDS[urgency];
  return (
    <Badge tone={urgency === "emergency" ? "danger" : "warning"} icon={Flame} title={explanation}>
      {urgency === "emergency" ? label : `${label} urgency`}
    </Badge>
  );
}

const KINDS: Record<RequestKind, LucideIcon> = {
  list_server: Plus,
  add_version: PackagePlus,
  change_server: Pencil,
  transfer_ownership: ArrowLeftRight,
  deprecate: TriangleAlert,
  retire: Sunset,
  lift_quarantine: OctagonPause,
  exception: ShieldOff,
  trust_waiver: Handshake,
};

export function KindLabel({ kind }: { kind: RequestKind }) {
  const Icon = KINDS[kind];
  const { label, explanation } = KIND_WORDS[kind];
  return (
    <span title={explanation} className="inline-flex items-center gap-1 whitespace-nowrap">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {label}
    </span>
  );
}

const CLOCKS: Record<ClockWords["pressure"], { icon: LucideIcon; style: string }> = {
  calm: { icon: Clock, style: "text-muted" },
  soon: { icon: Clock, style: "text-warning-text" },
  overdue: { icon: ClockAlert, style: "font-medium text-danger-text" },
  paused: { icon: Pause, style: "text-muted" },
};

/** The service-level clock in words; nothing where none runs. */
export function ClockLabel({ facts, now }: { facts: ClockFacts; now: Date }) {
  const clock = clockWords(facts, now);
  if (!clock) return null;
  const { icon: Icon, style } = CLOCKS[clock.pressure];
  return (
    <span className={classNames("inline-flex items-baseline gap-1", style)}>
      <Icon aria-hidden className="mt-0.75 size-3.5 shrink-0 self-start" />
      <span className="first-letter:uppercase">{clock.words}</span>
    </span>
  );
}
