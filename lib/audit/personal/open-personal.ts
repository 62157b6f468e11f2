import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { open } from "#lib/sealing/aes-gcm.ts";
import { commitmentOf } from "./commit-personal.ts";
import type { PersonalFacts } from "./core/part-facts.ts";
import { OtherKeyOfKeys, unwrapKey } from "./payload-key.ts";

/**
 * Why a part is not read. `erased`: with the key of its subject. `expired`: by its age. `unreadable`: the
 * key of keys (AUDIT_PAYLOAD_KEY) is another one than then. `changed`: it does not fit its record.
 */
export type ClosedPart = "erased" | "expired" | "unreadable" | "changed";
export type OpenedPersonal = PersonalFacts | ClosedPart;
/** With the salt, so that the commitment in the record can be checked. */
export type PersonalProof = { salt: Buffer; text: string; facts: PersonalFacts };

const READ = {
  text: `
  SELECT p."eventId" AS "id", e."commitment", p."subject", p."salt", p."nonce", p."ciphertext", k."wrappedKey"
  FROM "AuditPayload" p
  LEFT JOIN "AuditEvent" e ON e."id" = p."eventId"
  LEFT JOIN "AuditSubjectKey" k ON k."subject" = p."subject" AND k."generation" = p."generation"
  WHERE p."eventId" = ANY($1::uuid[])`,
};
type Row = {
  id: string;
  commitment: Buffer | null;
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
): Promise<Map<string, PersonalProof | ClosedPart>> {
  if (eventIds.length === 0) return new Map();
  const rows = await sql<Row>(READ, [eventIds]);
  const keys: Keys = new Map();
  return new Map(rows.map((row) => [row.id, openOne(row, keys)]));
}

type Keys = Map<string, Buffer | ClosedPart>;

function openOne(row: Row, keys: Keys): PersonalProof | ClosedPart {
  const { salt, nonce, ciphertext, commitment } = row;
  if (salt === null || nonce === null || ciphertext === null)
    return row.wrappedKey === null ? "erased" : "expired";
  const key = keyOf(row, keys);
  if (typeof key === "string") return key;
  try {
    const text = open(key, row.id, { nonce, ciphertext }).toString("utf8");
    const facts: unknown = JSON.parse(text);
    const fits = isJsonObject(facts) && commitment?.equals(commitmentOf(salt, text)) === true;
    return fits ? { salt, text, facts } : "changed";
  } catch {
    // Sealed for another record, or changed since: nothing of it can be believed.
    return "changed";
  }
}

function keyOf({ subject, wrappedKey }: Row, keys: Keys): Buffer | ClosedPart {
  if (wrappedKey === null) return "changed";
  const wrapped = `${subject} ${wrappedKey.toString("base64")}`;
  const key = keys.get(wrapped) ?? unwrapped(wrappedKey, subject);
  keys.set(wrapped, key);
  return key;
}

function unwrapped(wrappedKey: Buffer, subject: string): Buffer | ClosedPart {
  try {
    return unwrapKey(wrappedKey, subject);
  } catch (error) {
    return error instanceof OtherKeyOfKeys ? "unreadable" : "changed";
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
