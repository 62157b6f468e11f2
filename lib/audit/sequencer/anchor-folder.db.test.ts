import "#lib/testing/alone.ts";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { backUpLog } from "#lib/testing/log-backup.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { createKey, signerFromJson } from "../tree/signer.ts";
import { directoryAnchor } from "./anchors.ts";
import { sequenceRound } from "./sequence-round.ts";
import { writeCheckpoint, type StoredCheckpoint } from "./write-checkpoint.ts";

const signer = signerFromJson(createKey("test.example/log"));
const root = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-anchor-folder-"));
afterAll(() => fs.rmSync(root, { recursive: true }));

async function signed(count: number): Promise<StoredCheckpoint> {
  await writeRecords(
    Array.from({ length: count }, () => ({ action: "x.y", targetKind: "server", targetId: "x" })),
  );
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
  if (!checkpoint) throw new Error("Nothing was signed.");
  return checkpoint;
}

/** What is in the folder: names, and the size that each note has. */
const contentOf = (folder: string) =>
  Object.fromEntries(
    fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [
        name,
        Number(fs.readFileSync(path.join(folder, name), "utf8").split("\n")[1]),
      ]),
  );
const fileOf = (size: number) => `checkpoint-${String(size).padStart(15, "0")}`;

/** What the folder held when the log was set back to before its newest checkpoint. */
let lost: StoredCheckpoint;
let short: StoredCheckpoint;
const folders = ["one", "two", "three", "four"].map((name) => path.join(root, name));
const [intact = "", without = "", moved = "", archived = ""] = folders;

beforeAll(async () => {
  const before = await signed(4);
  await closeWriters();
  const restore = await backUpLog();
  lost = await signed(40);
  for (const folder of folders.slice(0, 3))
    for (const checkpoint of [before, lost])
      expect((await directoryAnchor(folder, sql).publish(checkpoint)).state).toBe("done");
  await directoryAnchor(archived, sql).publish(before);
  await closeWriters();
  await restore();
  short = await signed(4);
  expect(short.size).toBeLessThan(lost.size);
});

test("a log that was set back is an alarm, and what the folder holds stays as it is", async () => {
  const evidence = contentOf(intact);
  expect(evidence).toMatchObject({ latest: lost.size, [fileOf(lost.size)]: lost.size });
  const { state, detail } = await directoryAnchor(intact, sql).publish(short);
  expect(state).toBe("alarm");
  expect(detail).toContain(`covers ${lost.size} records, and this log has fewer`);
  expect(contentOf(intact)).toEqual(evidence);
  // The same finding in the same words is told once a day.
  const next = await directoryAnchor(intact, sql).publish(await signed(1));
  expect(next.detail).toBe(detail);
});

test("taking only the newest name away does not help", async () => {
  fs.rmSync(path.join(without, "latest"));
  expect((await directoryAnchor(without, sql).publish(short)).state).toBe("alarm");
});

test("who restored a backup moves the checkpoints aside: that is told once, and the log goes on", async () => {
  const aside = path.join(moved, "before-the-restore");
  const names = fs.readdirSync(moved);
  fs.mkdirSync(aside);
  for (const name of names) fs.renameSync(path.join(moved, name), path.join(aside, name));
  // As long as it cannot be read, nothing begins anew: it would never be asked for again.
  fs.renameSync(path.join(aside, "latest"), path.join(root, "latest.away"));
  fs.mkdirSync(path.join(aside, "latest"));
  await expect(directoryAnchor(moved, sql).publish(short)).rejects.toThrow("EISDIR");
  expect(contentOf(moved)).toEqual({});
  fs.rmdirSync(path.join(aside, "latest"));
  fs.renameSync(path.join(root, "latest.away"), path.join(aside, "latest"));
  const { state, detail } = await directoryAnchor(moved, sql).publish(short);
  expect(state).toBe("alarm");
  expect(detail).toContain("set aside in the anchor folder (before-the-restore)");
  expect(detail).toContain(`covers ${lost.size} records`);
  const next = await signed(1);
  expect((await directoryAnchor(moved, sql).publish(next)).state).toBe("done");
  expect(contentOf(moved)).toMatchObject({ latest: next.size });
  expect(contentOf(aside)).toMatchObject({ latest: lost.size });
});

test("checkpoints that the log continues may be set aside without a word", async () => {
  const aside = path.join(archived, "last-year");
  fs.mkdirSync(aside);
  for (const name of Object.keys(contentOf(archived)))
    fs.renameSync(path.join(archived, name), path.join(aside, name));
  expect((await directoryAnchor(archived, sql).publish(short)).state).toBe("done");
});

test("a later one of another worker stays the newest", async () => {
  const folder = path.join(root, "workers");
  const [older, newer] = [await signed(1), await signed(1)];
  for (const checkpoint of [newer, older])
    expect((await directoryAnchor(folder, sql).publish(checkpoint)).state).toBe("done");
  expect(contentOf(folder)).toEqual({
    [fileOf(older.size)]: older.size,
    [fileOf(newer.size)]: newer.size,
    latest: newer.size,
  });
});

test("a log that has grown again past what was lost is still another one", async () => {
  const grown = await signed(60);
  expect(grown.size).toBeGreaterThan(lost.size);
  const { state, detail } = await directoryAnchor(intact, sql).publish(grown);
  expect(state).toBe("alarm");
  expect(detail).toContain(`another root for ${lost.size} records`);
});

test("what is no checkpoint is an alarm, and stays", async () => {
  const folder = path.join(root, "broken");
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "latest"), "nothing");
  const { state } = await directoryAnchor(folder, sql).publish(await signed(1));
  expect(state).toBe("alarm");
  expect(fs.readdirSync(folder)).toEqual(["latest"]);
});
