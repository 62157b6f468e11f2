/**
 * Four eyes for the log: an administrator proposes, somebody else decides. The database holds the
 * same rules (gatehouse_change_is_admitted); these explain.
 */
import type { Role } from "#lib/kernel/actor.ts";
import { deciderRoles, type ChangeKind } from "./kinds.ts";

/** As the row has them; `expired` follows from the date. */
export const STORED_STATES = ["open", "confirmed", "declined", "withdrawn"] as const;
export type ChangeState = (typeof STORED_STATES)[number] | "expired";
export const CHANGE_EVENTS = ["confirm", "decline", "withdraw"] as const;
export type ChangeEvent = (typeof CHANGE_EVENTS)[number];

/** A proposal that nobody took up says nothing about today any more. */
export const OPEN_DAYS = 14;
const DAY_MS = 86_400_000;

export type Proposal = {
  kind: ChangeKind;
  state: (typeof STORED_STATES)[number];
  proposedById: string;
  proposedAt: Date;
  /** The proposer is an enabled administrator now. */
  proposerIsAdmin: boolean;
  /** Whose traces it erases; null: nobody's. */
  erases: string | null;
};
export type Person = { id: string; roles: readonly Role[] };

export type Decision =
  | { ok: true; next: Exclude<ChangeState, "open" | "expired"> }
  | { ok: false; code: "forbidden" | "conflict"; reason: string };

export const expiresAt = (proposedAt: Date): Date =>
  new Date(proposedAt.getTime() + OPEN_DAYS * DAY_MS);

export function stateOf(proposal: Pick<Proposal, "state" | "proposedAt">, now: Date): ChangeState {
  return proposal.state === "open" && expiresAt(proposal.proposedAt) <= now
    ? "expired"
    : proposal.state;
}

export function decide(
  proposal: Proposal,
  event: ChangeEvent,
  { person, now }: { person: Person | null; now: Date },
): Decision {
  const state = stateOf(proposal, now);
  if (state !== "open") return no("conflict", ENDED[state]);
  if (person === null) return no("forbidden", "Only people decide on changes of the log.");
  const own = person.id === proposal.proposedById;
  if (event === "withdraw")
    return own
      ? { ok: true, next: "withdrawn" }
      : no("forbidden", "Only who proposed this can withdraw it. You can decline it instead.");
  if (own) return no("forbidden", "You proposed this: somebody else has to decide.");
  return mayDecide(proposal, event, person);
}

function mayDecide(
  { kind, proposerIsAdmin, erases }: Proposal,
  event: "confirm" | "decline",
  person: Person,
): Decision {
  const roles = deciderRoles(kind);
  if (!roles.some((role) => person.roles.includes(role)))
    return no("forbidden", `This takes the consent of somebody with the role ${orWords(roles)}.`);
  if (event === "decline") return { ok: true, next: "declined" };
  if (erases === person.id)
    return no("forbidden", "It erases your own traces: somebody else has to confirm it.");
  if (!proposerIsAdmin)
    return no(
      "conflict",
      "Who proposed this is no administrator any more: another one has to propose it again.",
    );
  return { ok: true, next: "confirmed" };
}

const ENDED: Record<Exclude<ChangeState, "open">, string> = {
  confirmed: "This was confirmed already.",
  declined: "This was declined already: propose it again if it is still wanted.",
  withdrawn: "This was withdrawn.",
  expired: `This proposal is older than ${OPEN_DAYS} days: propose it again.`,
};

const no = (code: "forbidden" | "conflict", reason: string): Decision => ({
  ok: false,
  code,
  reason,
});

/** The buttons that somebody sees. */
export const allowedEvents = (
  proposal: Proposal,
  who: { person: Person | null; now: Date },
): ChangeEvent[] => CHANGE_EVENTS.filter((event) => decide(proposal, event, who).ok);

export const orWords = (words: readonly string[]): string => words.join(" or ");

/** Who can decide, or that nobody can and what to do then. */
export function whoDecides(kind: ChangeKind, names: readonly string[]): string {
  const roles = orWords(deciderRoles(kind));
  if (names.length === 0)
    return `Nobody else here has the role ${roles}: an administrator can give it to somebody, under People.`;
  const shown = names.slice(0, 5).join(", ");
  return `${names.length > 5 ? `${shown} and ${names.length - 5} more` : shown} can (role ${roles}).`;
}
