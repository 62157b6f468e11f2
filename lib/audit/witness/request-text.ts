import { strictBase64 } from "#lib/audit/tree/verifier-key.ts";

/** The body of add-checkpoint (C2SP tlog-witness): old size, proof lines, blank line, note. */
export type AddCheckpoint = { oldSize: number; proof: readonly Buffer[]; note: string };

const MAX_PROOF_LINES = 63;

export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  const lines = proof.map((hash) => `${hash.toString("base64")}\n`);
  return `old ${oldSize}\n${lines.join("")}\n${note}`;
}

/** Null for what is no such body. */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  const blank = body.indexOf("\n\n");
  if (blank < 0) return null;
  const [first = "", ...lines] = body.slice(0, blank).split("\n");
  const [, decimal] = /^old (0|[1-9]\d*)$/.exec(first) ?? [];
  const oldSize = Number(decimal);
  if (!Number.isSafeInteger(oldSize) || lines.length > MAX_PROOF_LINES) return null;
  const proof: Buffer[] = [];
  for (const line of lines) {
    const hash = strictBase64(line);
    if (hash?.length !== 32) return null;
    proof.push(hash);
  }
  return { oldSize, proof, note: body.slice(blank + 2) };
}
