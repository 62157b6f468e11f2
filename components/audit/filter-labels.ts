import { actionLabel } from "#lib/audit/core/action-words.ts";
import type { FilterName } from "#lib/audit/core/filter-query.ts";
import { PERIOD_LABELS, type AuditPeriod } from "#lib/audit/core/periods.ts";
import type { Outcome, RecordKind } from "#lib/audit/core/record.ts";
import type { ActorKind } from "#lib/audit/schemas.ts";
import type { Tone } from "#components/ui/badge.tsx";

export const ACTOR_KIND_LABELS: Readonly<Record<ActorKind, string>> = {
  user: "People",
  agent: "Agents",
  system: "The product itself",
  anonymous: "Anonymous readers",
};

export const OUTCOME_LABELS: Readonly<Record<Outcome, { label: string; tone: Tone }>> = {
  success: { label: "Done", tone: "neutral" },
  refused: { label: "Refused", tone: "warning" },
  failed: { label: "Failed", tone: "danger" },
};

export const KIND_LABELS: Readonly<Record<RecordKind, string>> = {
  command: "Changes",
  event: "Events without a change",
  call: "Tool calls",
  heartbeat: "Heartbeats",
  epoch: "Writers opened and closed",
};

export const TARGET_LABELS: Readonly<Record<string, string>> = {
  audience: "Audience",
  change: "Change under four eyes",
  delivery: "Delivery",
  demo: "Demo company",
  deployment_rule: "Deployment rule",
  export: "Export",
  feed: "Feed",
  hold: "Legal hold",
  import: "Import",
  log: "The log",
  mirror: "Mirror",
  notice: "Notice",
  permission: "Permission",
  person: "Person",
  policy: "Review policy",
  publisher: "Publisher",
  request: "Request",
  retention: "Retention",
  retirement: "Retirement",
  server: "Server",
  session: "Session",
  sink: "Sink",
  subject: "Subject",
  team: "Team",
  token: "Token",
  view: "Saved view",
  webhook: "Webhook",
  writer: "Writer of the log",
};

export const targetLabel = (kind: string): string =>
  (Object.hasOwn(TARGET_LABELS, kind) ? TARGET_LABELS[kind] : undefined) ??
  kind.replaceAll("_", " ");

const TITLES: Readonly<Record<FilterName, string>> = {
  q: "Words",
  actor: "Person",
  actorKind: "By",
  action: "Action",
  targetKind: "Kind of object",
  targetId: "Object",
  outcome: "Outcome",
  kind: "Kind of record",
  period: "When",
  from: "From",
  to: "Until",
};

const LABELS: Readonly<Partial<Record<FilterName, (value: string) => string | undefined>>> = {
  actorKind: (value) => ACTOR_KIND_LABELS[value as ActorKind],
  action: actionLabel,
  targetKind: targetLabel,
  outcome: (value) => OUTCOME_LABELS[value as Outcome]?.label,
  kind: (value) => KIND_LABELS[value as RecordKind],
  period: (value) => PERIOD_LABELS[value as AuditPeriod],
};

/** "Action: Approved a request". A value that nobody knows is shown as it is. */
export function filterLabel(name: FilterName, value: string, known: string | null): string {
  return `${TITLES[name]}: ${known ?? LABELS[name]?.(value) ?? value}`;
}
