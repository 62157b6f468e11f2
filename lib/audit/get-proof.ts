import { createHash } from "node:crypto";
import type { Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { leafOf } from "./leaf-of.ts";
import { readEntry, type AuditEntryFields } from "./read-entry.ts";
import { AuditEventRef } from "./schemas.ts";
import { readTile } from "./sequencer/read-tiles.ts";
import { inclusionProof } from "./tree/proofs.ts";
import { tileSource } from "./tree/tiles.ts";
import { parseVkey } from "./tree/verifier-key.ts";

/** `waiting`: it comes by itself; `stopped`: the tree is under alarm, and nothing joins it. */
export type ProofState = "proven" | "waiting_for_place" | "waiting_for_checkpoint" | "stopped";

export type LogKey = {
  name: string;
  keyId: string;
  /** C2SP verifier key. */
  vkey: string;
  /** SHA-256 of the key as DER SubjectPublicKeyInfo, hex. */
  fingerprint: string;
};

/** What somebody needs to prove, without us, that a record stands in the log. */
export type AuditProof = {
  format: "gatehouse-audit-proof/1";
  state: ProofState;
  entry: AuditEntryFields;
  /** Hex; also the leaf hash. */
  hash: string;
  leaf: number | null;
  /** Hashes from the leaf up to the root of the checkpoint, hex. */
  proof: string[];
  checkpoint: { size: number; at: string; note: string } | null;
  /** As this product knows it: compare it with the key that you were given elsewhere. */
  key: LogKey | null;
};

/** The inclusion proof of a record under the newest checkpoint; null for one that is not there. */
export const getAuditProof = defineQuery({
  name: "getAuditProof",
  permission: "audit.read",
  input: AuditEventRef,

  async run({ sql }, _ctx, { id }): Promise<AuditProof | null> {
    const stored = await readEntry(sql, id);
    if (!stored) return null;
    const { hash, ...entry } = stored;
    const [leaf, newest] = await Promise.all([leafOf(sql, stored), newestCheckpoint(sql)]);
    const { alarm, vkey, ...checkpoint } = newest;
    const base = { format: "gatehouse-audit-proof/1" as const, entry, hash, leaf };
    if (leaf === null || checkpoint.size === null || checkpoint.size <= leaf)
      return { ...base, state: waitingState(leaf, alarm), proof: [], checkpoint: null, key: null };
    const { size, at, note } = checkpoint;
    const proof = await inclusionProof(leaf, size, tileSource(readTile(sql)));
    return {
      ...base,
      state: "proven",
      proof: proof.map((each) => each.toString("hex")),
      checkpoint: { size, at: at.toISOString(), note },
      key: vkey === null ? null : keyOf(vkey),
    };
  },
});

const waitingState = (leaf: number | null, alarm: string | null): ProofState =>
  alarm !== null ? "stopped" : leaf === null ? "waiting_for_place" : "waiting_for_checkpoint";

type Newest = { alarm: string | null; vkey: string | null } & (
  { size: number; at: Date; note: string } | { size: null }
);

const NEWEST = {
  name: "audit-newest-checkpoint",
  text: `
  SELECT t."alarm", c."size"::float8 AS "size", c."at", c."note", k."vkey"
  FROM "AuditTree" t
  LEFT JOIN LATERAL (SELECT * FROM "AuditCheckpoint" ORDER BY "size" DESC LIMIT 1) c ON true
  LEFT JOIN "AuditKey" k ON k."keyId" = c."keyId"`,
};

async function newestCheckpoint(sql: Sql): Promise<Newest> {
  const [row] = await sql<Newest>(NEWEST, []);
  return row ?? { alarm: null, vkey: null, size: null };
}

export function keyOf(vkey: string): LogKey {
  const { name, keyId, key } = parseVkey(vkey);
  const der = key.export({ format: "der", type: "spki" });
  return { name, keyId, vkey, fingerprint: createHash("sha256").update(der).digest("hex") };
}
