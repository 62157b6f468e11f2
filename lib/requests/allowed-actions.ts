import type { UserActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { decide } from "./core/machine.ts";
import { isFresh, mayDecide, needsFreshSignIn, type DutyFacts } from "./core/separation.ts";
import { isEnded, type Capacity, type RequestState, type RiskTier } from "./core/words.ts";

export type RequestAction =
  "submit" | "edit" | "withdraw" | "decide" | "assign" | "raise_tier" | "check" | "comment";

type Subject = { state: RequestState; tier: RiskTier; requesterId: string; facts: DutyFacts };

export type Allowed = {
  allowed: RequestAction[];
  capacities: readonly Capacity[];
  /** Those of them in which they may approve. */
  approvesAs: readonly Capacity[];
  whyNot: string | null;
  needsFreshSignIn: boolean;
  isFresh: boolean;
};

/** Derived from the same rules as the commands, so that a button never lies. */
export function allowedActions(ctx: Context, subject: Subject): Allowed {
  const { actor } = ctx;
  const needs = needsFreshSignIn(subject.tier);
  const nothing: Allowed = {
    allowed: [],
    capacities: [],
    approvesAs: [],
    whyNot: null,
    needsFreshSignIn: needs,
    isFresh: false,
  };
  if (actor.kind !== "user") return nothing;
  const duty = mayDecide(subject.facts, actor);
  const allowed: RequestAction[] = [
    ...ownActions(actor, subject),
    ...(duty.ok && mayVote(actor, subject.state) ? (["decide"] as const) : []),
    ...(mayReview(actor, subject) ? (["assign", "raise_tier", "check"] as const) : []),
    ...(can(actor, "request.create") ? (["comment"] as const) : []),
  ];
  return {
    allowed,
    capacities: duty.ok ? duty.capacities : [],
    approvesAs: duty.ok ? duty.approvesAs : [],
    whyNot: duty.ok ? null : duty.reason,
    needsFreshSignIn: needs,
    isFresh: isFresh(actor.authenticatedAt, ctx.now),
  };
}

const ownActions = (actor: UserActor, subject: Subject) =>
  (["submit", "edit", "withdraw"] as const).filter(
    (event) => can(actor, "request.create") && decide(subject, event, actor.id).ok,
  );

const mayVote = (actor: UserActor, state: RequestState) =>
  can(actor, "request.decide") && (state === "submitted" || state === "in_review");

const mayReview = (actor: UserActor, { state, requesterId }: Subject) =>
  !isEnded(state) && state !== "draft" && can(actor, "request.review") && actor.id !== requesterId;
