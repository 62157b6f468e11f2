/**
 * Separation of duties: who may decide on a request, and in which capacity. The database holds the
 * same rules (gatehouse_decision_is_admitted); these explain. Source: the authorization matrix.
 */
import type { Role } from "#lib/kernel/actor.ts";
import { CAPACITY_WORDS, type Capacity, type RequestKind, type RiskTier } from "./words.ts";

/** A sign-in counts as fresh this long. */
export const FRESH_MINUTES = 15;

export type Decider = {
  id: string;
  roles: readonly Role[];
  teamIds: readonly string[];
  /** When they proved who they are; null: never in this session (an old token). */
  authenticatedAt: Date | null;
};

export type DutyFacts = {
  requesterId: string;
  /** Authors of any revision: a pipeline's person counts as much as the requester. */
  authorIds: readonly string[];
  ownerTeamIds: readonly string[];
  /** Those of them of which a member consents; see `consentTeams`. */
  consentTeamIds: readonly string[];
  /** The team that owns the data, where its consent is needed. */
  dataOwnerTeamId: string | null;
  /** Everyone who owned the server at any moment since it was submitted. */
  ownerIds: readonly string[];
  /** Who has decided on this revision. */
  decidedIds: readonly string[];
  /** Approvals of this revision, also those that count no more as they were for other tools. */
  approvals: readonly { reviewerId: string; capacity: Capacity }[];
};

export type Duty = {
  capacities: readonly Capacity[];
  /** Those of them in which they may approve: who approved other tools of a revision, in that one only. */
  approvesAs: readonly Capacity[];
};
type Refused = { ok: false; reason: string };
export type DutyAnswer = ({ ok: true } & Duty) | Refused;

export function mayDecide(facts: DutyFacts, person: Decider): DutyAnswer {
  const duty = dutyOf(facts, person);
  if (!duty.ok) return duty;
  const given = facts.approvals.filter(({ reviewerId }) => reviewerId === person.id);
  const approvesAs = duty.capacities.filter((capacity) =>
    given.every((approval) => approval.capacity === capacity),
  );
  return { ...duty, approvesAs };
}

/** Why this person, who may decide, may not approve in this capacity; null: they may. */
export function whyNotApprove({ approvesAs }: Duty, capacity: Capacity): string | null {
  if (approvesAs.includes(capacity)) return null;
  const [given] = approvesAs;
  const before = given === undefined ? "in another capacity" : asWhat(given);
  return `You approved this revision ${before} before, and nobody approves in two capacities: somebody else has to approve it ${asWhat(capacity)}.`;
}

const asWhat = (capacity: Capacity): string => `as ${CAPACITY_WORDS[capacity].label.toLowerCase()}`;

function dutyOf(facts: DutyFacts, person: Decider): { ok: true; capacities: Capacity[] } | Refused {
  if (person.id === facts.requesterId || facts.authorIds.includes(person.id))
    return no("You asked for this yourself: somebody else has to decide.");
  if (person.roles.includes("auditor")) return no("Auditors read; they do not decide.");
  if (facts.decidedIds.includes(person.id)) return no("You have decided on this revision already.");

  const data = dataCapacity(facts, person);
  const inOwnerTeam = facts.ownerTeamIds.some((team) => person.teamIds.includes(team));
  if (facts.consentTeamIds.some((team) => person.teamIds.includes(team)))
    return { ok: true, capacities: [...data, "owner_team"] };
  if (inOwnerTeam)
    return no("Your team hands the server over: a member of the team that takes it has to accept.");
  if (facts.ownerIds.includes(person.id))
    return no("You owned this server while the request was open: somebody else has to decide.");
  const roles = (["security", "admin"] as const).filter((role) => person.roles.includes(role));
  const capacities = [...data, ...roles];
  return capacities.length > 0 ? { ok: true, capacities } : no(whoDecides(facts));
}

/** The teams of a request; a team cannot be made to own what only its former owner agreed to. */
export function consentTeams(request: {
  kind: RequestKind;
  ownerTeamId: string | null;
  server: { ownerTeamId: string | null } | null;
}): Pick<DutyFacts, "ownerTeamIds" | "consentTeamIds"> {
  const taking = request.ownerTeamId === null ? [] : [request.ownerTeamId];
  const having = request.server?.ownerTeamId ?? null;
  const ownerTeamIds = having === null ? taking : [...taking, having];
  const isTransfer = request.kind === "transfer_ownership" && taking.length > 0;
  return { ownerTeamIds, consentTeamIds: isTransfer ? taking : ownerTeamIds };
}

/** Who owns the server does not release the data, unless one team owns both. */
function dataCapacity(facts: DutyFacts, { teamIds }: Decider): "data_owner"[] {
  const { dataOwnerTeamId: team, ownerTeamIds } = facts;
  if (team === null || !teamIds.includes(team)) return [];
  const ownsServer = ownerTeamIds.some((id) => teamIds.includes(id));
  return ownsServer && !ownerTeamIds.includes(team) ? [] : ["data_owner"];
}

const whoDecides = ({ dataOwnerTeamId }: DutyFacts) =>
  dataOwnerTeamId === null
    ? "Reviewers (role security), administrators and members of the owner team decide."
    : "Reviewers (role security), administrators, members of the owner team and of the team that owns the data decide.";

/** High and critical decisions need somebody who signed in a moment ago. */
export function needsFreshSignIn(tier: RiskTier): boolean {
  return tier === "high" || tier === "critical";
}

export function isFresh(authenticatedAt: Date | null, now: Date): boolean {
  if (authenticatedAt === null) return false;
  return now.getTime() - authenticatedAt.getTime() <= FRESH_MINUTES * 60_000;
}

const no = (reason: string): Refused => ({ ok: false, reason });
