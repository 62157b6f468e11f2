/** How a domain's proof goes (MTF PK-01, RG-01): seen, missed for a while, lost. */

export const OUTCOMES = ["proven", "absent", "wrong", "not_checkable"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const PROOF_STATES = ["asserted", "proven", "missing", "lost"] as const;
export type ProofState = (typeof PROOF_STATES)[number];
export type ProofMethod = "dns" | "well_known";

export type Stand = {
  state: ProofState;
  /** Null: it was never proven. */
  method: ProofMethod | null;
  /** Since when the proof is certainly not there. */
  missingSince: Date | null;
};
export type Looked = Readonly<Record<ProofMethod, Outcome>>;

/** A proof that is not there for so long is lost; moving a domain takes days, not weeks. */
export const GRACE_DAYS = 7;
const GRACE_MS = GRACE_DAYS * 86_400_000;

/** What a look at both places makes of it. What could not be asked changes nothing. */
export function nextStand(before: Stand, looked: Looked, now: Date): Stand {
  const seen = seenBy(before, looked);
  if (seen !== null) return { state: "proven", method: seen, missingSince: null };
  const { state, method } = before;
  if (method === null || looked[method] === "not_checkable")
    return { state, method, missingSince: before.missingSince };
  const missingSince = before.missingSince ?? now;
  const isLost = now.getTime() - missingSince.getTime() >= GRACE_MS;
  return { state: isLost || state === "lost" ? "lost" : "missing", method, missingSince };
}

/** DNS first, since it also stands for what is below the domain; an answer that failed does not take that away. */
function seenBy(before: Stand, { dns, well_known }: Looked): ProofMethod | null {
  if (dns === "proven") return "dns";
  if (well_known !== "proven") return null;
  const stays = before.method === "dns" && before.state === "proven" && dns === "not_checkable";
  return stays ? "dns" : "well_known";
}

/** Within the days of grace a proof still counts. */
export const isProven = (state: ProofState): boolean => state === "proven" || state === "missing";
