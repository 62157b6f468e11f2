import "#lib/testing/alone.ts";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { beginShipping, newSink, record, replayed, shipped } from "#lib/testing/shipping.ts";
import { reconcileAll } from "./reconcile-all.ts";

const root = fs.mkdtempSync(path.join(process.env["TMPDIR"] ?? "/tmp", "gatehouse-compared-"));
Object.assign(env.audit, { sinkDir: root });
afterAll(() => fs.rmSync(root, { recursive: true }));
beforeEach(async () => {
  // The record that opens the chain is of today.
  await record(1);
  await beginShipping();
});

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
const night = (days: number) => reconcileAll({ ...systemContext(), now: ago(days) });

let folders = 0;
async function fileSink() {
  const folder = `at-${(folders += 1)}`;
  const id = await newSink({ config: { kind: "file", folder } });
  const fileOf = (day: Date) =>
    path.join(root, folder, `gatehouse-audit-${day.toISOString().slice(0, 10)}.jsonl`);
  return { id, fileOf };
}

/** Takes the first lines out of a file of records. */
function takeOut(file: string, count: number): void {
  const lines = fs.readFileSync(file, "utf8").split("\n");
  fs.writeFileSync(file, lines.slice(count).join("\n"));
}

/** What the log says about the comparisons of a sink: how many records were missing, each time. */
async function noted(id: string): Promise<number[]> {
  const records = await db.auditEvent.findMany({
    where: { targetId: id, action: "sink.reconcile" },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return records.map(({ after }) => (after as { missing: number }).missing);
}

test("what a sink gets days later is compared all the same, and nothing twice", async () => {
  const { id, fileOf } = await fileSink();
  await record(20, { at: ago(4) });
  await night(3);
  await shipped(id);
  takeOut(fileOf(ago(4)), 6);
  await night(0);
  expect(await noted(id)).toEqual([6]);
  expect(await db.auditSinkLetter.findMany({ where: { sinkId: id } })).toMatchObject([
    { cause: "missing", count: 6 },
  ]);
  await night(0);
  expect(await noted(id)).toEqual([6]);
});

test("what was sent again is compared too, and asked for again as often as it is not there", async () => {
  const { id, fileOf } = await fileSink();
  await record(10, { at: ago(3) });
  await shipped(id);
  takeOut(fileOf(ago(3)), 4);
  await night(0);
  fs.renameSync(fileOf(ago(3)), `${fileOf(ago(3))}.before`);
  while ((await replayed(id)).moved);
  takeOut(fileOf(ago(3)), 1);
  await night(0);
  expect(await noted(id)).toEqual([4, 1]);
  while ((await replayed(id)).moved);
  await night(0);
  expect(await noted(id)).toEqual([4, 1, 0]);
  await night(0);
  expect(await noted(id)).toHaveLength(3);
});

test("a record that was refused when the others were sent again is not expected there", async () => {
  const { id, fileOf } = await fileSink();
  await record(6, { at: ago(3) });
  await shipped(id);
  const file = fileOf(ago(3));
  const lines = fs.readFileSync(file, "utf8").split("\n");
  takeOut(file, 6);
  await night(0);
  const letter = await db.auditSinkLetter.findFirstOrThrow({ where: { sinkId: id } });
  await db.auditSinkLetter.update({
    where: { id: letter.id },
    data: { sent: 6, askedAt: null, replayedAt: new Date() },
  });
  const firstLeaf = letter.firstLeaf + 3n;
  await db.auditSinkLetter.create({
    data: { sinkId: id, firstLeaf, count: 1, cause: "refused", reason: "too long", at: new Date() },
  });
  fs.writeFileSync(file, lines.filter((_, at) => at !== 3).join("\n"));
  await night(0);
  expect(await noted(id)).toEqual([6, 0]);
  expect(await db.auditSinkLetter.count({ where: { sinkId: id } })).toBe(2);
});

test("a lot that reaches over more than a week is compared as well", async () => {
  const { id, fileOf } = await fileSink();
  for (const days of [20, 3]) await record(2, { at: ago(days) });
  await shipped(id);
  const { position } = await db.auditSink.findUniqueOrThrow({ where: { id } });
  await night(0);
  await db.auditSinkLetter.create({
    data: {
      ...{ sinkId: id, firstLeaf: position - 4n, count: 4, cause: "missing", reason: "away" },
      ...{ at: new Date(), sent: 4, replayedAt: new Date() },
    },
  });
  takeOut(fileOf(ago(20)), 1);
  await night(0);
  expect((await noted(id)).at(-1)).toBe(1);
});

test("a day whose comparison failed is compared in the next night", async () => {
  const { id, fileOf } = await fileSink();
  await record(10, { at: ago(2) });
  await shipped(id);
  const file = fileOf(ago(2));
  takeOut(file, 3);
  fs.renameSync(file, `${file}.away`);
  fs.mkdirSync(file);
  await night(1);
  expect(await noted(id)).toEqual([]);
  fs.rmdirSync(file);
  fs.renameSync(`${file}.away`, file);
  await night(0);
  expect(await noted(id)).toEqual([3]);
});

test("a long time is caught up with day by day, up to the day before", async () => {
  const { id, fileOf } = await fileSink();
  for (const days of [30, 28, 20, 1]) await record(5, { at: ago(days) });
  const today = await record(5);
  await shipped(id);
  for (const days of [30, 20, 1, 0]) takeOut(fileOf(ago(days)), 2);
  await night(0);
  expect(await noted(id)).toEqual([2, 0, 2, 2]);
  const row = await db.auditSink.findUniqueOrThrow({ where: { id } });
  expect(row.position - row.comparedTo).toBeGreaterThanOrEqual(today.length);
});
