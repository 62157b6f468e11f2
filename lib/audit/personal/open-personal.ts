import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import type { PersonalFacts } from "./core/part-facts.ts";
import { unwrapKey } from "./payload-key.ts";
import { open } from "#lib/sealing/aes-gcm.ts";

/** `unreadable`: it is there, but the key of keys (AUDIT_PAYLOAD_KEY) is another one than then. */
export type OpenedPersonal = PersonalFacts | "erased" | "unreadable";
/** As exports give it out: with the salt, the commitment in the record can be checked. */
export type PersonalProof = { salt: Buffer; text: string; facts: PersonalFacts };

const READ = {
  text: `
  SELECT p."eventId" AS "id", p."subject", p."salt", p."nonce", p."ciphertext", k."wrappedKey"
  FROM "AuditPayload" p
  LEFT JOIN "AuditSubjectKey" k ON k."subject" = p."subject" AND k."generation" = p."generation"
  WHERE p."eventId" = ANY($1::uuid[])`,
};
type Row = {
  id: string;
  subject: string;
  salt: Buffer | null;
  nonce: Buffer | null;
  ciphertext: Buffer | null;
  wrappedKey: Buffer | null;
};

/** What of these records is personal; a record without such a part is not in the answer. */
export async function openPersonal(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, OpenedPersonal>> {
  const opened = await openPersonalProofs(sql, eventIds);
  return new Map(
    [...opened].map(([id, one]) => [id, typeof one === "string" ? one : one.facts] as const),
  );
}

/** The same with what proves it against the record. */
export async function openPersonalProofs(
  sql: Sql,
  eventIds: readonly string[],
): Promise<Map<string, PersonalProof | "erased" | "unreadable">> {
  if (eventIds.length === 0) return new Map();
  const rows = await sql<Row>(READ, [eventIds]);
  const keys = new Map<string, Buffer | null>();
  return new Map(rows.map((row) => [row.id, openOne(row, keys)]));
}

function openOne(
  { id, subject, salt, nonce, ciphertext, wrappedKey }: Row,
  keys: Map<string, Buffer | null>,
): PersonalProof | "erased" | "unreadable" {
  if (salt === null || nonce === null || ciphertext === null || wrappedKey === null)
    return "erased";
  const wrapped = wrappedKey.toString("base64");
  if (!keys.has(wrapped)) keys.set(wrapped, unwrapped(wrappedKey, subject));
  const key = keys.get(wrapped);
  if (!key) return "unreadable";
  try {
    const text = open(key, id, { nonce, ciphertext }).toString("utf8");
    const facts: unknown = JSON.parse(text);
    return isJsonObject(facts) ? { salt, text, facts: facts } : "unreadable";
  } catch {
    // Sealed for another record, or changed since: nothing of it can be believed.
    return "unreadable";
  }
}

function unwrapped(wrappedKey: Buffer, subject: string): Buffer | null {
  try {
    return unwrapKey(wrappedKey, subject);
  } catch {
    // Wrapped with another key of keys.
    return null;
  }
}

/** Facts as they were, with their personal part put back; erased ones keep the mark. */
export function withPersonal(
  facts: JsonObject | null,
  side: "before" | "after",
  opened: OpenedPersonal | undefined,
): JsonObject | null {
  if (opened === undefined || typeof opened === "string") return facts;
  const apart = opened[side];
  return apart === undefined ? facts : { ...facts, ...(apart as JsonObject) };
}
