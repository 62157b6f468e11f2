import type { Sql } from "#lib/db/client.ts";

/** A record as it is hashed: every field as its text (lib/audit/chain/entry-bytes.ts). */
export type AuditEntryFields = {
  /** 64 hex digits. */
  prev: string;
  writer: string;
  epoch: number;
  seq: number;
  id: string;
  at: string;
  kind: string;
  action: string;
  outcome: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  credentialId: string | null;
  targetKind: string;
  targetId: string;
  requestId: string;
  traceId: string | null;
  /** Canonical JSON (RFC 8785), as text. */
  before: string | null;
  after: string | null;
  commitment: string | null;
};
export type StoredEntry = AuditEntryFields & { hash: string };

const READ = {
  name: "audit-entry",
  text: `
  SELECT encode("prev", 'hex') AS "prev", "writer", "epoch", "seq", "id",
    to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "at", "kind", "action", "outcome",
    "actorKind", "actorId", "actorName", "credentialId", "targetKind", "targetId", "requestId", "traceId",
    "before"::text AS "before", "after"::text AS "after", encode("commitment", 'hex') AS "commitment",
    encode("hash", 'hex') AS "hash"
  FROM "AuditEvent" WHERE "id" = $1::uuid`,
};

/** Step: one record with the very texts that its hash covers. */
export async function readEntry(sql: Sql, id: string): Promise<StoredEntry | null> {
  const [entry] = await sql<StoredEntry>(READ, [id]);
  return entry ?? null;
}
