"use client";

import { useCallback, useEffect, useState } from "react";
import type { AuditProof } from "#lib/audit/get-proof.ts";
import { verifyProof, type ProofResult, type ShownEntry } from "./verify-proof.ts";

export type Checked =
  | { state: "checking" }
  | { state: "unavailable"; reason: string }
  | { state: "waiting"; data: AuditProof; result: ProofResult }
  | { state: "checked"; data: AuditProof; result: ProofResult };

const RETRY_MS = 5_000;

/** Fetches the proof and checks it with the browser's own cryptography; again while it is to come. */
export function useProof(shown: ShownEntry): { checked: Checked; again: () => void } {
  const [checked, setChecked] = useState<Checked>({ state: "checking" });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((now) => now + 1), []);

  useEffect(() => {
    let over = false;
    void check(shown).then((found) => {
      if (!over) setChecked(found);
    });
    return () => {
      over = true;
    };
    // The record of a page does not change: what is shown is what was shown at first.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown.id, round]);

  useEffect(() => {
    if (checked.state !== "waiting") return undefined;
    const timer = setTimeout(again, RETRY_MS);
    return () => clearTimeout(timer);
  }, [checked, again]);

  return { checked, again };
}

async function check(shown: ShownEntry): Promise<Checked> {
  // The type says that it is always there; an insecure address has none.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined)
    return {
      state: "unavailable",
      reason: "browsers offer their cryptography only to pages that came over https",
    };
  try {
    const answer = await fetch(`/api/v1/audit/events/${shown.id}/proof`);
    if (!answer.ok) return { state: "unavailable", reason: "the proof could not be fetched" };
    const data = (await answer.json()) as AuditProof;
    const result = await verifyProof(data, shown, subtle);
    const waiting = data.state !== "proven" && result.verdict !== "failed";
    return { state: waiting ? "waiting" : "checked", data, result };
  } catch {
    return { state: "unavailable", reason: "what came is no proof that can be read" };
  }
}
