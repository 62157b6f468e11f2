import "#lib/testing/alone.ts";
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { closeWriters } from "#lib/audit/chain/close-writers.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import type { RecordKind } from "#lib/audit/core/record.ts";
import { openPersonal } from "#lib/audit/personal/open-personal.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromJson, verifierOf } from "#lib/audit/tree/signer.ts";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { exportLog } from "#lib/audit/verify/export-log.ts";
import { inSnapshot } from "#lib/audit/verify/in-snapshot.ts";
import { verifyLog } from "#lib/audit/verify/verify-log.ts";
import { env } from "#lib/config/env.ts";
import { db, sql, transact } from "#lib/db/client.ts";
import { connected } from "#lib/db/connect.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { changeLog, createSink, twoPeople } from "#lib/testing/audit-changes.ts";
import { listSinks } from "#lib/audit-sinks/list-sinks.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { pruneAll } from "./prune-all.ts";
import { pruneLog } from "../prune-log.ts";
import { readPruned } from "./pruned-entries.ts";

const DAY_MS = 86_400_000;
const signer = signerFromJson(createKey("test.example/log"));
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
const sequence = () => transact((tx) => sequenceRound(sqlOf(tx)));
const sign = () => transact((tx) => writeCheckpoint(sqlOf(tx), signer));
/** Every record there is stands in the tree, and under a checkpoint. */
async function settle(): Promise<void> {
  expect((await sequence()).alarm).toBeNull();
  await sign();
}
const still = async (ids: readonly string[]) => {
  const rows = await db.auditEvent.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true },
  });
  return ids.map((id) => rows.some((row) => row.id === id));
};
const old = (count: number, more: { kind?: RecordKind; days?: number; actorId?: string } = {}) =>
  writeRecords(
    Array.from({ length: count }, (_, n) => ({
      action: "server.use",
      targetKind: "server",
      targetId: `old-${n}`,
      kind: more.kind ?? "event",
      at: ago(more.days ?? 200),
      ...(more.actorId === undefined ? {} : { actorId: more.actorId }),
      after: { n },
    })),
  );
/** Something newer at the end of each chain, which is never removed. */
const end = () => writeRecords([{ action: "x.y", targetKind: "x", targetId: "end" }]);

const prune = (kind = "event") => pruneLog(systemContext(), { kind });
const pruneRecords = () =>
  db.auditEvent.findMany({
    where: { action: "log.prune" },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
type Facts = { kind: string; before: string; leaves: [number, number][]; digest: string };

let people: Awaited<ReturnType<typeof twoPeople>>;
beforeAll(async () => {
  people = await twoPeople();
  await expect(prune()).rejects.toMatchObject({
    code: "forbidden",
    message: "Records of this kind are kept for ever.",
  });
  for (const kind of ["event", "heartbeat"])
    await changeLog(people, { kind: "retention.set", payload: { kind, days: 100 } });
});
beforeEach(async () => {
  await end();
  await settle();
  await pruneAll(systemContext, { kinds: ["event"], signal: new AbortController().signal });
});

describe("what is removed", () => {
  test("is what is older than its kind's time; the record of it names leaves and hashes", async () => {
    const gone = await old(30);
    const [young, command, beat] = [
      await old(2, { days: 50 }),
      await old(2, { kind: "command" }),
      await old(2, { kind: "heartbeat" }),
    ];
    await end();
    await settle();
    const hashes = await db.auditEvent.findMany({
      where: { id: { in: gone } },
      select: { id: true, hash: true },
    });
    expect(await prune()).toEqual({ kind: "event", pruned: 30 });
    expect(await still(gone)).toEqual(gone.map(() => false));
    expect(await still([...young, ...command, ...beat])).toEqual(Array(6).fill(true));

    const record = (await pruneRecords()).at(-1);
    const facts = record?.after as Facts;
    expect(record).toMatchObject({ targetKind: "log", targetId: "event", actorKind: "system" });
    expect(facts.kind).toBe("event");
    expect(Math.abs(Date.parse(facts.before) - ago(100).getTime())).toBeLessThan(60_000);
    const [[first, last] = [0, 0]] = facts.leaves;
    expect(facts.leaves).toEqual([[first, first + 29]]);
    const left = await readPruned(sql, { from: first, to: last + 1 });
    expect(left.map(({ leaf }) => leaf)).toEqual(Array.from({ length: 30 }, (_, n) => first + n));
    // The hashes in the tiles are those that the records had.
    expect(left.map(({ hash }) => hash.toString("hex"))).toEqual(
      gone.map((id) =>
        Buffer.from(hashes.find((one) => one.id === id)?.hash ?? []).toString("hex"),
      ),
    );
    expect(facts.digest).toBe(
      createHash("sha256")
        .update(Buffer.concat(left.map(({ hash }) => hash)))
        .digest("hex"),
    );
  });

  test("leaves no record where nothing was", async () => {
    const before = await pruneRecords();
    expect(await prune()).toMatchObject({ pruned: 0 });
    expect(await pruneRecords()).toHaveLength(before.length);
  });

  test("takes its personal part along", async () => {
    const subject = (await createUser()).id;
    const [record] = recordsOf({ ...systemContext(), now: ago(150) }, [
      {
        action: "person.enable",
        targetKind: "person",
        targetId: subject,
        before: null,
        after: null,
        personal: { subject, facts: { after: { name: "Eve" } } },
      },
    ], { kind: "event", outcome: "success" }); // prettier-ignore
    if (!record) throw new Error("No record.");
    await appendEvents([record]);
    await end();
    await settle();
    await prune();
    expect(await still([record.id])).toEqual([false]);
    expect(await db.auditPayload.count({ where: { eventId: record.id } })).toBe(0);
  });

  test("is never the last record of a chain, whose next one is linked to it", async () => {
    const ids = await old(3);
    await settle();
    await prune();
    expect(await still(ids)).toEqual([false, false, true]);
    // The chain goes on from it: in the same epoch, and in the next.
    await old(2, { days: 1 });
    expect((await sequence()).alarm).toBeNull();
    await closeWriters();
    await old(1, { days: 1 });
    expect((await sequence()).alarm).toBeNull();
  });

  test("is nothing that has no place in the tree, or stands under no checkpoint yet", async () => {
    const ids = await old(3);
    await end();
    expect(await prune()).toMatchObject({ pruned: 0 });
    await sequence();
    expect(await prune()).toMatchObject({ pruned: 0 });
    await sign();
    expect(await prune()).toMatchObject({ pruned: 3 });
    expect(await still(ids)).toEqual([false, false, false]);
  });

  test("is nothing that a sink has not got yet, and no epoch of a writer, ever", async () => {
    const id = await createSink({
      name: randomUUID(),
      config: { kind: "file", format: "json" },
      from: "now",
    });
    const ids = await old(4);
    await end();
    await settle();
    expect(await prune()).toMatchObject({ pruned: 0 });
    const { size } = await db.auditTree.findFirstOrThrow({ select: { size: true } });
    await db.auditSink.update({ where: { id }, data: { position: size } });
    const letter = await db.auditSinkLetter.create({
      data: { id: randomUUID(), sinkId: id, firstLeaf: size - 3n, count: 1, cause: "refused", reason: "x", at: new Date() }, // prettier-ignore
    });
    expect(await prune()).toMatchObject({ pruned: 3 });
    await db.auditSinkLetter.update({ where: { id: letter.id }, data: { replayedAt: new Date() } });
    expect(await prune()).toMatchObject({ pruned: 1 });
    expect(await still(ids)).toEqual([false, false, false, false]);
    const epochs = await db.auditEpoch.count();
    expect(await db.auditEvent.count({ where: { action: "writer.open" } })).toBe(epochs);
    await changeLog(await twoPeople("security"), { kind: "sink.remove", payload: { sinkId: id } });
  });

  test("goes on without a sink that is switched off, which says what it will never get", async () => {
    const id = await createSink({
      name: randomUUID(),
      config: { kind: "file", format: "json" },
      filter: { kinds: ["event", "command"] },
      from: "now",
    });
    const two = await twoPeople("security");
    const change = (payload: object) =>
      changeLog(two, { kind: "sink.change", payload: { sinkId: id, ...payload } });
    const view = async () =>
      (await listSinks(systemContext(), {})).find((sink) => sink.id === id) ?? null;
    expect(await view()).toMatchObject({ lost: 0 });
    await change({ enabled: false });
    await old(4);
    await old(2, { kind: "heartbeat" });
    await end();
    await settle();
    expect(await prune()).toMatchObject({ pruned: 4 });
    await prune("heartbeat");
    expect(await view()).toMatchObject({ lost: 4 });
    await change({ enabled: true });
    const switched = await db.auditEvent.findFirstOrThrow({
      where: { action: "sink.change", targetId: id },
      orderBy: { id: "desc" },
    });
    expect(switched.after).toMatchObject({ enabled: true, removedByAge: 4 });
    expect(await view()).toMatchObject({ lost: 4 });
    // Nothing was sent meanwhile: the same records are not lost twice.
    await change({ enabled: false });
    expect(await view()).toMatchObject({ lost: 4 });
    await change({ enabled: true });
    expect(await view()).toMatchObject({ lost: 4 });
    // Of another one that begins with the log, from its first record on.
    const whole = await createSink({
      name: randomUUID(),
      config: { kind: "file", format: "json" },
      from: "beginning",
    });
    const made = await db.auditEvent.findFirstOrThrow({
      where: { action: "sink.create", targetId: whole },
    });
    const gone = await db.auditPruned.aggregate({ _sum: { count: true } });
    expect(made.after).toMatchObject({ removedByAge: gone._sum.count });
    for (const sinkId of [id, whole])
      await changeLog(two, { kind: "sink.remove", payload: { sinkId } });
  });

  test("that switching a sink on waits for it, and counts what it removed", async () => {
    const id = await createSink({
      name: randomUUID(),
      config: { kind: "file", format: "json" },
      from: "now",
    });
    const two = await twoPeople("security");
    const change = (enabled: boolean) =>
      changeLog(two, { kind: "sink.change", payload: { sinkId: id, enabled } });
    await change(false);
    await old(3);
    await end();
    await settle();
    const work: Promise<unknown>[] = [];
    await transact(async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'))::text`;
      // Whoever waits first goes first.
      for (const begin of [() => prune(), () => change(true)]) {
        work.push(begin());
        for (let waiting = 0; waiting < work.length;) {
          const [row] = await tx.$queryRaw<{ n: bigint }[]>`
            SELECT count(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`;
          waiting = Number(row?.n ?? 0);
        }
      }
    });
    await Promise.all(work);
    const { lost } = await db.auditSink.findUniqueOrThrow({ where: { id } });
    expect(lost).toBe(3n);
    await changeLog(two, { kind: "sink.remove", payload: { sinkId: id } });
  });

  test("is nothing that a legal hold covers: a person, a time, or everything", async () => {
    const person = (await createUser()).id;
    const [theirs, late, early] = [
      await old(2, { actorId: person }),
      await old(2, { days: 180 }),
      await old(2, { days: 300 }),
    ];
    const about = await writeRecords([
      { action: "team.add_member", targetKind: "team", targetId: "t", kind: "event", at: ago(200), after: { person } }, // prettier-ignore
    ]);
    await end();
    await settle();
    const hold = (payload: object) =>
      changeLog(people, { kind: "hold.set", payload: { name: "Case", person: "", from: "", to: "", ...payload } }); // prettier-ignore
    const lift = (holdId: string) => changeLog(people, { kind: "hold.lift", payload: { holdId } });

    const everything = await hold({});
    expect(await prune()).toMatchObject({ pruned: 0 });
    const [byPerson, byTime] = [
      await hold({ person }),
      await hold({ from: ago(190).toISOString().slice(0, 10) }),
    ];
    await lift(everything);
    expect(await prune()).toMatchObject({ pruned: 2 });
    expect(await still([...early, ...theirs, ...about, ...late])).toEqual(
      [false, false, true, true, true, true, true], // prettier-ignore
    );
    await lift(byTime);
    expect(await prune()).toMatchObject({ pruned: 2 });
    await lift(byPerson);
    expect(await prune()).toMatchObject({ pruned: 3 });
  });
});

test("the hold that is set while the worker prunes waits for it, and the other way round", async () => {
  const ids = await old(2);
  await end();
  await settle();
  let pruning: Promise<unknown> = Promise.resolve();
  const held = transact(async (tx) => {
    // As the trigger of a hold does.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'))::text`;
    pruning = prune();
    for (let waiting = 0; waiting === 0;) {
      const [row] = await tx.$queryRaw<{ n: bigint }[]>`
        SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      waiting = Number(row?.n ?? 0);
    }
    return still(ids);
  });
  expect(await held).toEqual([true, true]);
  await pruning;
  expect(await still(ids)).toEqual([false, false]);
});

test("a transaction that may not see the newest hold removes nothing", async () => {
  const ids = await old(2);
  await end();
  await settle();
  let holdId = "";
  const pruned = connected(env.databaseUrl ?? "", async (client) => {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    // The transaction looks at the log from here on.
    await client.query(`SELECT count(*) FROM "AuditHold"`);
    holdId = await changeLog(people, {
      kind: "hold.set",
      payload: { name: "Case", person: "", from: "", to: "" },
    });
    await client.query(`SELECT * FROM gatehouse_audit_prune('event', 100)`);
    await client.query("COMMIT");
  });
  await expect(pruned).rejects.toThrow("sees every hold");
  expect(await still(ids)).toEqual([true, true]);
  await changeLog(people, { kind: "hold.lift", payload: { holdId } });
});

test("the owner of the tables removes nothing by hand either", async () => {
  await old(1);
  for (const statement of [
    `DELETE FROM "AuditEvent" WHERE "kind" = 'event'`,
    `UPDATE "AuditEvent" SET "action" = 'x' WHERE "kind" = 'event'`,
    `DELETE FROM "AuditPruned"`,
  ])
    await expect(asOwner((client) => client.query(statement))).rejects.toThrow(/GH001: forbidden/);
});

test("personal parts have a time of their own; their records stay, with the commitment", async () => {
  await expect(prune("payload")).rejects.toMatchObject({ code: "forbidden" });
  await changeLog(people, { kind: "retention.set", payload: { kind: "payload", days: 60 } });
  const subject = (await createUser()).id;
  const records = [70, 50].flatMap((days) =>
    recordsOf({ ...systemContext(), now: ago(days) }, [
      {
        action: "person.enable",
        targetKind: "person",
        targetId: subject,
        before: null,
        after: { days },
        personal: { subject, facts: { after: { name: "Eve" } } },
      },
    ]),
  );
  await appendEvents(records);
  const [aged = "", young = ""] = records.map(({ id }) => id);
  const before = await db.auditEvent.findUniqueOrThrow({ where: { id: aged } });
  const hold = await changeLog(people, {
    kind: "hold.set",
    payload: { name: "Case", person: subject, from: "", to: "" },
  });
  expect(await prune("payload")).toMatchObject({ pruned: 0 });
  await changeLog(people, { kind: "hold.lift", payload: { holdId: hold } });
  expect(await prune("payload")).toEqual({ kind: "payload", pruned: 1 });
  const opened = await openPersonal(sql, [aged, young]);
  expect(opened.get(aged)).toBe("expired");
  expect(opened.get(young)).toEqual({ after: { name: "Eve" } });
  expect(await db.auditEvent.findUniqueOrThrow({ where: { id: aged } })).toEqual(before);
  expect((await pruneRecords()).at(-1)?.after).toMatchObject({ kind: "payload", payloads: 1, leaves: [] }); // prettier-ignore
});

describe("an export after it", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-pruned-"));
    await writeFile(path.join(folder, "key.pem"), publicKeyPem(verifierOf(signer)));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The export, with a line for each record that is gone. */
  async function lines(): Promise<string[]> {
    let text = "";
    const exported = await connected(env.databaseUrl ?? "", (client) =>
      inSnapshot(client, () =>
        exportLog(client, { firstLeaf: 0 }, (part) => {
          text += part;
          return Promise.resolve();
        }),
      ),
    );
    expect(exported).not.toBeNull();
    return text.trimEnd().split("\n");
  }

  const problems = async () =>
    (
      await connected(env.databaseUrl ?? "", (client) =>
        inSnapshot(client, () => verifyLog(client, { keys: [verifierOf(signer)], outside: [] })),
      )
    ).problems;

  const replaced = (all: readonly string[], at: number, line: string) =>
    all.map((one, index) => (index === at ? line : one));

  async function verify(content: readonly string[]): Promise<{ code: number; out: string }> {
    const file = path.join(folder, "log.jsonl");
    await writeFile(file, `${content.join("\n")}\n`);
    const script = path.resolve(import.meta.dirname, "../../../scripts/verify-audit.mjs");
    const args = [script, file, "--key", path.join(folder, "key.pem")];
    return new Promise((resolve) => {
      execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      );
    });
  }

  test("is whole for the independent verifier, as long as what is missing is what the log says", async () => {
    await old(300);
    await old(5, { kind: "heartbeat" });
    await old(7);
    await end();
    await settle();
    expect(await prune()).toMatchObject({ pruned: 307 });
    expect(await prune("heartbeat")).toMatchObject({ pruned: expect.any(Number) as number });
    await settle();
    const content = await lines();
    expect(await verify(content)).toMatchObject({ code: 0 });
    expect(await problems()).toEqual([]);

    const at = content.findIndex((line) => line.startsWith('{"type":"pruned"'));
    const altered = replaced(content, at, (content[at] ?? "").replace(/"hash":"../, '"hash":"00'));
    expect((await verify(altered)).code).toBe(1);
    const kept = content.findIndex((line) => line.includes('"x.y"'));
    const { type: _, ...place } = JSON.parse(content[kept] ?? "{}") as Record<string, unknown>;
    const { leaf, writer, epoch, seq, hash } = place;
    const dropped = JSON.stringify({ type: "pruned", leaf, writer, epoch, seq, hash });
    expect((await verify(replaced(content, kept, dropped))).code).toBe(1);
  });

  test("what is missing beyond what the log says is found in the database too", async () => {
    const [gone = ""] = await old(3);
    await end();
    await settle();
    await asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(
        `INSERT INTO "AuditPruned" SELECT gatehouse_leaf_of("writer", "epoch", "seq"), 1, "kind", now(), now(), 'none' FROM "AuditEvent" WHERE "id" = $1`,
        [gone],
      );
      await client.query(`DELETE FROM "AuditEvent" WHERE "id" = $1`, [gone]);
    });
    expect(await problems()).toMatchObject([
      { what: "its body is missing, and no record says that retention removed it" },
    ]);
  });
});
