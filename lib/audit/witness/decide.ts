import { verifyConsistency } from "#lib/audit/tree/proofs.ts";
import type { Checkpoint } from "#lib/audit/tree/checkpoint.ts";

/** The latest checkpoint of a log that the witness cosigned. */
export type WitnessedHead = { size: number; root: Buffer };

export type WitnessQuestion = {
  /** The size the asker believes the witness to have. */
  oldSize: number;
  proof: readonly Buffer[];
  /** Its signature by a key of the log was checked. */
  checkpoint: Checkpoint;
};

export type WitnessDecision =
  | { kind: "cosign" }
  /** The asker must prove from `size` onwards. `shrinks`: it also offered a smaller tree. */
  | { kind: "behind"; size: number; shrinks: boolean }
  | { kind: "malformed"; reason: string }
  | { kind: "unproven" }
  /** The log signed two roots for one size: proof that somebody rewrote it. */
  | { kind: "fork"; reason: string };

/**
 * What a witness does with a checkpoint: C2SP tlog-witness, add-checkpoint. Beyond it, a second
 * root for the size we hold is a fork whatever old size is claimed: the log's own signature on both
 * is the proof.
 */
export function decideWitness(
  held: WitnessedHead | null,
  { oldSize, proof, checkpoint }: WitnessQuestion,
): WitnessDecision {
  const { size, root } = checkpoint;
  if (oldSize > size) return { kind: "malformed", reason: "The old size is above the new one." };
  if (held && size === held.size && !root.equals(held.root))
    return { kind: "fork", reason: `The log signed two different trees of size ${size}.` };

  const from = held ?? { size: 0, root };
  if (oldSize !== from.size) return { kind: "behind", size: from.size, shrinks: size < from.size };
  const claim = { from: oldSize, to: size, fromRoot: from.root, toRoot: root, proof };
  return verifyConsistency(claim) ? { kind: "cosign" } : { kind: "unproven" };
}
