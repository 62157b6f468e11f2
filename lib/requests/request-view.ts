import type { Prisma } from "#lib/db/generated/client.ts";
import { requiredCount, requiredOf, type Vote } from "./core/approvals.ts";
import {
  isEnded,
  requestNumber,
  type RequestKind,
  type RequestState,
  type RiskTier,
  type Urgency,
} from "./core/words.ts";
import { tierOf } from "./lock-request.ts";

export type PersonRef = { id: string; name: string; email: string };
export type TeamRef = { slug: string; name: string };

export type RequestSummary = {
  id: string;
  number: string;
  kind: RequestKind;
  state: RequestState;
  title: string;
  serverName: string;
  revision: number;
  tier: RiskTier;
  urgency: Urgency;
  requester: PersonRef;
  assignee: PersonRef | null;
  ownerTeam: TeamRef | null;
  requiredApprovals: number;
  approvals: number;
  comments: number;
  submittedAt: Date | null;
  updatedAt: Date;
  decisionDueAt: Date | null;
  responseDueAt: Date | null;
  respondedAt: Date | null;
  /** Its clocks stand still: it waits for its author. */
  paused: boolean;
  overdue: boolean;
  targetDate: Date | null;
  decidedAt: Date | null;
};

const PERSON = { id: true, name: true, email: true } as const;

export const SUMMARY = {
  id: true,
  number: true,
  kind: true,
  state: true,
  title: true,
  serverName: true,
  revision: true,
  riskTier: true,
  raisedTier: true,
  urgency: true,
  requester: { select: PERSON },
  assignee: { select: PERSON },
  ownerTeam: { select: { slug: true, name: true } },
  requiredSecurity: true,
  requiresOwnerTeam: true,
  requiresAdmin: true,
  dataOwnerTeamId: true,
  submittedAt: true,
  updatedAt: true,
  decisionDueAt: true,
  responseDueAt: true,
  respondedAt: true,
  pausedAt: true,
  targetDate: true,
  decidedAt: true,
  _count: { select: { comments: true } },
} as const satisfies Prisma.RequestSelect;

export type SummaryRow = Prisma.RequestGetPayload<{ select: typeof SUMMARY }>;

/** `votes`: those of its present revision that count. */
export function summaryOf(row: SummaryRow, votes: readonly Vote[], now: Date): RequestSummary {
  return {
    id: row.id,
    number: requestNumber(row.number),
    kind: row.kind,
    state: row.state,
    title: row.title,
    serverName: row.serverName,
    revision: row.revision,
    tier: tierOf(row),
    urgency: row.urgency,
    requester: row.requester,
    assignee: row.assignee,
    ownerTeam: row.ownerTeam,
    requiredApprovals: requiredCount(requiredOf(row)),
    approvals: votes.filter(({ decision }) => decision === "approve").length,
    comments: row._count.comments,
    submittedAt: row.submittedAt,
    updatedAt: row.updatedAt,
    decisionDueAt: row.decisionDueAt,
    responseDueAt: row.responseDueAt,
    respondedAt: row.respondedAt,
    paused: row.pausedAt !== null,
    overdue: isOverdue(row, now),
    targetDate: row.targetDate,
    decidedAt: row.decidedAt,
  };
}

type Clocks = Pick<
  SummaryRow,
  "state" | "pausedAt" | "respondedAt" | "responseDueAt" | "decisionDueAt"
>;

/** Past one of its due dates, while it waits for reviewers. */
function isOverdue(
  { state, pausedAt, respondedAt, responseDueAt, decisionDueAt }: Clocks,
  now: Date,
): boolean {
  if (isEnded(state) || state === "draft" || pausedAt !== null) return false;
  if (decisionDueAt !== null && decisionDueAt < now) return true;
  return respondedAt === null && responseDueAt !== null && responseDueAt < now;
}
