import { randomBytes } from "node:crypto";
import type { Sql } from "#lib/db/transaction-sql.ts";
import type { PersonalPart } from "./commit-personal.ts";
import { KEY_BYTES, unwrapKey, wrapKey } from "./payload-key.ts";
import { seal } from "#lib/sealing/aes-gcm.ts";

const KEYS = { text: `SELECT * FROM gatehouse_audit_subject_keys($1, $2)` };
const PEOPLE = { text: `SELECT "id", "email" FROM "User" WHERE "email" = ANY($1)` };
const STORE = {
  text: `
  INSERT INTO "AuditPayload" ("eventId", "subject", "generation", "at", "salt", "nonce", "ciphertext")
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::bytea[], $6::bytea[], $7::bytea[])`,
};

type Sealable = { id: string; at: Date; personal?: PersonalPart };
type Part = { id: string; at: Date; personal: PersonalPart };
type SubjectKey = { subject: string; generation: number; wrappedKey: Buffer };

/**
 * Stores the personal parts of records in their transaction. The keys are locked until it ends, so
 * that an erasure at the same time takes these payloads too. Records without a part cost nothing.
 * @throws AppError `unavailable` when there is no key of keys, and Error when it was changed.
 */
export async function sealPersonal(sql: Sql, records: readonly Sealable[]): Promise<void> {
  const parts = records.filter((record): record is Part => record.personal !== undefined);
  if (parts.length === 0) return;
  const subjects = await subjectsOf(sql, parts);
  const keys = await subjectKeys(sql, subjects);
  const rows = parts.map(({ id, at, personal }, index) => {
    const key = keys.get(subjects[index] ?? "");
    if (!key) throw new Error("The database gave no key.");
    const sealed = seal(key.plain, id, Buffer.from(personal.text, "utf8"));
    return { id, at, salt: personal.salt, ...key, ...sealed };
  });
  await sql(STORE, [
    rows.map((row) => row.id),
    rows.map((row) => row.subject),
    rows.map((row) => row.generation),
    rows.map((row) => row.at),
    rows.map((row) => row.salt),
    rows.map((row) => row.nonce),
    rows.map((row) => row.ciphertext),
  ]);
}

async function subjectsOf(sql: Sql, parts: readonly Part[]): Promise<string[]> {
  const addresses = parts.flatMap(({ personal }) => personal.addresses);
  const people =
    addresses.length === 0 ? [] : await sql<{ id: string; email: string }>(PEOPLE, [addresses]);
  const byAddress = new Map(people.map(({ id, email }) => [email, id]));
  return parts.map(({ personal }) => {
    const named = personal.addresses.map((address) => byAddress.get(address));
    return named.find((id) => id !== undefined) ?? personal.subject;
  });
}

async function subjectKeys(sql: Sql, wanted: readonly string[]) {
  // Always in one order: two transactions never wait for each other in a ring.
  const subjects = [...new Set(wanted)].sort();
  const candidates = subjects.map((subject) => wrapKey(randomBytes(KEY_BYTES), subject));
  const rows = await sql<SubjectKey>(KEYS, [subjects, candidates]);
  return new Map(
    rows.map(({ subject, generation, wrappedKey }) => [
      subject,
      { subject, generation, plain: unwrapKey(wrappedKey, subject) },
    ]),
  );
}
