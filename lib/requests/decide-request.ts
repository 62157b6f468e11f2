import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { UserActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { tellOf, watch } from "./announce.ts";
import {
  progressOf,
  requiredOf,
  type Conditions,
  type Progress,
  type Vote,
} from "./core/approvals.ts";
import { decide } from "./core/machine.ts";
import { capacityUsed } from "./core/outcome-words.ts";
import { IDLE_DAYS } from "./core/periods.ts";
import {
  FRESH_MINUTES,
  isFresh,
  mayDecide,
  needsFreshSignIn,
  whyNotApprove,
} from "./core/separation.ts";
import {
  DECISION_WORDS,
  requestNumber,
  type Capacity,
  type DecisionKind,
  type RequestState,
} from "./core/words.ts";
import { applyEffect } from "./effects/apply-effect.ts";
import { lockRequest, requireRevision, tierOf, type LockedRequest } from "./lock-request.ts";
import { loadDuties } from "./load-duties.ts";
import { currentProposal, noteTools } from "./note-tools.ts";
import { raiseIfRiskier, requireSeen, type Risen } from "./require-seen.ts";
import { requireStillWaivable } from "./propose-waiver.ts";
import { requireTrust } from "./require-trust.ts";
import { DecideRequestInput } from "./schemas.ts";
import { hashOfSets } from "./seen-sets.ts";

type Decided = {
  id: string;
  state: RequestState;
  revision: number;
  capacity: Capacity;
  progress: Progress;
};

const decideOrRaise = defineCommand({
  name: "decideRequest",
  permission: "request.decide",
  input: DecideRequestInput,

  async run(tx, ctx, input): Promise<{ result: Decided | Risen; audit: readonly AuditEntry[] }> {
    const person = requireReviewer(ctx);
    const locked = await lockRequest(tx, ctx, input.requestId);
    requireOpen(locked);
    requireRevision(locked, input.revision);
    requireFresh(ctx, person, locked);
    if (input.conditions && input.decision !== "approve")
      throw fieldError("conditions", "Only an approval has conditions.");
    const proposal = await currentProposal(tx, locked);
    const { document } = proposal;
    const { request, audit } = await noteTools(tx, ctx, { request: locked, document });
    const duty = await requireDuty(tx, request, { person, input });
    const given = { request, person, input, duty, noted: audit };
    if (input.decision !== "approve") return store(tx, ctx, { ...given, below: null });
    requireSeen(request.toolsSeen, input.seenTools);
    const risen = await raiseIfRiskier(tx, ctx, { request, proposal });
    if (risen !== null) return { ...risen, audit: [...audit, ...risen.audit] };
    await requireStillWaivable(tx, request);
    const { capacity } = duty;
    const below = await requireTrust(tx, ctx, { request, capacity, conditions: input.conditions });
    return store(tx, ctx, { ...given, below });
  },
});

/**
 * One person's decision about the revision and the tools they looked at. The last approval that is
 * needed carries the request out, in the same transaction. The database refuses who may not decide.
 * @throws AppError `conflict` where scans see other tools now, or the risk has risen: the tier is
 * raised all the same.
 */
export const decideRequest = Object.assign(
  async (...call: Parameters<typeof decideOrRaise>): Promise<Decided> => {
    const result = await decideOrRaise(...call);
    if ("risen" in result) throw new AppError("conflict", result.risen);
    return result;
  },
  { permission: decideOrRaise.permission, verb: decideOrRaise.verb },
);

async function store(tx: Tx, ctx: Context, given: Given) {
  const { request, person, input, duty, noted, below } = given;
  const { capacity, digest, votes } = duty;
  const tools = input.decision === "approve" ? hashOfSets(request.toolsSeen) : null;
  if (request.state === "submitted") await startReview(tx, ctx, request);
  await storeDecision(tx, ctx, given);
  await watch(tx, request.id, person.id);
  const vote = { reviewerId: person.id, capacity, decision: input.decision };
  const outcome = await settle(tx, ctx, {
    request,
    votes: [...votes, vote],
    reason: input.reason,
  });
  const { state, progress } = outcome;
  const audit: AuditEntry = {
    action: `request.${input.decision}`,
    targetKind: "request",
    targetId: request.id,
    before: { state: request.state, revision: request.revision },
    after: {
      state,
      capacity,
      reason: input.reason,
      digest,
      ...(tools === null ? {} : { tools }),
      ...(input.conditions ? { conditions: conditionFacts(input.conditions) } : {}),
      ...(below === null ? {} : { belowLeastTrust: below }),
    },
  };
  return {
    result: { id: request.id, state, revision: request.revision, capacity, progress },
    audit: [...noted, audit, ...outcome.audit],
  };
}

type Duty = Awaited<ReturnType<typeof requireDuty>>;
type Given = {
  request: LockedRequest;
  person: UserActor;
  input: z.output<typeof DecideRequestInput>;
  duty: Duty;
  /** What the log says of the tools that it found by then. */
  noted: readonly AuditEntry[];
  below: Awaited<ReturnType<typeof requireTrust>>;
};

const DECISION = `
  INSERT INTO "RequestDecision" ("id", "requestId", "revision", "digest", "reviewerId", "capacity",
    "decision", "reason", "conditions", "at", "lookedMs", "toolsSeen")
  VALUES ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6::text::"Capacity", $7::text::"DecisionKind",
    $8, $9::jsonb, $10::timestamptz, $11, $12::jsonb)`;

async function storeDecision(tx: Tx, ctx: Context, { request, person, input, duty }: Given) {
  const looked = await lookedMs(tx, ctx, { request, userId: person.id });
  await sqlOf(tx)({ text: DECISION }, [
    randomUUID(),
    request.id,
    request.revision,
    duty.digest,
    person.id,
    duty.capacity,
    input.decision,
    input.reason,
    input.conditions ? JSON.stringify(input.conditions) : null,
    ctx.now,
    looked,
    Object.keys(request.toolsSeen).length === 0 ? null : JSON.stringify(request.toolsSeen),
  ]);
}

function requireFresh(ctx: Context, person: UserActor, request: LockedRequest): void {
  const tier = tierOf(request);
  if (!needsFreshSignIn(tier) || isFresh(person.authenticatedAt, ctx.now)) return;
  throw new AppError(
    "stale_sign_in",
    `A decision at ${tier} risk needs a sign-in of the last ${FRESH_MINUTES} minutes. Sign in again.`,
  );
}

function requireReviewer(ctx: Context): UserActor {
  if (ctx.actor.kind === "user") return ctx.actor;
  throw new AppError("forbidden", "Only people decide.");
}

function requireOpen(request: LockedRequest): void {
  if (request.state === "submitted" || request.state === "in_review") return;
  throw new AppError(
    "conflict",
    `This request is ${request.state.replaceAll("_", " ")} and takes no decision now.`,
  );
}

async function requireDuty(
  tx: Tx,
  request: LockedRequest,
  { person, input }: Pick<Given, "person" | "input">,
) {
  const { facts, digest, votes } = await loadDuties(tx, request);
  const duty = mayDecide(facts, person);
  if (!duty.ok) throw new AppError("forbidden", duty.reason);
  const capacity = input.capacity ?? capacityUsed(duty, progressOf(requiredOf(request), votes));
  if (!duty.capacities.includes(capacity))
    throw fieldError(
      "capacity",
      `You may decide here as ${duty.capacities.join(" or ").replaceAll("_", " ")}.`,
    );
  const whyNot = input.decision === "approve" ? whyNotApprove(duty, capacity) : null;
  if (whyNot !== null) throw new AppError("forbidden", whyNot);
  return { capacity, digest, votes };
}

/** A step: a reviewer's first deed takes the request into review. */
export async function startReview(tx: Tx, ctx: Context, request: LockedRequest): Promise<void> {
  await sqlOf(tx)(
    {
      text: `UPDATE "Request" SET "state" = 'in_review', "respondedAt" = $2::timestamptz,
        "updatedAt" = $3::timestamptz WHERE "id" = $1::uuid`,
    },
    [request.id, request.respondedAt ?? ctx.now, ctx.now],
  );
}

type Outcome = {
  state: RequestState;
  progress: Progress;
  audit: AuditEntry[];
};

const SETTLED = `
  UPDATE "Request" SET "state" = $2::text::"RequestState", "updatedAt" = $3::timestamptz,
    "pausedAt" = coalesce($4::timestamptz, "pausedAt"),
    "expiresAt" = coalesce($5::timestamptz, "expiresAt"),
    "decidedAt" = coalesce($6::timestamptz, "decidedAt")
  WHERE "id" = $1::uuid`;

/** What the decisions of this revision come to. */
async function settle(
  tx: Tx,
  ctx: Context,
  { request, votes, reason }: { request: LockedRequest; votes: Vote[]; reason: string },
): Promise<Outcome> {
  const progress = progressOf(requiredOf(request), votes);
  const last = votes.at(-1)?.decision ?? "approve";
  if (last === "approve" && !progress.complete) return { state: "in_review", progress, audit: [] };
  const moved = decide({ state: "in_review", requesterId: request.requesterId }, last, null);
  if (!moved.ok) throw new AppError(moved.code, moved.reason);
  const waits = last === "request_changes";
  await sqlOf(tx)({ text: SETTLED }, [
    request.id,
    moved.next,
    ctx.now,
    waits ? ctx.now : null,
    waits ? new Date(ctx.now.getTime() + IDLE_DAYS * 86_400_000) : null,
    waits ? null : ctx.now,
  ]);
  const audit = last === "approve" ? await applyEffect(tx, ctx, request) : [];
  await tellOutcome(tx, ctx, { request, decision: last, reason });
  return { state: moved.next, progress, audit };
}

async function tellOutcome(
  tx: Tx,
  ctx: Context,
  { request, decision, reason }: { request: LockedRequest; decision: DecisionKind; reason: string },
): Promise<void> {
  const topic = decision === "request_changes" ? "request.changes_requested" : "request.decided";
  const words = DECISION_WORDS[decision].label.toLowerCase();
  await tellOf(tx, ctx, {
    request,
    topic,
    title: `${requestNumber(request.number)}: ${words}: ${request.title}`,
    body: reason,
  });
}

/** Milliseconds between opening this revision and deciding on it; null when it was never opened. */
async function lookedMs(
  tx: Tx,
  ctx: Context,
  { request, userId }: { request: LockedRequest; userId: string },
): Promise<number | null> {
  const [opened] = await sqlOf(tx)<{ at: Date }>(
    {
      text: `SELECT "at" FROM "ViewedMark" WHERE "requestId" = $1::uuid AND "userId" = $2::uuid
        AND "part" = 'opened' AND "revision" = $3`,
    },
    [request.id, userId, request.revision],
  );
  return opened
    ? Math.min(2_147_483_647, Math.max(0, ctx.now.getTime() - opened.at.getTime()))
    : null;
}

function conditionFacts(conditions: Conditions) {
  return {
    allowed_tools: conditions.allowedTools,
    allowed_environments: conditions.allowedEnvironments,
    expires: conditions.expiresAt,
    note: conditions.note,
  };
}
