import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openPersonal } from "#lib/audit/personal/open-personal.ts";
import { db, sql } from "#lib/db/client.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { changeLog, createSink, twoPeople } from "#lib/testing/audit-changes.ts";
import type { userContext } from "#lib/testing/context.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createUser } from "#lib/testing/factories.ts";
import { confirmAuditChange } from "./confirm-audit-change.ts";
import { declineAuditChange } from "./decline-audit-change.ts";
import { getLogSettings } from "./get-log-settings.ts";
import { listAuditChanges } from "./list-audit-changes.ts";
import { proposeAuditChange } from "./propose-audit-change.ts";
import { openSinkSecrets } from "./sealed-secrets.ts";
import { withdrawAuditChange } from "./withdraw-audit-change.ts";

const reason = "Our policy says so";
const keep = (days: number, kind = "event") => ({
  kind: "retention.set",
  payload: { kind, days },
  reason,
});
const stale = (ctx: ReturnType<typeof userContext>) => ({
  ...ctx,
  actor: { ...ctx.actor, authenticatedAt: new Date(Date.now() - 16 * 60_000) },
});
const recordsOf = (targetId: string) =>
  db.auditEvent.findMany({ where: { targetId }, orderBy: [{ at: "asc" }, { id: "asc" }] });

describe("two people", () => {
  test("what an administrator proposes happens when an auditor confirms it, and the log shows both", async () => {
    const { admin, second } = await twoPeople();
    const { id } = await proposeAuditChange(admin.ctx(), keep(400));
    expect(await db.auditRetention.findUnique({ where: { kind: "event" } })).toBeNull();
    expect(await confirmAuditChange(second.ctx(), { id })).toMatchObject({ state: "confirmed" });
    expect(await db.auditRetention.findUnique({ where: { kind: "event" } })).toEqual({
      kind: "event",
      days: 400,
    });
    expect((await recordsOf(id)).map(({ action, actorId }) => [action, actorId])).toEqual([
      ["change.propose", admin.id],
      ["change.confirm", second.id],
    ]);
    const [set] = (await recordsOf("event")).filter(({ action }) => action === "retention.set");
    expect(set).toMatchObject({
      actorId: second.id,
      before: { days: null },
      after: { days: 400, change: id },
    });
  });

  test("who proposed it cannot confirm it, and is told who can", async () => {
    const { admin, second } = await twoPeople();
    const { id } = await proposeAuditChange(admin.ctx(), keep(500));
    const { name } = await db.user.update({
      where: { id: second.id },
      data: { name: `Auditor ${randomUUID().slice(0, 6)}` },
    });
    await db.user.updateMany({
      where: { id: { not: second.id }, roles: { has: "auditor" } },
      data: { disabledAt: new Date() },
    });
    await expect(confirmAuditChange(admin.ctx(), { id })).rejects.toMatchObject({
      code: "forbidden",
      message: `You proposed this: somebody else has to decide. ${name} can (role auditor).`,
    });
    const { changes } = await listAuditChanges(admin.ctx(), {});
    expect(changes.find((one) => one.id === id)).toMatchObject({
      allowed: ["withdraw"],
      whyNot: expect.stringContaining(`${name} can`) as string,
    });
  });

  test.each(["admin", "security"] as const)(
    "%s is no second person for retention",
    async (role) => {
      const { admin } = await twoPeople();
      const { id } = await proposeAuditChange(admin.ctx(), keep(600));
      const other = await createPerson([role]);
      await expect(confirmAuditChange(other.ctx(), { id })).rejects.toMatchObject({
        code: "forbidden",
      });
    },
  );

  test("both signed in a moment ago; a token is as fresh as the sign-in it was made in", async () => {
    const { admin, second } = await twoPeople();
    await expect(proposeAuditChange(stale(admin.ctx()), keep(700))).rejects.toMatchObject({
      code: "stale_sign_in",
    });
    const { id } = await proposeAuditChange(admin.ctx(), keep(700));
    await expect(confirmAuditChange(stale(second.ctx()), { id })).rejects.toMatchObject({
      code: "stale_sign_in",
    });
    await expect(proposeAuditChange(systemContext(), keep(700))).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("of a confirmation and a withdrawal at the same instant exactly one counts", async () => {
    const { raceOnRow } = await import("#lib/testing/race.ts");
    const { admin, second } = await twoPeople();
    const { id } = await proposeAuditChange(admin.ctx(), keep(800));
    const settled = await raceOnRow("AuditChange", id, [
      () => confirmAuditChange(second.ctx(), { id }),
      () => withdrawAuditChange(admin.ctx(), { id }),
    ]);
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("what is declined says why to who proposed it, and changes nothing", async () => {
    const { admin, second } = await twoPeople();
    const { id } = await proposeAuditChange(admin.ctx(), keep(900, "call"));
    await expect(declineAuditChange(second.ctx(), { id, note: "" })).rejects.toMatchObject({
      code: "invalid",
    });
    await declineAuditChange(second.ctx(), { id, note: "Too long for us" });
    expect(await db.auditRetention.findUnique({ where: { kind: "call" } })).toBeNull();
    const events = await db.outboxEvent.findMany({
      where: { subjectId: id },
      orderBy: { createdAt: "asc" },
    });
    expect(events.map(({ topic }) => topic)).toEqual(["log.change", "log.change"]);
    expect(events[0]?.recipients).toContain(second.id);
    expect(events[1]).toMatchObject({ recipients: [admin.id], body: "Too long for us" });
  });

  test("a proposal that is too old, or whose author lost the role, is not confirmed", async () => {
    const { admin, second } = await twoPeople();
    const old = await proposeAuditChange(
      { ...admin.ctx(), now: new Date(Date.now() - 15 * 86_400_000), actor: { ...admin.ctx().actor, authenticatedAt: new Date(Date.now() - 15 * 86_400_000) } } as ReturnType<typeof admin.ctx>, // prettier-ignore
      keep(1_000),
    );
    await expect(confirmAuditChange(second.ctx(), { id: old.id })).rejects.toMatchObject({
      code: "conflict",
    });
    const { id } = await proposeAuditChange(admin.ctx(), keep(1_100));
    await setRoles(systemContext(), { email: admin.email, remove: "admin" });
    await expect(confirmAuditChange(second.ctx(), { id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("no administrator any more") as string,
    });
  });

  test("less than the least is refused with the least named", async () => {
    const { admin } = await twoPeople();
    await expect(proposeAuditChange(admin.ctx(), keep(364, "command"))).rejects.toMatchObject({
      fields: { "payload.days": ["These are kept for at least 365 days."] },
    });
    await expect(
      asOwner((client) =>
        client.query(
          `SET LOCAL session_replication_role = replica; INSERT INTO "AuditRetention" VALUES ('command', 364)`,
        ),
      ),
    ).rejects.toThrow(/AuditRetention_least/);
  });
});

describe("the database", () => {
  const change = (more: object) => ({
    id: randomUUID(),
    kind: "retention.set",
    payload: { kind: "heartbeat", days: 40 },
    reason,
    proposedAt: new Date(),
    ...more,
  });

  test.each([
    `INSERT INTO "AuditRetention" VALUES ('heartbeat', 40)`,
    `UPDATE "AuditRetention" SET "days" = 36000`,
    `DELETE FROM "AuditRetention"`,
    `INSERT INTO "AuditHold" ("id", "name", "reason", "createdAt") VALUES (gen_random_uuid(), 'x', 'x', now())`,
    `UPDATE "AuditHold" SET "liftedAt" = now()`,
    `SELECT * FROM gatehouse_audit_erase('somebody')`,
    `INSERT INTO "AuditSink" ("id", "name", "kind", "config", "format", "createdAt") VALUES (gen_random_uuid(), 'x', 'file', '{}', 'json', now())`,
    `UPDATE "AuditSink" SET "enabled" = false`,
    `DELETE FROM "AuditSink"`,
  ])("changes nothing without the two: %s", async (text) => {
    const people = await twoPeople();
    if ((await db.auditHold.count({ where: { liftedAt: null } })) === 0)
      await changeLog(people, {
        kind: "hold.set",
        payload: { name: "Case", person: people.second.email, from: "", to: "" },
      });
    if ((await db.auditRetention.count()) === 0) await changeLog(people, keep(450));
    if ((await db.auditSink.count()) === 0)
      await createSink({ name: randomUUID(), config: { kind: "file", format: "json" } });
    await expect(sql({ text }, [])).rejects.toThrow(/GH001: forbidden/);
  });

  test("a confirmation counts in its own transaction only, and for what it says only", async () => {
    const people = await twoPeople();
    await changeLog(people, keep(460));
    await expect(
      sql({ text: `UPDATE "AuditRetention" SET "days" = 460 WHERE "kind" = 'event'` }, []),
    ).rejects.toThrow(/two people/);
    const { id } = await proposeAuditChange(people.admin.ctx(), keep(470));
    await expect(
      db.$transaction(async (tx) => {
        await tx.auditChange.update({
          where: { id },
          data: { state: "confirmed", decidedById: people.second.id, decidedAt: new Date() },
        });
        await tx.auditRetention.update({ where: { kind: "event" }, data: { days: 4_700 } });
      }),
    ).rejects.toThrow(/two people/);
  });

  test("no proposal is confirmed by its author, by an engineer, or from the start", async () => {
    const { admin, second } = await twoPeople();
    const engineer = await createUser();
    const made = (more: object) => db.auditChange.create({ data: change(more) as never });
    await expect(
      made({ proposedById: admin.id, state: "confirmed", decidedById: second.id, decidedAt: new Date() }), // prettier-ignore
    ).rejects.toThrow(/begins as a proposal/);
    await expect(made({ proposedById: engineer.id })).rejects.toThrow(/Only an administrator/);
    const { id } = await made({ proposedById: admin.id });
    for (const decidedById of [admin.id, engineer.id])
      await expect(
        db.auditChange.update({
          where: { id },
          data: { state: "confirmed", decidedById, decidedAt: new Date() },
        }),
      ).rejects.toThrow(/somebody else does|another role/);
    await expect(
      sql({ text: `UPDATE "AuditChange" SET "payload" = '{}' WHERE "id" = $1` }, [id]),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("erasing a person", () => {
  const named =
    (subject: string, at = new Date()) =>
    async () => {
      const { recorded } = await import("#lib/audit/chain/recorded.ts");
      const { recordsOf: made } = await import("#lib/audit/chain/records-of.ts");
      const records = made({ ...systemContext(), now: at }, [
        {
          action: "person.enable",
          targetKind: "person",
          targetId: subject,
          before: null,
          after: { ok: true },
          personal: { subject, facts: { after: { grade: "A" } } },
        },
      ]);
      await recorded((_tx, append) => append(records));
      return records[0]?.id ?? "";
    };
  const erase = (people: Awaited<ReturnType<typeof twoPeople>>, person: string) =>
    changeLog(people, { kind: "subject.erase", payload: { person } });

  test("destroys key, salt and text; every record still has the hash it had", async () => {
    const people = await twoPeople();
    const subject = await createUser();
    const ids = [await named(subject.id)(), await named(subject.id)()];
    const before = await db.auditEvent.findMany({ where: { id: { in: ids } } });
    const erased = await erase(people, subject.email);
    const after = await db.auditEvent.findMany({ where: { id: { in: ids } } });
    expect(after).toEqual(before);
    expect(after.every(({ commitment }) => commitment !== null)).toBe(true);

    expect([...(await openPersonal(sql, ids)).values()]).toEqual(["erased", "erased"]);
    const rows = await db.auditPayload.findMany({ where: { subject: subject.id } });
    for (const row of rows)
      expect(row).toMatchObject({ salt: null, nonce: null, ciphertext: null });
    expect(await db.auditSubjectKey.findMany({ where: { subject: subject.id } })).toMatchObject([
      { wrappedKey: null },
    ]);
    const [record] = (await recordsOf(subject.id)).filter(
      ({ action }) => action === "subject.erase",
    );
    expect(record).toMatchObject({ after: { keys: 1, change: erased }, actorId: people.second.id });
  });

  test("a guess of what was erased cannot be confirmed, however few the possibilities", async () => {
    const { commitmentOf } = await import("#lib/audit/personal/commit-personal.ts");
    const { openPersonalProofs } = await import("#lib/audit/personal/open-personal.ts");
    const people = await twoPeople();
    const subject = await createUser();
    const id = await named(subject.id)();
    const guess = '{"after":{"grade":"A"}}';
    const { commitment } = await db.auditEvent.findUniqueOrThrow({ where: { id } });
    const proof = (await openPersonalProofs(sql, [id])).get(id);
    // As long as the salt is there, it can be.
    expect(typeof proof === "object" && commitmentOf(proof.salt, guess)).toEqual(
      Buffer.from(commitment ?? []),
    );
    await erase(people, subject.email);
    const [left] = await sql<{ all: string }>(
      { text: `SELECT row_to_json(p)::text || row_to_json(e)::text AS "all" FROM "AuditPayload" p JOIN "AuditEvent" e ON e."id" = p."eventId" WHERE e."id" = $1` }, // prettier-ignore
      [id],
    );
    const known = [...(left?.all.matchAll(/\\\\x([0-9a-f]{32,})/g) ?? [])].map(
      ([, hex = ""]) => hex,
    );
    const tried = ["", id, subject.id, ...known, ...known.map((hex) => hex.slice(0, 32))];
    for (const salt of tried)
      for (const bytes of [Buffer.from(salt, "hex"), Buffer.from(salt, "utf8")])
        expect(commitmentOf(bytes, guess)).not.toEqual(Buffer.from(commitment ?? []));
  });

  test("who acts again after it gets another key, which the next erasure takes too", async () => {
    const people = await twoPeople();
    const subject = await createUser();
    await named(subject.id)();
    await erase(people, subject.email);
    const again = await named(subject.id)();
    expect((await openPersonal(sql, [again])).get(again)).toEqual({ after: { grade: "A" } });
    expect(
      await db.auditSubjectKey.findMany({
        where: { subject: subject.id },
        orderBy: { generation: "asc" },
        select: { generation: true, destroyedAt: true },
      }),
    ).toEqual([
      { generation: 1, destroyedAt: expect.any(Date) as Date },
      { generation: 2, destroyedAt: null },
    ]);
    await erase(people, subject.email);
    expect((await openPersonal(sql, [again])).get(again)).toBe("erased");
  });

  test("a record that is being written while it happens is erased with the rest", async () => {
    const { recorded } = await import("#lib/audit/chain/recorded.ts");
    const { recordsOf: made } = await import("#lib/audit/chain/records-of.ts");
    const people = await twoPeople();
    const subject = await createUser();
    await named(subject.id)();
    const { id } = await proposeAuditChange(people.admin.ctx(), {
      kind: "subject.erase",
      payload: { person: subject.email },
      reason,
    });
    const [late] = made(systemContext(), [
      {
        action: "person.enable",
        targetKind: "person",
        targetId: subject.id,
        before: null,
        after: null,
        personal: { subject: subject.id, facts: { after: { grade: "B" } } },
      },
    ]);
    if (!late) throw new Error("No record.");
    let erasing: Promise<unknown> = Promise.resolve();
    await recorded(async (tx, append) => {
      await append([late]);
      erasing = confirmAuditChange(people.second.ctx(), { id });
      // The erasure waits for us: it is seen to before we go on.
      for (let waiting = 0; waiting === 0;) {
        const [row] = await tx.$queryRaw<{ n: bigint }[]>`
          SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        waiting = Number(row?.n ?? 0);
      }
    });
    await erasing;
    expect((await openPersonal(sql, [late.id])).get(late.id)).toBe("erased");
  });

  test("nobody takes part in the erasure of their own traces", async () => {
    const { admin, second } = await twoPeople();
    await named(second.id)();
    const { id } = await proposeAuditChange(admin.ctx(), {
      kind: "subject.erase",
      payload: { person: second.email },
      reason,
    });
    await expect(confirmAuditChange(second.ctx(), { id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      db.auditChange.update({
        where: { id },
        data: { state: "confirmed", decidedById: second.id, decidedAt: new Date() },
      }),
    ).rejects.toThrow(/own traces/);
    await named(admin.id)();
    await expect(
      proposeAuditChange(admin.ctx(), {
        kind: "subject.erase",
        payload: { person: admin.email },
        reason,
      }),
    ).rejects.toMatchObject({
      fields: { "payload.person": [expect.stringContaining("own") as string] },
    });
  });

  test.each([
    ["a hold on the person", {}],
    ["a hold on everybody", { everybody: true }],
    ["a hold on a time in which they acted", { everybody: true, from: "2020-01-01" }],
  ])(
    "%s keeps it from happening, until it is lifted",
    async (_what, { everybody, ...range }: { everybody?: boolean; from?: string }) => {
      // prettier-ignore
      const people = await twoPeople();
      const subject = await createUser();
      const record = await named(subject.id)();
      const { id } = await proposeAuditChange(people.admin.ctx(), {
        kind: "subject.erase",
        payload: { person: subject.email },
        reason,
      });
      const hold = await changeLog(people, {
        kind: "hold.set",
        payload: {
          name: "Case 7",
          person: everybody ? "" : subject.email,
          from: "",
          to: "",
          ...range,
        },
      });
      await expect(confirmAuditChange(people.second.ctx(), { id })).rejects.toMatchObject({
        code: "conflict",
        message: "A legal hold covers this person: lift it first.",
      });
      expect((await openPersonal(sql, [record])).get(record)).toEqual({ after: { grade: "A" } });
      const { holds } = await getLogSettings(people.admin.ctx(), {});
      expect(holds.map((one) => one.id)).toContain(hold);
      await changeLog(people, { kind: "hold.lift", payload: { holdId: hold } });
      // Others of this file may hold everything, too.
      await expect(
        changeLog(people, { kind: "hold.lift", payload: { holdId: hold } }),
      ).rejects.toMatchObject({ code: "conflict" });
    },
  );

  test("a hold on a time before they acted does not", async () => {
    const people = await twoPeople();
    await changeLog(people, {
      kind: "hold.set",
      payload: { name: "Old case", person: "", from: "", to: "2020-01-01" },
    });
    for (const { id } of await db.auditHold.findMany({ where: { liftedAt: null, to: null } }))
      await changeLog(people, { kind: "hold.lift", payload: { holdId: id } });
    const subject = await createUser();
    const record = await named(subject.id)();
    await erase(people, subject.email);
    expect((await openPersonal(sql, [record])).get(record)).toBe("erased");
  });

  test("the words of an erasure are about the person, and go with the rest", async () => {
    const people = await twoPeople();
    const subject = await createUser();
    await named(subject.id)();
    const id = await erase(people, subject.email);
    const records = await recordsOf(id);
    expect(JSON.stringify(records)).not.toContain("A test needs it");
    expect(await db.auditChange.findUniqueOrThrow({ where: { id } })).toMatchObject({
      reason: "A test needs it",
    });
  });
});

describe("sinks", () => {
  const config = { kind: "webhook", url: "https://siem.example/in?key=1", format: "ocsf" };
  const secrets = { signingSecret: `whsec_${Buffer.alloc(24, 3).toString("base64")}` };

  test("are made, changed and removed by two people, with secrets in no record", async () => {
    const people = await twoPeople("security");
    const name = `SIEM ${randomUUID()}`;
    const id = await changeLog(people, { kind: "sink.create", payload: { name, config }, secrets });
    const row = await db.auditSink.findUniqueOrThrow({ where: { id } });
    expect(openSinkSecrets(row.sealedSecret, id)).toEqual(secrets);
    expect(await db.auditChange.findUniqueOrThrow({ where: { id } })).toMatchObject({
      sealedSecret: null,
    });

    await changeLog(people, { kind: "sink.change", payload: { sinkId: id, enabled: false } });
    const paused = await db.auditSink.findUniqueOrThrow({ where: { id } });
    expect(paused).toMatchObject({ enabled: false, name });
    expect(openSinkSecrets(paused.sealedSecret, id)).toEqual(secrets);

    const other = { signingSecret: `whsec_${Buffer.alloc(24, 4).toString("base64")}` };
    const moved = { ...config, url: "https://siem2.example/in" };
    const changed = await changeLog(people, { kind: "sink.change", payload: { sinkId: id, config: moved }, secrets: other }); // prettier-ignore
    const after = await db.auditSink.findUniqueOrThrow({ where: { id } });
    expect(openSinkSecrets(after.sealedSecret, id)).toEqual(other);
    await changeLog(people, { kind: "sink.remove", payload: { sinkId: id } });
    expect(await db.auditSink.count({ where: { id } })).toBe(0);

    const log = JSON.stringify([...(await recordsOf(id)), ...(await recordsOf(changed))]);
    for (const secret of [secrets.signingSecret, other.signingSecret, "key=1"])
      expect(log).not.toContain(secret);
    expect(log).toContain("siem2.example");
  });

  test("a kind that needs a secret is not proposed without it", async () => {
    const { admin } = await twoPeople();
    await expect(
      proposeAuditChange(admin.ctx(), {
        kind: "sink.create",
        payload: { name: "No secret", config },
        reason,
      }),
    ).rejects.toMatchObject({
      fields: { "secrets.signingSecret": ["This kind of sink needs it."] },
    });
  });

  test("how far a sink is stays the worker's business", async () => {
    const id = await createSink({ name: randomUUID(), config: { kind: "file", format: "json" } });
    await db.auditSink.update({
      where: { id },
      data: { position: 7n, lastError: "x", failures: 1 },
    });
  });
});

test("what the page shows is what was proposed, beside what is so now", async () => {
  const { admin, second } = await twoPeople();
  await db.auditChange.findMany();
  const { id } = await proposeAuditChange(admin.ctx(), keep(480, "command"));
  const { changes } = await listAuditChanges(second.ctx(), {});
  expect(changes.find((one) => one.id === id)).toMatchObject({
    lines: [{ term: "Changes", now: "for ever", then: "480 days" }],
    allowed: ["confirm", "decline"],
    whyNot: null,
    proposedBy: { id: admin.id },
  });
  await withdrawAuditChange(admin.ctx(), { id });
  const decided = await listAuditChanges(second.ctx(), { which: "decided" });
  expect(decided.changes.find((one) => one.id === id)).toMatchObject({
    state: "withdrawn",
    allowed: [],
  });
});
