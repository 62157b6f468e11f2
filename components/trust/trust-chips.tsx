import {
  CircleHelp,
  Flame,
  OctagonX,
  Shield,
  ShieldCheck,
  ShieldOff,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Link } from "#components/ui/link.tsx";
import { isAssessed } from "#lib/trust/core/assessed.ts";
import type { Flag } from "#lib/trust/core/evaluate.ts";
import {
  levelLabel,
  type ArtifactKind,
  type Level,
  type Risk,
  type Severity,
  type Status,
} from "#lib/trust/core/words.ts";
import { STATUS_LOOKS } from "./status-looks.ts";
import {
  dateWords,
  FLAG_LABELS,
  flagWords,
  LEVEL_WORDS,
  NOT_ASSESSED_WORDS,
  RISK_UNKNOWN_WORDS,
  RISK_WORDS,
} from "./trust-words.ts";

type Look = { tone: Tone; icon: LucideIcon };
const LEVELS: Readonly<Record<Level, Look>> = {
  0: { tone: "warning", icon: ShieldOff },
  1: { tone: "neutral", icon: Shield },
  2: { tone: "info", icon: ShieldCheck },
  3: { tone: "success", icon: ShieldCheck },
  4: { tone: "success", icon: ShieldCheck },
};
const BLOCKED: Look = { tone: "danger", icon: OctagonX };
const UNKNOWN: Look = { tone: "hold", icon: CircleHelp };

/** Level 0 because too little could be checked is no verdict, and does not look like one. */
function lookOf(level: Level, flag: Flag): Look {
  if (flag === "blocked") return BLOCKED;
  return level === 0 && flag !== "complete" ? UNKNOWN : LEVELS[level];
}

type LevelProps = { level: Level; kind: ArtifactKind; flag: Flag; score: number | null };

/**
 * The level with what qualifies it: never "L2" alone where it is only the level of some days ago.
 * `bare` where that stands beside it.
 */
export function LevelChip({ bare = false, ...standing }: LevelProps & { bare?: boolean }) {
  const { level, kind, flag } = standing;
  if (!isAssessed(standing)) return <NotAssessedChip isBlocked={flag === "blocked"} bare={bare} />;
  const label = levelLabel(level, kind);
  return (
    <Badge
      {...lookOf(level, flag)}
      title={LEVEL_WORDS[level]}
      // The longest labels do not fit on one line of a phone.
      className="h-auto! min-h-5.5 whitespace-normal!"
    >
      {bare || flag === "complete" ? label : `${label}, ${FLAG_LABELS[flag].toLowerCase()}`}
    </Badge>
  );
}

/** Whether nobody has looked or too little could be checked: the same word, and no level. */
function NotAssessedChip({ isBlocked, bare }: { isBlocked: boolean; bare: boolean }) {
  return (
    <Badge {...(isBlocked ? BLOCKED : UNKNOWN)} title={NOT_ASSESSED_WORDS}>
      {isBlocked && !bare ? "Trust not assessed, blocked" : "Trust not assessed"}
    </Badge>
  );
}

export function NotScannedChip() {
  return (
    <Badge {...UNKNOWN} title="Nobody has looked yet: neither good nor bad.">
      Trust not assessed
    </Badge>
  );
}

type LinkProps = { standing: LevelProps | null; href: string };

/** A trust chip always opens its reasons. */
export function TrustLink({ standing, href }: LinkProps) {
  return (
    <Link href={href} className="flex rounded-full hover:brightness-95">
      {standing === null ? <NotScannedChip /> : <LevelChip {...standing} />}
    </Link>
  );
}

const FLAGS: Readonly<Record<Flag, Tone>> = {
  complete: "neutral",
  stale: "hold",
  provisional: "hold",
  blocked: "danger",
};

export function FlagChip({ flag, staleSince }: { flag: Flag; staleSince: Date | null }) {
  return (
    <Badge tone={FLAGS[flag]} title={flagWords(flag, staleSince)}>
      {FLAG_LABELS[flag]}
    </Badge>
  );
}

type ControlStatusProps = {
  status: Status;
  /** Of what is waived: until when (RFC 3339, where it is a text). */
  until?: string | Date | null | undefined;
};

export function ControlStatusChip({ status, until }: ControlStatusProps) {
  const { label, explanation, tone, icon } = STATUS_LOOKS[status];
  return (
    <Badge tone={tone} icon={icon} title={explanation}>
      {until ? `${label} until ${dateWords(new Date(until))}` : label}
    </Badge>
  );
}

const RISKS: Readonly<Record<Risk, { label: string; tone: Tone }>> = {
  none: { label: "No risk found", tone: "neutral" },
  low: { label: "Low risk", tone: "neutral" },
  medium: { label: "Medium risk", tone: "warning" },
  high: { label: "High risk", tone: "danger" },
  critical: { label: "Critical risk", tone: "danger" },
};

/** Risks that a list shows beside the level. */
export const isSevere = (risk: Risk): boolean => risk === "high" || risk === "critical";

/** @param risk null: too little was looked at to say, see `isRiskKnown`. */
export function RiskChip({ risk }: { risk: Risk | null }) {
  if (risk === null)
    return (
      <Badge {...UNKNOWN} title={RISK_UNKNOWN_WORDS}>
        Risk not assessed
      </Badge>
    );
  const { label, tone } = RISKS[risk];
  const icon = isSevere(risk) ? { icon: Flame } : {};
  return (
    <Badge tone={tone} {...icon} title={RISK_WORDS[risk]}>
      {label}
    </Badge>
  );
}

const SEVERITIES: Readonly<Record<Severity, { label: string; tone: Tone }>> = {
  info: { label: "Note", tone: "neutral" },
  low: { label: "Low", tone: "neutral" },
  medium: { label: "Medium", tone: "warning" },
  high: { label: "High", tone: "danger" },
  critical: { label: "Critical", tone: "danger" },
};

export const SEVERITY_LABELS = Object.fromEntries(
  Object.entries(SEVERITIES).map(([severity, { label }]) => [severity, label]),
) as Readonly<Record<Severity, string>>;

export function SeverityChip({ severity }: { severity: Severity }) {
  const { label, tone } = SEVERITIES[severity];
  return <Badge tone={tone}>{label}</Badge>;
}
