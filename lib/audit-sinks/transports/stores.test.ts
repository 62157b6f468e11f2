import { randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"; // prettier-ignore
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sampleBatch, sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts"; // prettier-ignore
import { S3Receiver } from "#lib/testing/audit-receivers/s3-receiver.ts";
import { reconcile } from "../core/seq-ranges.ts";
import { eventId, type SinkEvent } from "../core/sink-event.ts";
import { SinkConfig } from "../schemas.ts";
import { readBack, sendBatch } from "./send-batch.ts";
import type { SinkTarget } from "./sink-target.ts";

let fileRoot: string;
beforeEach(() => {
  fileRoot = mkdtempSync(path.join(tmpdir(), "sink-"));
});
afterEach(() => rmSync(fileRoot, { recursive: true, force: true }));

const never = new AbortController().signal;
const DAY = { from: "2026-11-26", to: "2026-11-26" };
const fileTarget = (more: object = {}): SinkTarget => ({
  id: randomUUID(),
  config: SinkConfig.parse({ kind: "file", format: "json", folder: "siem/gatehouse", ...more }),
  secrets: {},
  version: "1.2.3",
  fileRoot,
});
const fileOf = (day = DAY.from) => path.join(fileRoot, `siem/gatehouse/gatehouse-audit-${day}.jsonl`); // prettier-ignore
const linesOf = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");

describe("a file", () => {
  test("has a line for each event, is ours alone, and grows", async () => {
    for (const batch of [sampleBatch(3), [sampleCheckpoint()]])
      expect(await sendBatch(batch, fileTarget(), never)).toEqual({ accepted: batch.length, retry: null }); // prettier-ignore
    expect(linesOf(fileOf())).toHaveLength(4);
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(fileOf())).mode & 0o777).toBe(0o700);
  });

  test("holds the records of its own UTC day", async () => {
    const batch = [
      sampleEvent({ at: "2026-11-26T23:59:59.999Z" }),
      sampleEvent({ at: "2026-11-27T00:00:00.000Z", seq: 2 }),
      sampleEvent({ at: "2026-11-26T23:59:59.999Z", seq: 3 }),
    ];
    expect(await sendBatch(batch, fileTarget(), never)).toEqual({ accepted: 3, retry: null });
    expect([linesOf(fileOf()).length, linesOf(fileOf("2026-11-27")).length]).toEqual([2, 1]);
  });

  test("that is deleted is begun again, and what is missing is named", async () => {
    await sendBatch(sampleBatch(5), fileTarget(), never);
    rmSync(fileOf());
    await sendBatch([sampleEvent({ seq: 6 })], fileTarget(), never);
    const back = await readBack(DAY, fileTarget(), never);
    expect(reconcile([{ writer: "web-1", epoch: 1, from: 1, to: 6 }], back?.ranges ?? [])).toEqual([
      { writer: "web-1", epoch: 1, from: 1, to: 5 },
    ]);
  });

  test("with a torn last line does not swallow the next record", async () => {
    await sendBatch(sampleBatch(1), fileTarget(), never);
    writeFileSync(fileOf(), '{"type":"record","writer":"web-1","ep', { flag: "a" });
    await sendBatch([sampleEvent({ seq: 2 })], fileTarget(), never);
    expect(await readBack(DAY, fileTarget(), never)).toEqual({
      ranges: [{ writer: "web-1", epoch: 1, from: 1, to: 2 }],
      repeats: 0,
      unreadable: 1,
    });
  });

  test.each(["json", "ocsf", "cef", "leef"])(
    "in %s is read back, repeats counted",
    async (format) => {
      const target = fileTarget({ format });
      await sendBatch([...sampleBatch(4, { targetId: "a|b=c \\ d" }), sampleCheckpoint()], target, never); // prettier-ignore
      await sendBatch([sampleEvent({ seq: 2 })], target, never);
      expect(await readBack(DAY, target, never)).toEqual({
        ranges: [{ writer: "web-1", epoch: 1, from: 1, to: 4 }],
        repeats: 1,
        unreadable: 0,
      });
    },
  );

  const elsewhere = () => path.join(fileRoot, "elsewhere");
  test.each<[string, () => void]>([
    ["a link to another file", () => symlinkSync(elsewhere(), fileOf())],
    ["a second name of another file", () => linkSync(elsewhere(), fileOf())],
    ["a folder", () => mkdirSync(fileOf())],
    ["a link to a device", () => symlinkSync("/dev/full", fileOf())],
  ])("is not written where its place is taken by %s", async (_what, take) => {
    mkdirSync(path.dirname(fileOf()), { recursive: true });
    writeFileSync(elsewhere(), "theirs");
    take();
    expect(await sendBatch(sampleBatch(1), fileTarget(), never)).toMatchObject({ accepted: 0, retry: {} }); // prettier-ignore
    expect(readFileSync(elsewhere(), "utf8")).toBe("theirs");
  });

  test("is not written through a folder that is a link", async () => {
    const outside = mkdtempSync(path.join(tmpdir(), "outside-"));
    symlinkSync(outside, path.join(fileRoot, "siem"));
    const result = await sendBatch(sampleBatch(1), fileTarget(), never);
    expect(result).toMatchObject({ accepted: 0, retry: { reason: expect.stringContaining("link") as string } }); // prettier-ignore
    expect(existsSync(path.join(outside, "gatehouse"))).toBe(false);
    rmSync(outside, { recursive: true });
  });

  test.each(["../x", "/etc", "a/../b", "a//b", "", ".ssh", "a\\b"])(
    "folder %j is refused",
    (folder) => {
      expect(SinkConfig.safeParse({ kind: "file", format: "json", folder }).success).toBe(false);
    },
  );

  test("that cannot be synced keeps no line of the batch, and takes it later", async () => {
    await sendBatch(sampleBatch(2), fileTarget(), never);
    const before = readFileSync(fileOf(), "utf8");
    const handle = await open(fileOf(), "r");
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const full = Object.assign(new Error("no space in /secret/place"), { code: "ENOSPC" });
    const sync = vi.spyOn(prototype, "sync").mockRejectedValueOnce(full);
    const batch = [sampleEvent({ seq: 3 })];
    expect(await sendBatch(batch, fileTarget(), never)).toEqual({
      accepted: 0,
      retry: { reason: "The disk is full." },
    });
    expect(readFileSync(fileOf(), "utf8")).toBe(before);
    sync.mockRestore();
    expect(await sendBatch(batch, fileTarget(), never)).toEqual({ accepted: 1, retry: null });
    expect(linesOf(fileOf())).toHaveLength(3);
  });
});

describe("an object store", () => {
  const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a secret key of this test" };
  let store: S3Receiver;
  beforeEach(async () => {
    store = new S3Receiver("audit", keys);
    await store.listen();
  });
  afterEach(() => store.close());
  const s3Target = (more: object = {}): SinkTarget => ({
    ...fileTarget(),
    config: SinkConfig.parse({ kind: "s3", format: "ocsf", url: store.url, bucket: "audit", prefix: "log/prod", allowedHosts: [store.host], timeoutMs: 1_000, ...more }), // prettier-ignore
    secrets: keys,
  });

  test("holds an object for each day and checkpoint, and a repeat overwrites itself", async () => {
    const batch: SinkEvent[] = [
      ...sampleBatch(3),
      sampleCheckpoint(3),
      sampleEvent({ at: "2026-11-27T00:00:00.000Z", seq: 4 }),
    ];
    for (const _ of [1, 2]) expect(await sendBatch(batch, s3Target(), never)).toEqual({ accepted: 5, retry: null }); // prettier-ignore
    expect([...store.objects.keys()].sort()).toEqual([
      "log/prod/2026/11/26/000000000000-000000000002.jsonl.gz",
      "log/prod/2026/11/26/checkpoint-000000000003.jsonl.gz",
      "log/prod/2026/11/27/000000000003-000000000003.jsonl.gz",
    ]);
    expect(store.ids().sort()).toEqual(batch.map(eventId).sort());
  });

  test("that fails between two objects has accepted the first", async () => {
    const batch = [...sampleBatch(2), sampleCheckpoint(2), sampleEvent({ seq: 3 })];
    let puts = 0;
    const real = store.objects.set.bind(store.objects);
    store.objects.set = (key, body) => {
      puts += 1;
      if (puts === 2) store.fault = { kind: "status", status: 503, times: Infinity };
      return real(key, body);
    };
    expect(await sendBatch(batch, s3Target(), never)).toMatchObject({ accepted: 3, retry: {} });
  });

  test("that refuses an object says which, and that it is not about one record", async () => {
    store.fault = { kind: "status", status: 400, times: 1 };
    const result = await sendBatch(sampleBatch(3), s3Target(), never);
    expect(result).toEqual({
      accepted: 0,
      retry: {
        reason:
          "The store refuses the object log/prod/2026/11/26/000000000000-000000000002.jsonl.gz as a whole. The receiver answered 400. None of its records is set aside: everything waits until the store takes it.",
      },
    });
    expect(await sendBatch(sampleBatch(3), s3Target(), never)).toEqual({
      accepted: 3,
      retry: null,
    });
  });

  test("is read back over the pages of its list, and what was dropped is named", async () => {
    const target = s3Target();
    for (let seq = 1; seq <= 9; seq += 1) {
      store.fault = seq % 3 === 0 ? { kind: "lie" } : null;
      await sendBatch([sampleEvent({ seq })], target, never);
    }
    store.fault = null;
    const back = await readBack(DAY, target, never);
    expect(back).toMatchObject({ repeats: 0, unreadable: 0 });
    const sent = [{ writer: "web-1", epoch: 1, from: 1, to: 9 }];
    expect(reconcile(sent, back?.ranges ?? [])).toEqual(
      [3, 6, 9].map((seq) => ({ writer: "web-1", epoch: 1, from: seq, to: seq })),
    );
  });

  test("with a spoilt object says so instead of reporting it as read", async () => {
    await sendBatch(sampleBatch(2), s3Target(), never);
    const [key = ""] = store.objects.keys();
    store.objects.set(key, Buffer.from("not gzip"));
    expect(await readBack(DAY, s3Target(), never)).toEqual({ ranges: [], repeats: 0, unreadable: 1 }); // prettier-ignore
  });

  test("that cannot be listed throws an error without secrets", async () => {
    store.fault = { kind: "status", status: 500, times: Infinity };
    await expect(readBack(DAY, s3Target(), never)).rejects.toThrow(
      "The object store could not be read. The receiver answered 500.",
    );
  });
});

test("other kinds are read back by a list from their side", async () => {
  const config = SinkConfig.parse({
    kind: "webhook",
    format: "json",
    url: "https://siem.example/",
  });
  expect(await readBack(DAY, { ...fileTarget(), config }, never)).toBeNull();
});
