import { createHash, timingSafeEqual } from "node:crypto";
import type { Outcome } from "./core/proof.ts";

const PROOF_PREFIX = "gatehouse-verification=";
export const WELL_KNOWN_PATH = "/.well-known/gatehouse-verification";

export const proofText = (token: string): string => `${PROOF_PREFIX}${token}`;

/** What lines that anybody may have written say about a token; compared in constant time. */
export function outcomeOf(lines: readonly string[], token: string): Outcome {
  const told = lines.map((line) => line.trim()).filter((line) => line.startsWith(PROOF_PREFIX));
  if (told.length === 0) return "absent";
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const wanted = hash(proofText(token));
  const equal = told.map((line) => timingSafeEqual(hash(line), wanted));
  return equal.includes(true) ? "proven" : "wrong";
}
