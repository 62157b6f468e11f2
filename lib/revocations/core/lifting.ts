import { STEP_WORDS, type RecoveryView } from "./recovery.ts";

/** Two people, as with a quarantine: nobody undoes their own warning, in a hurry or under pressure. */
const SAME_PERSON =
  "You revoked this, so somebody else has to lift it: security or an administrator.";
const SAME_PROPOSER =
  "You proposed to lift this, so somebody else has to agree: security or an administrator.";
/** A proposal to lift what an imported list revoked holds so long; the database says the same. */
const PROPOSAL_DAYS = 7;
const DAY_MS = 86_400_000;

export type Proposal = { byId: string; byName: string; reason: string; at: Date };

type Lifting = {
  /** Who revoked; null: an imported list. */
  byId: string | null;
  isLifted: boolean;
  proposals: readonly Proposal[];
  recovery: RecoveryView | null;
};

/** Whether this person lifts it, or is the first of two who do. */
export type MayLift =
  | { ok: true; as: "propose" | "lift" }
  /** `waits`: for something else than another person. */
  | { ok: false; waits: boolean; reason: string };

export function mayLift(
  { byId, isLifted, proposals, recovery }: Lifting,
  personId: string | null,
  now: Date,
): MayLift {
  if (isLifted) return { ok: false, waits: true, reason: "It was lifted already." };
  if (recovery !== null && recovery.next !== null)
    return {
      ok: false,
      waits: true,
      reason: `It is lifted once its recovery is finished. Next: ${STEP_WORDS[recovery.next].label.toLowerCase()}.`,
    };
  if (byId !== null)
    return byId === personId
      ? { ok: false, waits: false, reason: SAME_PERSON }
      : { ok: true, as: "lift" };
  const open = openProposals(proposals, now);
  if (open.some((one) => one.byId !== personId)) return { ok: true, as: "lift" };
  return open.length === 0
    ? { ok: true, as: "propose" }
    : { ok: false, waits: false, reason: SAME_PROPOSER };
}

export const openProposals = (proposals: readonly Proposal[], now: Date): Proposal[] =>
  proposals.filter(({ at }) => at <= now && at.getTime() >= now.getTime() - PROPOSAL_DAYS * DAY_MS);
