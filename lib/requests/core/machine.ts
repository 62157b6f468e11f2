import type { RequestState } from "./words.ts";

export type RequestEvent =
  | "submit"
  | "edit"
  | "withdraw"
  | "start_review"
  | "request_changes"
  | "approve"
  | "reject"
  | "expire";

export type MachineDecision =
  | { ok: true; next: RequestState }
  | { ok: false; code: "illegal_transition" | "forbidden"; reason: string };

type Subject = { state: RequestState; requesterId: string };

/** The whole lifecycle of every kind of request. If it is not in this table, it cannot happen. */
export const TRANSITIONS: Record<RequestState, Partial<Record<RequestEvent, RequestState>>> = {
  draft: { submit: "submitted", edit: "draft", withdraw: "withdrawn", expire: "expired" },
  submitted: { start_review: "in_review", edit: "submitted", withdraw: "withdrawn" },
  in_review: {
    request_changes: "changes_requested",
    approve: "approved",
    reject: "rejected",
    edit: "in_review",
    withdraw: "withdrawn",
  },
  // An answer in a new revision goes back to the reviewers who asked for it.
  changes_requested: { edit: "in_review", withdraw: "withdrawn", expire: "expired" },
  approved: {},
  rejected: {},
  withdrawn: {},
  expired: {},
};

const IN_WORDS: Record<RequestEvent, string> = {
  submit: "submitted",
  edit: "edited",
  withdraw: "withdrawn",
  start_review: "taken into review",
  request_changes: "sent back",
  approve: "approved",
  reject: "rejected",
  expire: "left to expire",
};

const REQUESTER_ONLY: ReadonlySet<RequestEvent> = new Set(["submit", "edit", "withdraw"]);
/** Only time does this. */
const CLOCK_ONLY: ReadonlySet<RequestEvent> = new Set(["expire"]);

/** Whose deed it is: a person's id, or null for our own processes. */
export function decide(
  request: Subject,
  event: RequestEvent,
  actorId: string | null,
): MachineDecision {
  const next = TRANSITIONS[request.state][event];
  if (!next)
    return refuse(
      "illegal_transition",
      `A request that is ${request.state.replaceAll("_", " ")} cannot be ${IN_WORDS[event]}.`,
    );
  if (CLOCK_ONLY.has(event))
    return actorId === null ? { ok: true, next } : refuse("forbidden", "Requests expire by time.");
  const isRequester = actorId === request.requesterId;
  if (REQUESTER_ONLY.has(event) && !isRequester)
    return refuse("forbidden", `Only its author can have a request ${IN_WORDS[event]}.`);
  if (!REQUESTER_ONLY.has(event) && isRequester)
    return refuse("forbidden", "You cannot review a request of your own.");
  return { ok: true, next };
}

function refuse(code: "illegal_transition" | "forbidden", reason: string): MachineDecision {
  return { ok: false, code, reason };
}
