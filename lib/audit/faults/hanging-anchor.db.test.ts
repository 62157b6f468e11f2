import "#lib/testing/alone.ts";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { CallReceiver, gate } from "#lib/testing/receivers.ts";
import { configuredAnchors, type Anchor, type Anchored } from "../sequencer/anchors.ts";
import { sequenceRound } from "../sequencer/sequence-round.ts";
import { startPublishing } from "../sequencer/start-publishing.ts";
import { startSequencer } from "../sequencer/start-sequencer.ts";
import { writeCheckpoint, type StoredCheckpoint } from "../sequencer/write-checkpoint.ts";
import { createKey, signerFromJson } from "../tree/signer.ts";

const signer = signerFromJson(createKey("test.example/log"));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-hanging-"));
const receiver = new CallReceiver();
const DONE: Anchored = { state: "done", detail: null };
const PATIENCE_MS = 300;

beforeAll(async () => {
  Object.assign(env.audit, {
    anchorDir: folder,
    anchorWebhook: { url: await receiver.listen(), secret: `whsec_${"A".repeat(32)}` },
    allowedHosts: ["127.0.0.1"],
  });
});
afterAll(() => {
  receiver.close();
  fs.rmSync(folder, { recursive: true });
});

const write = () => writeRecords([{ action: "x.y", targetKind: "server", targetId: "x" }]);
const alarms: string[] = [];
const alarm = (what: string) => Promise.resolve(void alarms.push(what));
const newestNote = (anchor: string) =>
  db.auditAnchor.findFirst({ where: { anchor }, orderBy: { at: "desc" } });
const newestSize = async () =>
  Number((await db.auditCheckpoint.findFirstOrThrow({ orderBy: { size: "desc" } })).size);

async function signed(): Promise<StoredCheckpoint> {
  await write();
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
  if (!checkpoint) throw new Error("Nothing was signed.");
  return checkpoint;
}

/** The folder answers as a network mount that is gone: reading `latest` never ends. */
function hangFolder(): (note: string) => void {
  const latest = path.join(folder, "latest");
  execFileSync("mkfifo", [latest]);
  // Whatever still waits for somebody to write is let go: it would keep this process from ending.
  onTestFinished(() =>
    fs.closeSync(fs.openSync(latest, fs.constants.O_RDWR | fs.constants.O_NONBLOCK)),
  );
  return (note) => fs.writeFileSync(latest, note);
}

test("while anchors hang the tree grows and is signed, other anchors get it, and the page sees which do not", async () => {
  const held = gate();
  let [calls, most] = [0, 0];
  receiver.answer = async () => {
    calls += 1;
    most = Math.max(most, calls);
    await held.wait();
    calls -= 1;
    return 204;
  };
  const release = hangFolder();
  const taken: number[] = [];
  const working: Anchor = {
    name: "witness",
    publish: ({ size }) => Promise.resolve((taken.push(size), DONE)),
  };
  const publishing = startPublishing({
    ...{ sql, alarm, patienceMs: PATIENCE_MS },
    anchors: [...configuredAnchors(sql), working],
  });
  const sequencer = startSequencer({
    ...{ signer, checkpointMs: 1, alarm, noteKey: () => Promise.resolve() },
    publish: (checkpoint) => {
      publishing.offer(checkpoint);
      return new Promise(() => undefined);
    },
  });
  for (let round = 1; round <= 3; round += 1) {
    await write();
    await expect.poll(() => taken.length, { timeout: 4_000 }).toBeGreaterThanOrEqual(round);
  }
  for (const anchor of ["directory", "webhook"])
    await expect
      .poll(async () => Number((await newestNote(anchor))?.size), { timeout: 4_000 })
      .toBe(await newestSize());
  for (const anchor of ["directory", "webhook"])
    expect(await newestNote(anchor)).toMatchObject({
      state: "failed",
      detail: expect.stringContaining("has not answered since") as string,
    });
  expect([calls, most]).toEqual([1, 1]);

  const first = await db.auditCheckpoint.findFirstOrThrow({ orderBy: { size: "asc" } });
  release(first.note);
  held.open();
  for (const anchor of ["directory", "webhook"])
    await expect
      .poll(() => newestNote(anchor), { timeout: 8_000 })
      .toMatchObject({ state: "done", size: BigInt(await newestSize()) });
  expect(receiver.calls).toHaveLength(2);
  expect(alarms).toEqual([]);
  await sequencer.stop();
  await publishing.stop();
});

test("a worker that stops waits a moment for its anchors, and no longer", async () => {
  const held = gate();
  onTestFinished(held.open);
  const stuck: Anchor = { name: "witness", publish: () => held.wait().then(() => DONE) };
  const publishing = startPublishing({ sql, alarm, anchors: [stuck], stopMs: 100 });
  publishing.offer(await signed());
  await held.arrived;
  await publishing.stop();

  const soon = gate();
  const slow: Anchor = { name: "witness", publish: () => soon.wait().then(() => DONE) };
  const other = startPublishing({ sql, alarm, anchors: [slow] });
  const last = await signed();
  other.offer(last);
  await soon.arrived;
  const stopped = other.stop();
  soon.open();
  await stopped;
  expect(await newestNote("witness")).toMatchObject({ state: "done", size: BigInt(last.size) });
});

test.each<[Anchored["state"], "older" | "newer"]>([
  ["failed", "newer"],
  ["done", "newer"],
  ["alarm", "older"],
])(
  "where a publication of an older checkpoint ends late as %s, the note of the %s one counts",
  async (state, counts) => {
    const held = gate();
    const late: Anchor = {
      name: "webhook",
      publish: () => held.wait().then(() => ({ state, detail: "late" })),
    };
    const [older, newer] = [await signed(), await signed()];
    const one = startPublishing({ sql, alarm, anchors: [late] });
    one.offer(older);
    await held.arrived;
    const another = startPublishing({
      ...{ sql, alarm },
      anchors: [{ name: "webhook", publish: () => Promise.resolve(DONE) }],
    });
    another.offer(newer);
    await another.stop();
    held.open();
    await one.stop();
    const { size } = { older, newer }[counts];
    expect(await newestNote("webhook")).toMatchObject({ size: BigInt(size) });
  },
);

test("an alarm that could not be told is told with the next checkpoint", async () => {
  const told: string[] = [];
  let [isAway, tries] = [true, 0];
  const [first, next] = [await signed(), await signed()];
  const alarmed: Anchored = { state: "alarm", detail: "once" };
  const publishing = startPublishing({
    sql,
    alarm: async (what) => {
      tries += 1;
      if (isAway) throw new Error("The database is away.");
      await Promise.resolve(told.push(what));
    },
    anchors: [
      {
        name: "webhook",
        publish: ({ size }) => Promise.resolve(size === first.size ? alarmed : DONE),
      },
    ],
  });
  publishing.offer(first);
  await expect.poll(() => tries).toBe(1);
  isAway = false;
  publishing.offer(next);
  await expect.poll(() => told).toEqual(["once"]);
  await publishing.stop();
});
