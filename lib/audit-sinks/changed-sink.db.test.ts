import "#lib/testing/alone.ts";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, sql } from "#lib/db/client.ts";
import { changeLog, twoPeople } from "#lib/testing/audit-changes.ts";
import { systemContext } from "#lib/testing/context.ts";
import { beginShipping, newSink, receiving, record, rowOf, settle, shipped, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore
import { getSink } from "./get-sink.ts";
import { reconcileAll } from "./reconcile-all.ts";
import { reconcileWithList } from "./reconcile-sink.ts";
import { shipSink } from "./shipping/ship-sink.ts";

const root = fs.mkdtempSync(path.join(process.env["TMPDIR"] ?? "/tmp", "gatehouse-changed-"));
Object.assign(env.audit, { sinkDir: root });
afterAll(() => fs.rmSync(root, { recursive: true }));
beforeEach(async () => {
  // The record that opens the chain is of today.
  await record(1);
  await beginShipping();
});

const BEFORE = new Date(Date.now() - 3 * 86_400_000);
const WANTED = { action: "request.submit", at: BEFORE };
/** Each a day later than the one before, so that what was recorded in that one is of a day before. */
let nights = 0;
const night = () => {
  nights += 1;
  return reconcileAll({ ...systemContext(), now: new Date(Date.now() + nights * 86_400_000) });
};

let folders = 0;
const newFolder = () => `changed-${(folders += 1)}`;
const fileOf = (folder: string) =>
  path.join(root, folder, `gatehouse-audit-${BEFORE.toISOString().slice(0, 10)}.jsonl`);
const toFile = (folder: string) => ({ kind: "file", format: "json", folder });

async function changeSink(sinkId: string, payload: object): Promise<void> {
  const people = await twoPeople("security");
  await changeLog(people, { kind: "sink.change", payload: { sinkId, ...payload } });
  await settle();
}

function takeOut(file: string, count: number): void {
  const lines = fs.readFileSync(file, "utf8").split("\n");
  fs.writeFileSync(file, lines.slice(0, -count - 1).join("\n"));
}

/** How many records were missing, each time that something was compared. */
async function noted(targetId: string): Promise<number[]> {
  const records = await db.auditEvent.findMany({
    where: { targetId, action: "sink.reconcile" },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return records.map(({ after }) => (after as { missing: number }).missing);
}
const lettersOf = (sinkId: string) => db.auditSinkLetter.findMany({ where: { sinkId } });

type Changed = { id: string; folder: string };
const CHANGES: [string, (folder: string) => Promise<Changed>][] = [
  [
    "a wider filter",
    async (folder) => {
      const id = await newSink({ config: toFile(folder), filter: { actions: ["request."] } });
      await record(4, { at: BEFORE });
      await record(2, WANTED);
      await shipped(id);
      await changeSink(id, { filter: {} });
      return { id, folder };
    },
  ],
  [
    "a narrower filter",
    async (folder) => {
      const id = await newSink({ config: toFile(folder) });
      await record(4, { at: BEFORE });
      await shipped(id);
      await changeSink(id, { filter: { actions: ["request."] } });
      return { id, folder };
    },
  ],
  [
    "another folder",
    async (folder) => {
      const id = await newSink({ config: toFile(newFolder()) });
      await record(4, WANTED);
      await shipped(id);
      await changeSink(id, { config: toFile(folder) });
      return { id, folder };
    },
  ],
  [
    "another kind",
    (folder) =>
      receiving(async (receiver) => {
        const id = await webhookTo(receiver);
        await record(4, WANTED);
        await shipped(id);
        await changeSink(id, { config: toFile(folder) });
        return { id, folder };
      }),
  ],
];

describe.each(CHANGES)("after %s", (_what, changed) => {
  test("what was sent before is not missed, and what is lost after it is found", async () => {
    const { id, folder } = await changed(newFolder());
    await night();
    expect(await lettersOf(id)).toEqual([]);
    await record(5, WANTED);
    await shipped(id);
    takeOut(fileOf(folder), 2);
    await night();
    expect((await noted(id)).filter((missing) => missing > 0)).toEqual([2]);
    expect(await lettersOf(id)).toMatchObject([{ cause: "missing", count: 2 }]);
  });
});

test("the record and the page say up to where the settings before were compared", async () => {
  const id = await newSink({ config: toFile(newFolder()) });
  await record(4, { at: BEFORE });
  await shipped(id);
  await night();
  const { comparedTo } = await rowOf(id);
  await record(3, { at: BEFORE });
  await shipped(id);
  const { position } = await rowOf(id);
  await changeSink(id, { config: toFile(newFolder()) });
  const change = await db.auditEvent.findFirstOrThrow({
    where: { targetId: id, action: "sink.change" },
  });
  expect(change.before).toMatchObject({ sentTo: position, comparedTo });
  expect(change.after).toMatchObject({ comparedFrom: position });
  expect(await rowOf(id)).toMatchObject({ start: position, position });
  expect(await getSink(systemContext(), { id })).toMatchObject({ comparedFrom: position });
});

test("a change of the name, the secrets or the time limit leaves what is compared", async () => {
  const folder = newFolder();
  const id = await newSink({ config: toFile(folder) });
  await record(4, { at: BEFORE });
  await shipped(id);
  const { start } = await rowOf(id);
  await changeSink(id, { name: `Renamed ${id}`, config: { ...toFile(folder), timeoutMs: 9_000 } });
  expect((await rowOf(id)).start).toBe(start);
  expect(await getSink(systemContext(), { id })).toMatchObject({ comparedFrom: null });
  takeOut(fileOf(folder), 1);
  await night();
  expect(await noted(id)).toEqual([1]);
});

test("dead letters stay, and what was sent again before the change is not compared after it", async () => {
  const id = await newSink({ config: toFile(newFolder()) });
  await record(4, { at: BEFORE });
  await shipped(id);
  const { position } = await rowOf(id);
  const letter = { sinkId: id, count: 1, cause: "missing", reason: "away", at: new Date() };
  await db.auditSinkLetter.createMany({
    data: [
      { ...letter, firstLeaf: BigInt(position - 2), sent: 1, replayedAt: new Date() },
      { ...letter, firstLeaf: BigInt(position - 1) },
    ],
  });
  await changeSink(id, { config: toFile(newFolder()) });
  await night();
  const after = await lettersOf(id);
  expect(after).toHaveLength(2);
  expect(after.filter(({ replayedAt }) => replayedAt === null)).toMatchObject([{ askedAt: null }]);
});

test("a sink that rests after failures is tried at once after it was corrected", async () => {
  const id = await newSink({ config: toFile(newFolder()) });
  await db.auditSink.update({
    where: { id },
    data: { failures: 9, openUntil: new Date(Date.now() + 300_000), lastError: "It is full." },
  });
  await changeSink(id, { config: toFile(newFolder()) });
  expect(await db.auditSink.findUniqueOrThrow({ where: { id } })).toMatchObject({
    failures: 0,
    openUntil: null,
    lastError: null,
  });
});

test("what is on its way during a change is sent by the settings after it as well", async () => {
  const [former, folder] = [newFolder(), newFolder()];
  const id = await newSink({ config: toFile(former) });
  await record(4, { at: BEFORE });
  const stale = await rowOf(id);
  await changeSink(id, { config: toFile(folder) });
  await shipSink(sql, stale, new AbortController().signal);
  expect(await rowOf(id)).toMatchObject({ position: stale.position });
  await shipped(id);
  const linesOf = (at: string) => fs.readFileSync(fileOf(at), "utf8");
  expect(linesOf(folder)).toBe(linesOf(former));
  await night();
  expect(await lettersOf(id)).toEqual([]);
});

test("a comparison during which the sink is changed is refused", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(4, { at: BEFORE });
    await shipped(id);
    const day = BEFORE.toISOString().slice(0, 10);
    const list = async function* () {
      await changeSink(id, { filter: { actions: ["request."] } });
      yield "not ours";
    };
    const what = { sinkId: id, days: { from: day, to: day } };
    await expect(reconcileWithList(systemContext(), what, list())).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await lettersOf(id)).toEqual([]);
  });
});
