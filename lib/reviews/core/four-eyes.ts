/**
 * Four eyes for the review policy itself: who writes a version cannot publish it. The database
 * holds the same rule (gatehouse_policy_four_eyes); these explain.
 */
export const POLICY_STATES = ["draft", "published", "superseded", "discarded"] as const;
export type PolicyState = (typeof POLICY_STATES)[number];

export type PolicyAction = "publish" | "discard";

type Subject = { state: PolicyState; authorId: string | null };
type Answer = { ok: true } | { ok: false; code: "conflict" | "forbidden"; reason: string };

const ENDED: Record<Exclude<PolicyState, "draft">, string> = {
  published: "This version is in force already.",
  superseded: "This version was replaced by a later one: write a new draft.",
  discarded: "This draft was discarded, or replaced by another: look at the current one.",
};

/** `actorId` is null for our own processes, which write no policies. */
export function mayPublish({ state, authorId }: Subject, actorId: string | null): Answer {
  if (state !== "draft") return { ok: false, code: "conflict", reason: ENDED[state] };
  if (actorId === null || authorId === null || actorId === authorId)
    return {
      ok: false,
      code: "forbidden",
      reason: "Who wrote a review policy cannot publish it: another administrator can.",
    };
  return { ok: true };
}

/** Its author, or any other administrator, may take a draft away. */
export function mayDiscard({ state }: Subject): Answer {
  return state === "draft" ? { ok: true } : { ok: false, code: "conflict", reason: ENDED[state] };
}

/** The buttons that somebody who manages policies sees. */
export function allowedPolicyActions(subject: Subject, actorId: string | null): PolicyAction[] {
  return [
    ...(mayPublish(subject, actorId).ok ? (["publish"] as const) : []),
    ...(mayDiscard(subject).ok ? (["discard"] as const) : []),
  ];
}
