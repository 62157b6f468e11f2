import type { Sql } from "#lib/db/client.ts";
import type { EntryFields } from "./chain/entry-bytes.ts";

/** A record as it is hashed: every field as its text (lib/audit/chain/entry-bytes.ts). */
export type AuditEntryFields = Omit<EntryFields, "prev"> & {
  /** 64 hex digits. */
  prev: string;
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
