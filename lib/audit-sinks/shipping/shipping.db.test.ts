import "#lib/testing/alone.ts";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { env } from "#lib/config/env.ts";
import { db, sql } from "#lib/db/client.ts";
import type { Fault } from "#lib/testing/audit-receivers/http-receiver.ts";
import { newCertificate, SyslogReceiver } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { systemContext } from "#lib/testing/context.ts";
import { arrived, beginShipping, firstLeaf, newSink, receiving, record, replayed, SECRET, shipped, signer, step, treeSize, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore
import { listSinks } from "../list-sinks.ts";
import { reconcileSink, reconcileWithList } from "../reconcile-sink.ts";
import { testSink } from "../test-sink.ts";
import { readSink } from "./sink-row.ts";
import { startShipping } from "./start-shipping.ts";

const folder = fs.mkdtempSync(path.join(process.env["TMPDIR"] ?? "/tmp", "gatehouse-sinks-"));
Object.assign(env.audit, { sinkDir: path.join(folder, "sinks") });
afterAll(() => fs.rmSync(folder, { recursive: true }));

beforeEach(beginShipping);

test("every record arrives once and in order, and after them the signed state of the log", async () => {
  await receiving(async (receiver) => {
    // In time for an answer also while the machine is busy.
    const id = await newSink({
      config: {
        kind: "webhook",
        url: receiver.url,
        allowedHosts: [receiver.host],
        timeoutMs: 20_000,
      },
    });
    const ids = await record(1_200);
    await shipped(id);
    expect(arrived(receiver).filter((one) => ids.includes(one))).toEqual(ids);
    expect(receiver.ids().at(-1)).toMatch(/^checkpoint-\d+$/);
    await shipped(id);
    expect(receiver.ids().filter((one) => one.startsWith("checkpoint-"))).toHaveLength(1);
  });
});

test("a sink that is always behind is told the signed state of what it has, now and then", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    for (let n = 0; n < 5; n += 1) {
      await record(600);
      await step(id);
    }
    const { position, checkpointSize } = (await readSink(sql, id)) ?? {};
    expect(position).toBeLessThan(await treeSize());
    const told = receiver.ids().filter((one) => one.startsWith("checkpoint-"));
    expect(told).toEqual([`checkpoint-${checkpointSize}`]);
    // It stands behind every record that it is over.
    const at = receiver.ids().indexOf(told[0] ?? "");
    expect(at).toBeGreaterThanOrEqual((checkpointSize ?? 0) - firstLeaf());
  });
});

const FAULTS: [string, Fault][] = [
  ["hangs", { kind: "hang" }],
  ["closes half-way", { kind: "halfway" }],
  ["takes everything and does not answer", { kind: "no_answer" }],
  ["answers 503 to begin with", { kind: "status", status: 503, times: 2 }],
];
describe.each(FAULTS)("a receiver that %s", (_what, fault) => {
  test("gets every record in order once it works, at least once, with the same ids", async () => {
    await receiving(async (receiver) => {
      const id = await webhookTo(receiver);
      const ids = await record(30);
      receiver.fault = { ...fault };
      const first = await step(id);
      expect(first).toMatchObject({ moved: false, failed: true });
      const row = await readSink(sql, id);
      expect(row).toMatchObject({ failures: 1, position: firstLeaf() });
      expect(row?.openUntil).toBeInstanceOf(Date);
      receiver.fault = null;
      await shipped(id);
      const firsts = [...new Set(arrived(receiver))].filter((one) => ids.includes(one));
      expect(firsts).toEqual(ids);
      expect(await readSink(sql, id)).toMatchObject({ failures: 0 });
    });
  });
});

test("a receiver that refuses connections costs nothing but a rest that grows", async () => {
  const receiver = new WebhookBatchReceiver(SECRET);
  await receiver.listen();
  const id = await webhookTo(receiver);
  await record(3);
  await receiver.close();
  const rests: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    const before = Date.now();
    await step(id);
    rests.push(((await readSink(sql, id))?.openUntil?.getTime() ?? 0) - before);
  }
  expect(rests[5]).toBeGreaterThan(5_000);
  await receiver.listen();
  await shipped(id);
  expect(arrived(receiver).length).toBeGreaterThanOrEqual(3);
  await receiver.close();
});

test("what a receiver never takes is a dead letter; the rest goes on, and it can be sent again", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    const ids = await record(20);
    receiver.refuses = new Set([ids[7] ?? ""]);
    await shipped(id);
    expect(arrived(receiver).filter((one) => ids.includes(one))).toEqual(
      ids.filter((_, n) => n !== 7),
    );
    const [letter] = await db.auditSinkLetter.findMany({ where: { sinkId: id } });
    expect(letter).toMatchObject({ cause: "refused", count: 1, replayedAt: null });
    receiver.refuses.clear();
    await db.auditSinkLetter.updateMany({ where: { sinkId: id }, data: { askedAt: new Date() } });
    await replayed(id);
    expect(arrived(receiver)).toContain(ids[7]);
    expect(
      (await db.auditSinkLetter.findFirst({ where: { sinkId: id } }))?.replayedAt,
    ).not.toBeNull();
  });
});

test("a receiver too slow for a whole batch within its time gets smaller ones, and everything", async () => {
  const own = await newCertificate();
  const receiver = new SyslogReceiver(own);
  receiver.fault = "slow";
  await receiver.listen();
  const { port } = receiver;
  const id = await newSink({
    config: { kind: "syslog", host: "127.0.0.1", port, allowedHosts: [`127.0.0.1:${port}`], ca: own.cert }, // prettier-ignore
  });
  const ids = await record(600);
  expect(await step(id)).toMatchObject({ moved: false, failed: true });
  await shipped(id);
  expect([...new Set(receiver.ids())].filter((one) => ids.includes(one))).toEqual(ids);
  await receiver.close();
});

test("a filter leaves out what it does not name, and its position moves on past that", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver, { actions: ["request."] });
    await record(10);
    const [wanted] = await record(1, { action: "request.submit" });
    await shipped(id);
    expect(arrived(receiver)).toEqual([wanted]);
  });
});

test("two that send at the same time do not move the position twice", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    const ids = await record(100);
    await Promise.all([step(id), step(id)]);
    await shipped(id);
    expect([...new Set(arrived(receiver))].filter((one) => ids.includes(one))).toEqual(ids);
    const row = await readSink(sql, id);
    expect(row?.position).toBe(await treeSize());
  });
});

test("a sink that hangs does not hold up another one", async () => {
  await receiving((hanging) =>
    receiving(async (working) => {
      hanging.fault = { kind: "hang" };
      await webhookTo(hanging);
      await webhookTo(working);
      const ids = await record(5);
      const shipping = startShipping();
      await expect
        .poll(() => arrived(working).filter((one) => ids.includes(one)), { timeout: 10_000 })
        .toEqual(ids);
      await shipping.stop();
    }),
  );
});

test("secrets that cannot be opened are our own fault: the sink rests and says so", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(1);
    const { secret } = env;
    Object.assign(env, { secret: "x".repeat(40) });
    const shipping = startShipping();
    await expect
      .poll(async () => (await db.auditSink.findUniqueOrThrow({ where: { id } })).lastError ?? "", {
        timeout: 10_000,
      })
      .toContain("GATEHOUSE_SECRET was changed");
    await shipping.stop();
    Object.assign(env, { secret });
  });
});

const today = new Date().toISOString().slice(0, 10);
const days = { from: today, to: today };

test("a receiver that says yes and keeps nothing is found out by what it lists, and gets it again", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(10);
    receiver.fault = { kind: "lie" };
    await shipped(id);
    receiver.fault = null;
    const ids = await record(10);
    await shipped(id);
    const list = async function* () {
      for (const { data } of receiver.batches)
        for (const event of data) yield* [JSON.stringify(event), "", "not ours at all"];
      await Promise.resolve();
    };
    const found = await reconcileWithList(systemContext(), { sinkId: id, days }, list());
    expect(found.sent).toBeGreaterThanOrEqual(20);
    expect(found.sent - found.found).toBeGreaterThanOrEqual(10);
    const [letter] = await db.auditSinkLetter.findMany({ where: { sinkId: id } });
    expect(letter).toMatchObject({ cause: "missing" });
    await replayed(id);
    const again = await reconcileWithList(systemContext(), { sinkId: id, days }, list());
    expect(again.missing).toEqual([]);
    expect(arrived(receiver)).toEqual(expect.arrayContaining(ids));
    const noted = await db.auditEvent.findMany({
      where: { targetId: id, action: "sink.reconcile" },
      orderBy: { id: "asc" },
    });
    expect(noted.map(({ after }) => (after as { missing: number }).missing)).toEqual([
      found.sent - found.found,
      0,
    ]);
  });
});

test("what was taken out of the files of a sink is found by reading them", async () => {
  const id = await newSink({ config: { kind: "file", folder: "siem" } });
  await record(25);
  await shipped(id);
  const files = path.join(folder, "sinks", "siem");
  const [name = ""] = fs.readdirSync(files);
  const lines = fs.readFileSync(path.join(files, name), "utf8").split("\n");
  const whole = await reconcileSink(systemContext(), { sinkId: id, days });
  expect([whole.missing, whole.sent - whole.found]).toEqual([[], 0]);
  fs.writeFileSync(path.join(files, name), lines.filter((_, n) => n < 3 || n > 9).join("\n"));
  const { missing } = await reconcileSink(systemContext(), { sinkId: id, days });
  expect(missing.reduce((sum, range) => sum + range.to - range.from + 1, 0)).toBe(7);
  await replayed(id);
  expect((await reconcileSink(systemContext(), { sinkId: id, days })).missing).toEqual([]);
});

test("a test tells at once whether a sink is reached, and that somebody tried", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    expect(await testSink(systemContext(), { id })).toEqual({ sent: true });
    receiver.fault = { kind: "status", status: 500, times: 1 };
    expect(await testSink(systemContext(), { id })).toMatchObject({ sent: false });
    const tried = await db.auditEvent.findMany({
      where: { targetId: id, action: "sink.test" },
      orderBy: { id: "asc" },
    });
    expect(tried.map(({ after }) => (after as { sent: boolean }).sent)).toEqual([true, false]);
  });
});

test("the list of sinks says how far each is, without its secrets", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(4);
    const view = async () => (await listSinks(systemContext(), {})).find((one) => one.id === id);
    expect((await view())?.lag).toBeGreaterThanOrEqual(4);
    expect((await view())?.waitingSince).toBeInstanceOf(Date);
    await shipped(id);
    expect(await view()).toMatchObject({ lag: 0, waitingSince: null, letters: 0, failures: 0 });
    expect(JSON.stringify(await view())).not.toContain(SECRET.slice(6));
  });
});

test("a checkpoint is that of the log, as the sequencer signed it", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    await record(2);
    await shipped(id);
    const event = receiver.batches.at(-1)?.data.at(-1) as { note?: string; size?: number };
    const stored = await db.auditCheckpoint.findUniqueOrThrow({
      where: { size: event.size ?? 0 },
    });
    expect(event.note).toBe(stored.note);
    expect(
      await signCheckpoint(
        { origin: signer.name, size: event.size ?? 0, root: Buffer.from(stored.root) },
        signer,
      ),
    ).toBe(stored.note);
  });
});
