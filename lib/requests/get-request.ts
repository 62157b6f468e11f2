import { actorNames } from "#lib/audit/actor-names.ts";
import { readableFacts } from "#lib/audit/personal/readable-facts.ts";
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { progressOf, requiredOf, type Progress } from "./core/approvals.ts";
import { changedOptions, stillCounts } from "./core/seen-sets.ts";
import type { RiskReason } from "./core/risk.ts";
import {
  isBelow,
  isEnded,
  type Capacity,
  type DecisionKind,
  type RequestState,
  type RiskTier,
} from "./core/words.ts";
import { allowedActions, type RequestAction } from "./allowed-actions.ts";
import { loadChange, type RequestChange } from "./load-change.ts";
import { loadReviewRules, type ReviewRules } from "./load-review-rules.ts";
import { loadDuties } from "./load-duties.ts";
import { personId } from "./lock-request.ts";
import { SUMMARY, summaryOf, type PersonRef, type RequestSummary } from "./request-view.ts";
import { GetRequestInput } from "./schemas.ts";
import { requestTrust, versionOf, type RequestTrust } from "./request-trust.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";
import { hashOfSets, loadSeenSets } from "./seen-sets.ts";
import { requestsVisibleTo } from "./visibility.ts";

export type DecisionView = {
  id: string;
  revision: number;
  /** Votes of earlier revisions are kept and count no more, nor do approvals of other tools. */
  counts: boolean;
  /** Ways to install it of which scans see other tools now than at the vote. */
  otherTools: string[];
  reviewer: PersonRef;
  capacity: Capacity;
  decision: DecisionKind;
  reason: string;
  conditions: JsonObject | null;
  at: Date;
};
export type CommentView = {
  id: string;
  parentId: string | null;
  author: PersonRef;
  body: string;
  links: string[];
  question: boolean;
  revision: number;
  at: Date;
};
export type RequestView = RequestSummary & {
  serverId: string | null;
  justification: string;
  dataTouched: string;
  usedBy: string;
  computedTier: RiskTier;
  raised: { tier: RiskTier; reason: string } | null;
  riskReasons: RiskReason[];
  riskPoints: number;
  policyVersion: number | null;
  payload: JsonObject;
  evidence: JsonObject | null;
  digest: string;
  change: RequestChange;
  /** What an approval names as the tools that were looked at; null: no scan has seen any. */
  seenTools: string | null;
  progress: Progress;
  decisions: DecisionView[];
  threads: CommentView[];
  checklist: ReviewRules["checklist"];
  /** Where the policy asks for the owner of the data; no team: an administrator answers instead. */
  dataOwner: ReviewRules["dataOwner"];
  /** How far what would be approved is trusted; null: nothing of it is about a version. */
  trust: RequestTrust | null;
  /** Parts that the reader has ticked, in this revision. */
  viewed: string[];
  /** The last revision that the reader decided on or opened before this one. */
  lastSeenRevision: number | null;
  watching: boolean;
  /** Exactly what this person may do, with the reason where a decision is closed to them. */
  allowed: RequestAction[];
  capacities: readonly Capacity[];
  /** Those of them in which they may approve: who approved other tools of it, in that one only. */
  approvesAs: readonly Capacity[];
  whyNot: string | null;
  needsFreshSignIn: boolean;
  /** Signed in recently enough for what this decision takes. */
  isFresh: boolean;
  history: { at: Date; actor: string; action: string; after: JsonObject | null }[];
};

const PERSON = { id: true, name: true, email: true } as const;

/** Everything the page of a request shows; null for what does not exist or may not be seen. */
export const getRequest = defineQuery({
  name: "getRequest",
  permission: "request.read",
  input: GetRequestInput,

  async run({ db, sql }, ctx, { id }): Promise<RequestView | null> {
    const key = /^R-/i.test(id) ? { number: Number(id.slice(2)) } : { id };
    const row = await db.request.findFirst({
      where: { AND: [key, requestsVisibleTo(ctx.actor)] },
      select: DETAIL,
    });
    if (!row) return null;
    const current = row.revisions.find(({ revision }) => revision === row.revision);
    if (!current) throw new TypeError("A request has no row for its revision.");
    const { facts, votes } = await loadDuties(db, row);
    const asked = { ...row, ...current };
    const reviewed = await versionOf(db, asked, ctx.now);
    // Before the tools are read: what a scan sees in between is not taken for what is shown.
    const seenTools = await seenNow(db, asked, reviewed);
    const [decisions, marks, rules, history, change, watching, trust] = await Promise.all([
      loadDecisions(db, row),
      loadMarks(db, ctx, row.id),
      loadReviewRules(db, row),
      loadHistory({ db, sql }, row.id),
      loadChange(db, row, { current, reviewed }),
      isWatching(db, ctx, row.id),
      requestTrust(db, asked, reviewed),
    ]);
    const summary = summaryOf(row, votes, ctx.now);
    const { state, requesterId } = row;
    return {
      ...summary,
      ...askedOf(row, current),
      change,
      seenTools,
      progress: progressOf(requiredOf(row), votes),
      decisions,
      threads: row.comments.map(commentView),
      ...rules,
      trust,
      viewed: marks.filter((mark) => mark.revision === row.revision).map((mark) => mark.part),
      lastSeenRevision: lastSeen(marks, decisions, { revision: row.revision, me: personId(ctx) }),
      watching,
      ...allowedActions(ctx, { state, tier: summary.tier, facts, requesterId }),
      history,
    };
  },
});

const DETAIL = {
  ...SUMMARY,
  toolsSeen: true,
  serverId: true,
  requesterId: true,
  ownerTeamId: true,
  dataOwner: { select: { slug: true, name: true } },
  justification: true,
  dataTouched: true,
  usedBy: true,
  raisedReason: true,
  scannedRisk: true,
  policyVersion: true,
  server: { select: { ownerTeamId: true } },
  revisions: { orderBy: { revision: "asc" } },
  comments: { orderBy: { createdAt: "asc" }, include: { author: { select: PERSON } } },
  checks: { include: { user: { select: { name: true } } } },
} as const satisfies Prisma.RequestSelect;

type Row = Prisma.RequestGetPayload<{ select: typeof DETAIL }>;

function askedOf(row: Row, current: Row["revisions"][number]) {
  const { reasons, points } = reasonsOf(row.scannedRisk ?? current.riskReasons);
  return {
    serverId: row.serverId,
    justification: row.justification,
    dataTouched: row.dataTouched,
    usedBy: row.usedBy,
    computedTier: row.riskTier,
    raised: raisedOf(row),
    riskReasons: reasons,
    riskPoints: points,
    policyVersion: row.policyVersion,
    payload: objectOf(current.payload) ?? {},
    evidence: objectOf(current.evidence),
    digest: current.digest,
  };
}

/** Null as well where it is as high by itself now. */
function raisedOf({ riskTier, raisedTier, raisedReason }: Row): RequestView["raised"] {
  if (raisedTier === null || !isBelow(riskTier, raisedTier)) return null;
  return { tier: raisedTier, reason: raisedReason ?? "" };
}

const commentView = (comment: Row["comments"][number]): CommentView => ({
  id: comment.id,
  parentId: comment.parentId,
  author: comment.author,
  body: comment.body,
  links: comment.links,
  question: comment.question,
  revision: comment.revision,
  at: comment.createdAt,
});

const objectOf = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);

function reasonsOf(value: unknown): { reasons: RiskReason[]; points: number } {
  const stored = value as { reasons?: RiskReason[]; points?: number } | null;
  return { reasons: stored?.reasons ?? [], points: stored?.points ?? 0 };
}

type Asked = { state: RequestState; document: string | null };

async function seenNow(
  db: Db,
  { document, state }: Asked,
  reviewed: ReviewedVersion | null,
): Promise<string | null> {
  if (document === null || isEnded(state)) return null;
  return hashOfSets(await loadSeenSets(db, reviewed));
}

async function loadDecisions(db: Db, request: Row): Promise<DecisionView[]> {
  const { id: requestId, revision, toolsSeen } = request;
  const rows = await db.requestDecision.findMany({
    where: { requestId },
    orderBy: { at: "asc" },
    include: { reviewer: { select: PERSON } },
  });
  return rows.map((row) => ({
    id: row.id,
    revision: row.revision,
    counts: row.revision === revision && stillCounts(row, toolsSeen),
    otherTools: changedOptions(row.toolsSeen, toolsSeen),
    reviewer: row.reviewer,
    capacity: row.capacity,
    decision: row.decision,
    reason: row.reason,
    conditions: objectOf(row.conditions),
    at: row.at,
  }));
}

async function loadMarks(db: Db, ctx: Context, requestId: string) {
  const userId = personId(ctx);
  if (userId === null) return [];
  return db.viewedMark.findMany({
    where: { requestId, userId },
    select: { part: true, revision: true },
  });
}

type Marked = { part: string; revision: number };

function lastSeen(
  marks: Marked[],
  decisions: DecisionView[],
  now: { revision: number; me: string | null },
): number | null {
  const revisions = [
    ...marks.map((mark) => mark.revision),
    ...decisions.filter((one) => one.reviewer.id === now.me).map((one) => one.revision),
  ].filter((revision) => revision < now.revision);
  return revisions.length === 0 ? null : Math.max(...revisions);
}

async function isWatching(db: Db, ctx: Context, requestId: string): Promise<boolean> {
  const userId = personId(ctx);
  if (userId === null) return false;
  return (await db.requestWatcher.count({ where: { requestId, userId } })) > 0;
}

async function loadHistory(
  { db, sql }: Readers,
  requestId: string,
): Promise<RequestView["history"]> {
  const rows = await db.auditEvent.findMany({
    where: { targetKind: "request", targetId: requestId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: 500,
    select: {
      id: true,
      at: true,
      actorKind: true,
      actorId: true,
      actorName: true,
      action: true,
      before: true,
      after: true,
      commitment: true,
    },
  });
  const nameOf = await actorNames(db, rows);
  const factsOf = await readableFacts({ db, sql }, rows);
  return rows.map((row) => ({
    at: row.at,
    actor: nameOf(row),
    action: row.action,
    after: factsOf(row, "after"),
  }));
}
