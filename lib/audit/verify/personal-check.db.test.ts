import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { sql } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { changeLog, twoPeople } from "#lib/testing/audit-changes.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { appendEvents } from "../chain/append-events.ts";
import { recordsOf } from "../chain/records-of.ts";
import { checkPersonal, type PersonalParts } from "./personal-check.ts";
import type { Problem } from "./problem.ts";

/** Three records about a person, each with a personal part. */
async function about(subject: string): Promise<string[]> {
  const records = recordsOf(
    systemContext(),
    ["One", "Two", "Three"].map((name) => ({
      ...({ action: "person.enable", targetKind: "person", targetId: subject } as const),
      ...{ before: null, after: { ok: true } },
      personal: { subject, facts: { after: { name } } },
    })),
  );
  await appendEvents(records);
  return records.map(({ id }) => id);
}

async function check(): Promise<{ problems: Problem[]; parts: PersonalParts }> {
  const problems: Problem[] = [];
  const parts = await checkPersonal(sql, (problem) => problems.push(problem));
  return { problems, parts };
}

/** What the owner of the database does to them, and what is found; it is taken back. */
async function found(ids: readonly string[], attack: string): Promise<Problem[]> {
  const kept = await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    const { rows } = await client.query<{ row: string }>(
      `SELECT row_to_json(p)::text AS "row" FROM "AuditPayload" p WHERE "eventId" = ANY($1)`,
      [ids],
    );
    await client.query(attack, attack.includes("$2") ? [ids[0], ids[1]] : [ids[0]]);
    return rows;
  });
  const { problems } = await check();
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`DELETE FROM "AuditPayload" WHERE "eventId" = ANY($1)`, [ids]);
    for (const { row } of kept)
      await client.query(
        `INSERT INTO "AuditPayload" SELECT * FROM json_populate_record(NULL::"AuditPayload", $1::json)`,
        [row],
      );
    await client.query(
      `DELETE FROM "AuditPayload" p WHERE NOT EXISTS (SELECT FROM "AuditEvent" e WHERE e."id" = p."eventId")`,
    );
  });
  return problems;
}

const CHANGED = "its personal part does not fit what the record committed to";
const GONE = "its personal part is gone, and no record says that it was erased or removed by age";

test("parts that fit are counted, and nothing is wrong", async () => {
  await about(randomUUID());
  const { problems, parts } = await check();
  expect(problems).toEqual([]);
  expect(parts.compared).toBeGreaterThanOrEqual(3);
});

test.each([
  [
    "emptied",
    `UPDATE "AuditPayload" SET "salt" = NULL, "nonce" = NULL, "ciphertext" = NULL WHERE "eventId" = $1`,
    GONE,
  ],
  [
    "taken away",
    `DELETE FROM "AuditPayload" WHERE "eventId" = $1`,
    "its personal part was taken away",
  ],
  [
    "of another salt",
    `UPDATE "AuditPayload" SET "salt" = substring(sha256("salt") FOR 16) WHERE "eventId" = $1`,
    CHANGED,
  ],
  [
    "cut",
    `UPDATE "AuditPayload" SET "ciphertext" = substring("ciphertext" FROM 2) WHERE "eventId" = $1`,
    CHANGED,
  ],
  [
    "that of another record",
    `UPDATE "AuditPayload" p SET "salt" = o."salt", "nonce" = o."nonce", "ciphertext" = o."ciphertext" FROM "AuditPayload" o WHERE p."eventId" = $1 AND o."eventId" = $2`,
    CHANGED,
  ],
  [
    "of another person",
    `UPDATE "AuditPayload" SET "subject" = 'nobody' WHERE "eventId" = $1`,
    CHANGED,
  ],
])("a part that is %s is found, with its record", async (_what, attack, what) => {
  const ids = await about(randomUUID());
  expect(await found(ids, attack)).toMatchObject([
    { id: ids[0], seq: expect.any(Number) as number, what },
  ]);
  expect((await check()).problems).toEqual([]);
});

test("a part that no record has is found", async () => {
  const ids = await about(randomUUID());
  const attack = `INSERT INTO "AuditPayload" ("eventId", "subject", "generation", "at", "salt", "nonce", "ciphertext") SELECT gen_random_uuid(), "subject", "generation", "at", "salt", "nonce", "ciphertext" FROM "AuditPayload" WHERE "eventId" = $1`;
  expect(await found(ids, attack)).toMatchObject([
    { what: "a personal part belongs to no record that has one" },
  ]);
});

test("what was erased is explained by its record, and not one part more", async () => {
  const [subject, other] = [await createUser(), randomUUID()];
  const erased = await about(subject.id);
  await changeLog(await twoPeople(), {
    kind: "subject.erase",
    payload: { person: subject.email },
  });
  const { problems, parts } = await check();
  expect(problems).toEqual([]);
  expect(parts.removed).toBeGreaterThanOrEqual(erased.length);
  const ids = await about(other);
  const attack = `UPDATE "AuditPayload" SET "subject" = '${subject.id}', "salt" = NULL, "nonce" = NULL, "ciphertext" = NULL WHERE "eventId" = $1`;
  expect(await found(ids, attack)).toMatchObject([{ what: GONE }]);
});

test("what was sealed with another key of keys is counted as not compared", async () => {
  await about(randomUUID());
  const [{ payloadKey }, { secret }] = [env.audit, env];
  try {
    Object.assign(env.audit, { payloadKey: Buffer.alloc(32, 9).toString("base64") });
    Object.assign(env, { secret: "another secret, as long as it has to be" });
    const { problems, parts } = await check();
    expect(problems).toEqual([]);
    expect(parts).toMatchObject({ compared: 0 });
    expect(parts.unreadable).toBeGreaterThanOrEqual(3);
  } finally {
    Object.assign(env.audit, { payloadKey });
    Object.assign(env, { secret });
  }
});
