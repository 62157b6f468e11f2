import "#lib/testing/alone.ts";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { atOfLeaf } from "#lib/audit/at-of-leaf.ts";
import { getAuditFigures } from "#lib/audit/get-audit-figures.ts";
import { getCompleteness } from "#lib/audit/get-completeness.ts";
import { env } from "#lib/config/env.ts";
import { db, sql } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { changeLog, twoPeople } from "#lib/testing/audit-changes.ts";
import { systemContext } from "#lib/testing/context.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { beginShipping, newSink, receiving, record, replayed, rowOf, settle, shipped, treeSize, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore
import type { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { getSink } from "./get-sink.ts";
import { getSentRanges } from "./get-sent-ranges.ts";
import { noteReconciliation } from "./note-reconciliation.ts";
import { reconcileAll } from "./reconcile-all.ts";
import { reconcileSink, reconcileWithList } from "./reconcile-sink.ts";
import { replayLetters } from "./shipping/replay-letters.ts";

const root = fs.mkdtempSync(path.join(process.env["TMPDIR"] ?? "/tmp", "gatehouse-uncompared-"));
Object.assign(env.audit, { sinkDir: root });
afterAll(() => fs.rmSync(root, { recursive: true }));
beforeEach(async () => {
  // The record that opens the chain is of today.
  await record(1);
  await beginShipping();
  await dateCheckpoints("true", 40);
});

/** Those that are signed here are of now, unlike the records below them. */
const dateCheckpoints = (which: string, days: number) =>
  asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`UPDATE "AuditCheckpoint" SET "at" = $1 WHERE ${which}`, [ago(days)]);
  });

const DAY_MS = 86_400_000;
/** One moment for the file: days do not change while it runs. */
const NOW = Date.now();
const ago = (days: number) => new Date(NOW - days * DAY_MS);
const dayOf = (days: number) => ago(days).toISOString().slice(0, 10);

async function uncompared(id: string) {
  const sink = await getSink(systemContext(), { id });
  if (!sink) throw new Error("The sink is gone.");
  return sink.uncompared;
}

/** The list of everything that arrived, held against what was sent of some days. */
async function compare(
  id: string,
  receiver: WebhookBatchReceiver,
  [from, to]: readonly [number, number],
) {
  const list = async function* () {
    for (const { data } of receiver.batches)
      for (const event of data) yield* [JSON.stringify(event)];
    await Promise.resolve();
  };
  const days = { from: dayOf(from), to: dayOf(to) };
  return reconcileWithList(systemContext(), { sinkId: id, days }, list());
}

async function recordOf(day: number, count: number, action = "server.describe") {
  await record(count, { action, at: ago(day) });
  await dateCheckpoints(`"size" = (SELECT max("size") FROM "AuditCheckpoint")`, day);
}

async function sendOfDays(id: string, days: readonly number[]) {
  for (const day of days) await recordOf(day, 3);
  await shipped(id);
}

/** As if it had arrived some days ago. */
const sinceThen = (id: string, days: number) =>
  asOwner((client) =>
    client.query(`UPDATE "AuditSink" SET "uncomparedSince" = $2 WHERE "id" = $1::uuid`, [
      ...[id, ago(days)],
    ]),
  );

test("what arrived waits to be compared from its first day on, until its last whole day is", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    expect(await uncompared(id)).toBeNull();
    const sentFrom = new Date();
    await sendOfDays(id, [5, 3, 1]);
    const first = await uncompared(id);
    expect(first).toMatchObject({ firstDay: dayOf(5) });
    expect(first?.since.getTime()).toBeGreaterThanOrEqual(sentFrom.getTime() - 1_000);

    expect((await compare(id, receiver, [5, 3])).leftOut).toBeNull();
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(2), since: first?.since });
    expect((await compare(id, receiver, [2, 1])).missing).toEqual([]);
    expect(await uncompared(id)).toBeNull();

    await sendOfDays(id, [0]);
    await compare(id, receiver, [0, 0]);
    // More may be sent of today.
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(0) });
  });
});

test("days that are compared one by one leave none behind, however records lie around midnight", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [3, 2, 3, 1, 2]);
    let sent = 0;
    for (const day of [3, 2, 1]) sent += (await compare(id, receiver, [day, day])).sent;
    expect(sent).toBe(15);
    expect(await uncompared(id)).toBeNull();
  });
});

test("days before those that are compared are named as left out, and remind nobody any more", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [5, 3, 1]);
    const leftOut = { from: dayOf(5), to: dayOf(2) };
    expect(await compare(id, receiver, [1, 1])).toMatchObject({ leftOut, missing: [] });
    expect(await uncompared(id)).toBeNull();
    const sink = await getSink(systemContext(), { id });
    expect(sink?.lastReconciled).toMatchObject({ leftOut, missing: 0 });
    const [noted] = await db.auditEvent.findMany({
      where: { targetId: id, action: "sink.reconcile" },
    });
    expect(noted?.after).toMatchObject({ leftOut, days: { from: dayOf(1), to: dayOf(1) } });
  });
});

test("what waits longest is not forgotten when a part of it is compared", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [5, 3]);
    await sinceThen(id, 5);
    await compare(id, receiver, [5, 5]);
    const left = await uncompared(id);
    // Not before its first day.
    expect(left).toEqual({ firstDay: dayOf(4), since: new Date(dayOf(4)) });
  });
});

test("what is sent again waits to be compared again, also where the receiver goes on lying", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    receiver.fault = { kind: "lie" };
    await sendOfDays(id, [2]);
    expect((await compare(id, receiver, [2, 1])).missing).not.toEqual([]);
    expect(await compare(id, receiver, [2, 1])).toMatchObject({ sent: 0, missing: [] });
    expect(await uncompared(id)).toBeNull();
    while ((await replayed(id)).moved);
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(2) });
    expect((await compare(id, receiver, [2, 1])).missing).not.toEqual([]);
  });
});

test("what is sent again after the place was changed is held to the new place", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    receiver.fault = { kind: "lie" };
    await sendOfDays(id, [2]);
    expect((await compare(id, receiver, [2, 2])).missing).not.toEqual([]);
    const config = {
      kind: "webhook",
      format: "json",
      url: `${receiver.url}/new`,
      allowedHosts: [receiver.host],
    };
    await changeLog(await twoPeople("security"), {
      kind: "sink.change",
      payload: { sinkId: id, config },
    });
    while ((await replayed(id)).moved);
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(2) });
    expect(await compare(id, receiver, [2, 1])).toMatchObject({ sent: 3, found: 0 });
    receiver.fault = null;
    while ((await replayed(id)).moved);
    expect(await compare(id, receiver, [2, 1])).toMatchObject({ sent: 3, found: 3, missing: [] });
    expect(await uncompared(id)).toBeNull();
    // Compared once, it is of no interest any more.
    expect(await compare(id, receiver, [2, 1])).toMatchObject({ sent: 0 });
  });
});

test("a piece that was on its way while the sink was changed is sent again by the new settings", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    receiver.fault = { kind: "lie" };
    await sendOfDays(id, [2]);
    await compare(id, receiver, [2, 2]);
    receiver.fault = null;
    const stale = await rowOf(id);
    const payload = { sinkId: id, filter: { actions: ["server."] } };
    await changeLog(await twoPeople("security"), { kind: "sink.change", payload });
    await replayLetters(sql, stale, { signal: new AbortController().signal, took: false });
    expect(await db.auditSinkLetter.findMany({ where: { sinkId: id } })).toMatchObject([
      { sent: 0, replayedAt: null },
    ]);
    while ((await replayed(id)).moved);
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(2) });
  });
});

test("what got its place late is compared, and what was sent while the list was read goes on waiting", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [7]);
    // Of the same day, but placed when later days had been signed already.
    await recordOf(3, 1);
    await record(3, { at: ago(7) });
    await dateCheckpoints(`"size" = (SELECT max("size") FROM "AuditCheckpoint")`, 2);
    await shipped(id);
    const list = async function* () {
      await record(2, { at: ago(7) });
      await shipped(id);
      yield "nothing of it arrived";
    };
    const days = { from: dayOf(7), to: dayOf(7) };
    expect(await reconcileWithList(systemContext(), { sinkId: id, days }, list())).toMatchObject({
      sent: 6,
      found: 0,
    });
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(7) });
  });
});

test("what arrives while a comparison is noted goes on waiting", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [5, 4]);
    const sent = await getSentRanges(systemContext(), { sinkId: id, from: dayOf(5), to: dayOf(1) });
    await sendOfDays(id, [3]);
    const counts = { found: 6, repeats: 0, unreadable: 0, missing: [] };
    await noteReconciliation(systemContext(), { sinkId: id, ...sent, ...counts });
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(3) });
  });
});

test("a letter that is sent again while others are compared stays to be compared", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    receiver.fault = { kind: "lie" };
    await sendOfDays(id, [5]);
    await compare(id, receiver, [5, 5]);
    const sent = await getSentRanges(systemContext(), { sinkId: id, from: dayOf(5), to: dayOf(1) });
    while ((await replayed(id)).moved);
    const counts = { found: 0, repeats: 0, unreadable: 0, missing: [] };
    await noteReconciliation(systemContext(), { sinkId: id, ...sent, ...counts });
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(5) });
    expect((await compare(id, receiver, [5, 5])).sent).toBe(3);
  });
});

test("what is missing side by side is one lot, and a night is told as one comparison", async () => {
  const id = await newSink({ config: { kind: "file", folder: "lots" } });
  for (const day of [3, 3, 3, 2]) await recordOf(day, 2);
  await shipped(id);
  for (const name of fs.readdirSync(path.join(root, "lots")))
    if (!name.includes(dayOf(0))) fs.rmSync(path.join(root, "lots", name));
  await reconcileAll(systemContext());
  const letters = await db.auditSinkLetter.findMany({
    where: { sinkId: id },
    orderBy: { firstLeaf: "asc" },
  });
  // The log goes by days, a night by pieces of a day.
  expect(letters.map(({ count }) => count)).toEqual([6, 2]);
  const sink = await getSink(systemContext(), { id });
  expect(sink?.lastReconciled?.missing).toBe(8);
});

test("a comparison by hand leaves what was sent again of other days to the night", async () => {
  const id = await newSink({ config: { kind: "file", folder: "by-hand" } });
  await sendOfDays(id, [3]);
  const [file = ""] = fs.readdirSync(path.join(root, "by-hand"));
  fs.rmSync(path.join(root, "by-hand", file));
  await reconcileAll(systemContext());
  while ((await replayed(id)).moved);
  fs.rmSync(path.join(root, "by-hand", file));
  const days = { from: dayOf(0), to: dayOf(0) };
  await reconcileSink(systemContext(), { sinkId: id, days });
  await reconcileAll(systemContext());
  const letters = await db.auditSinkLetter.findMany({ where: { sinkId: id } });
  expect(letters.filter(({ replayedAt }) => replayedAt === null)).toMatchObject([{ count: 3 }]);
});

test("days to come are refused", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await expect(compare(id, receiver, [-1, -1])).rejects.toMatchObject({
      code: "invalid",
      fields: { from: ["This day has not come yet."] },
    });
  });
});

test("what the filter leaves out waits for no comparison", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver, { actions: ["request."] });
    await sendOfDays(id, [6]);
    expect(await uncompared(id)).toBeNull();
    await recordOf(5, 2, "request.submit");
    await sendOfDays(id, [4, 2, 1, 0]);
    expect(await uncompared(id)).toMatchObject({ firstDay: dayOf(5) });
    await compare(id, receiver, [5, 5]);
    expect(await uncompared(id)).toBeNull();
  });
});

test("a sink that was off has its nights still before it", async () => {
  const id = await newSink({ config: { kind: "file", folder: "off" } });
  await sendOfDays(id, [1]);
  await sinceThen(id, 9);
  const people = await twoPeople("security");
  for (const enabled of [false, true])
    await changeLog(people, { kind: "sink.change", payload: { sinkId: id, enabled } });
  const { since } = (await uncompared(id)) ?? {};
  expect(Date.now() - (since?.getTime() ?? 0)).toBeLessThan(60_000);
});

test("after another filter nothing waits that was sent by the one before", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await sendOfDays(id, [2]);
    const payload = { sinkId: id, filter: { actions: ["request."] } };
    await changeLog(await twoPeople("security"), { kind: "sink.change", payload });
    await settle();
    expect(await uncompared(id)).toBeNull();
  });
});

test("what is read back waits for the night, and is told by figures and page when none came", async () => {
  const id = await newSink({ config: { kind: "file", folder: "nightly" } });
  // There is always something of today, which waits for the next night.
  await sendOfDays(id, [2, 1, 0]);
  await sinceThen(id, 3);
  const late = async () => {
    const { sinks } = await getAuditFigures(systemContext(), {});
    const { findings } = await getCompleteness(systemContext(), {});
    return {
      figures: sinks.find(({ sink }) => sink === id),
      findings: findings.filter(({ text }) => text.startsWith(id)),
    };
  };
  const before = await late();
  expect(before.figures).toMatchObject({ comparedBy: "worker" });
  expect(before.figures?.uncomparedSeconds).toBeGreaterThan(2.9 * 86_400);
  expect(before.findings).toMatchObject([{ tone: "warning" }]);
  await reconcileAll(systemContext());
  const after = await late();
  expect(after.figures?.uncomparedSeconds).toBeLessThan(2 * 86_400);
  expect((await uncompared(id))?.firstDay).toBe(dayOf(0));
  expect(after.findings).toEqual([]);
});

test("a leaf has a time as soon as it has a place, and not before", async () => {
  await record(2, { at: ago(1) });
  const at = async (leaf: number) =>
    (
      await sql<{ at: Date | null }>({ text: `SELECT ${atOfLeaf("$1::bigint")} AS "at"` }, [leaf])
    )[0]?.at;
  const size = await treeSize();
  expect(await at(size - 1)).toEqual(expect.any(Date));
  await writeRecords([{ action: "server.describe", targetKind: "server", targetId: "unplaced" }]);
  expect(await at(size)).toBeNull();
  await settle();
  expect(await at(size)).toEqual(expect.any(Date));
});
