import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { entryHash, type EntryFields } from "#lib/audit/chain/entry-bytes.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { db, sql } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson, createUser } from "#lib/testing/factories.ts";
import { getAuditEvent } from "../get-event.ts";
import { commitmentOf } from "./commit-personal.ts";
import { openPersonal, openPersonalProofs, withPersonal } from "./open-personal.ts";

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  action: "person.enable",
  targetKind: "person",
  targetId: randomUUID(),
  before: null,
  after: { roles: ["engineer"] },
  ...more,
});

async function write(one: AuditEntry, ctx = systemContext()): Promise<string> {
  const records = recordsOf(ctx, [one]);
  await appendEvents(records);
  return records[0]?.id ?? "";
}

const about = (subject: string, name: string) =>
  entry({ targetId: subject, personal: { subject, facts: { after: { name } } } });

test("personal facts are sealed beside a record that holds their commitment only", async () => {
  const subject = randomUUID();
  const id = await write(about(subject, "Eve Example"));
  const [row] = await sql<
    EntryFields & { at: Date; commitment: Buffer; hash: Buffer; after: string }
  >(
    {
      text: `SELECT *, "before"::text AS "before", "after"::text AS "after" FROM "AuditEvent" WHERE "id" = $1`,
    },
    [id],
  );
  expect(row?.after).toBe('{"roles":["engineer"]}');
  const payload = await db.auditPayload.findUniqueOrThrow({ where: { eventId: id } });
  expect(payload.subject).toBe(subject);
  expect(Buffer.from(payload.ciphertext ?? []).includes("Eve")).toBe(false);

  const proof = (await openPersonalProofs(sql, [id])).get(id);
  if (typeof proof !== "object") throw new Error(String(proof));
  expect(proof.facts).toEqual({ after: { name: "Eve Example" } });
  expect(commitmentOf(proof.salt, proof.text)).toEqual(row?.commitment);
  const fields = { ...row, at: row?.at.toISOString(), commitment: row?.commitment.toString("hex") };
  // The row has more than the hash is over, and its outcome and kinds are plain texts to Prisma.
  expect(entryHash(fields as unknown as EntryFields)).toEqual(row?.hash);
});

test("equal facts have different commitments", async () => {
  const subject = randomUUID();
  const ids = [await write(about(subject, "Eve")), await write(about(subject, "Eve"))];
  const rows = await db.auditEvent.findMany({ where: { id: { in: ids } } });
  expect(rows[0]?.commitment).not.toEqual(rows[1]?.commitment);
});

test("one subject has one key, also when two transactions need the first one at once", async () => {
  const subject = randomUUID();
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      import("#lib/audit/chain/recorded.ts").then(({ recorded }) => {
        const records = recordsOf(systemContext(), [about(subject, `Name ${n}`)]);
        return recorded((_tx, append) => append(records)).then(() => records[0]?.id ?? "");
      }),
    ),
  );
  expect(await db.auditSubjectKey.count({ where: { subject } })).toBe(1);
  const opened = await openPersonal(sql, ids);
  expect([...opened.values()].filter((one) => typeof one === "object")).toHaveLength(12);
});

test("a record without anything personal has no payload, and its writing asks for no key", async () => {
  const id = await write(entry());
  const row = await db.auditEvent.findUniqueOrThrow({ where: { id } });
  expect(row.commitment).toBeNull();
  expect(await db.auditPayload.count({ where: { eventId: id } })).toBe(0);
  expect((await openPersonal(sql, [id])).size).toBe(0);
});

test("an address that a verb forgot belongs to the person whose it is", async () => {
  const named = await createUser();
  const author = await createPerson(["security"]);
  const reason = `Ask ${named.email} about it`;
  const id = await write(
    entry({ targetKind: "server", targetId: "s", after: { reason, ok: true } }),
    author.ctx(),
  );
  const row = await db.auditEvent.findUniqueOrThrow({ where: { id } });
  expect(row.after).toEqual({ ok: true, reason: "[personal]" });
  expect(await db.auditPayload.findUniqueOrThrow({ where: { eventId: id } })).toMatchObject({
    subject: named.id,
  });
  const opened = (await openPersonal(sql, [id])).get(id);
  expect(withPersonal(row.after as JsonObject, "after", opened)).toEqual({ ok: true, reason });
});

test("a stranger's address belongs to who wrote it", async () => {
  const author = await createPerson(["security"]);
  const after = { reason: "Ask nobody@elsewhere.example" };
  const id = await write(entry({ targetKind: "server", targetId: "s", after }), author.ctx());
  expect(await db.auditPayload.findUniqueOrThrow({ where: { eventId: id } })).toMatchObject({
    subject: author.id,
  });
});

const TOKEN = `gth_a1B2c3D4e5F6_${"Zq9".repeat(15)}`;

test("what somebody sends with a secret in it is refused before anything is written", () => {
  const leak = entry({ after: { reason: `my token is ${TOKEN}` } });
  expect(() => recordsOf(userContext("admin"), [leak])).toThrow(/an API key \(reason\)/);
  const named = entry({ targetId: TOKEN });
  expect(() => recordsOf(userContext("admin"), [named])).toThrow(/an API key \(targetId\)/);
});

test("what strangers wrote is passed on by our own processes without its secret", async () => {
  const id = await write(entry({ after: { failure: `HTTP 401 for Bearer ${TOKEN}`, n: 1 } }));
  const row = await db.auditEvent.findUniqueOrThrow({ where: { id } });
  expect(row.after).toEqual({ failure: "[secret removed]", n: 1 });
  const named = await write(entry({ targetId: `at ${TOKEN}`, after: {} }));
  expect(await db.auditEvent.findUniqueOrThrow({ where: { id: named } })).toMatchObject({
    targetId: "[secret removed]",
  });
});

test("a payload opens for its own record only, and a changed one not at all", async () => {
  const subject = randomUUID();
  const [one, other] = [await write(about(subject, "One")), await write(about(subject, "Other"))];
  const { asOwner } = await import("#lib/testing/as-owner.ts");
  await asOwner((client) =>
    client.query(
      `UPDATE "AuditPayload" p SET "nonce" = o."nonce", "ciphertext" = o."ciphertext" FROM "AuditPayload" o WHERE p."eventId" = $1 AND o."eventId" = $2`,
      [one, other],
    ),
  );
  const opened = await openPersonal(sql, [one, other]);
  expect(opened.get(one)).toBe("changed");
  expect(opened.get(other)).toEqual({ after: { name: "Other" } });
  const read = async () => (await getAuditEvent(userContext("auditor"), { id: one }))?.personal;
  expect(await read()).toBe("changed");
  await asOwner((client) => client.query(`DELETE FROM "AuditPayload" WHERE "eventId" = $1`, [one]));
  expect(await read()).toBe("missing");
});

test.each([
  `UPDATE "AuditPayload" SET "salt" = NULL, "nonce" = NULL, "ciphertext" = NULL`,
  `DELETE FROM "AuditPayload"`,
  `UPDATE "AuditSubjectKey" SET "wrappedKey" = NULL`,
  `DELETE FROM "AuditSubjectKey"`,
  `INSERT INTO "AuditSubjectKey" ("subject", "generation", "wrappedKey", "createdAt") VALUES ('x', 1, '', now())`,
  `INSERT INTO "AuditPruned" VALUES (0, 1, 'command', now(), now(), pg_current_xact_id()::text)`,
])("the product's role may not by itself: %s", async (text) => {
  await expect(sql({ text }, [])).rejects.toMatchObject({ code: "42501" });
});

describe("the key of keys", () => {
  const [first, second] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString("base64"));

  test("changed, nothing opens until the former one is among the settings, and what is written has a key of its own", async () => {
    const { env } = await import("#lib/config/env.ts");
    const subject = randomUUID();
    const { payloadKey } = env.audit;
    try {
      env.audit.payloadKey = first ?? null;
      const before = await write(about(subject, "Before"));
      env.audit.payloadKey = second ?? null;
      const during = await write(about(subject, "During"));
      const opened = await openPersonal(sql, [before, during]);
      expect(opened.get(before)).toBe("unreadable");
      expect(opened.get(during)).toEqual({ after: { name: "During" } });
      env.audit.oldPayloadKeys = [first ?? ""];
      expect((await openPersonal(sql, [before])).get(before)).toEqual({
        after: { name: "Before" },
      });
      const since = await write(about(subject, "Since"));
      env.audit.oldPayloadKeys = [];
      expect((await openPersonal(sql, [since])).get(since)).toEqual({ after: { name: "Since" } });
      expect(await db.auditSubjectKey.count({ where: { subject } })).toBe(2);
    } finally {
      Object.assign(env.audit, { payloadKey, oldPayloadKeys: [] });
    }
  });

  test("what was sealed without AUDIT_PAYLOAD_KEY opens after it has been set", async () => {
    const { env } = await import("#lib/config/env.ts");
    const before = await write(about(randomUUID(), "Before"));
    try {
      env.audit.payloadKey = first ?? null;
      expect((await openPersonal(sql, [before])).get(before)).toEqual({
        after: { name: "Before" },
      });
    } finally {
      env.audit.payloadKey = null;
    }
  });
});
