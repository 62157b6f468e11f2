import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { cosignedAt } from "#lib/audit/tree/cosignature.ts";
import { EMPTY_TREE, appendLeaves, rootOf } from "#lib/audit/tree/merkle.ts";
import { consistencyProof } from "#lib/audit/tree/proofs.ts";
import { createKey, signerFromJson, verifierOf } from "#lib/audit/tree/signer.ts";
import { growTiles, tileSource } from "#lib/audit/tree/tiles.ts";
import { COSIGNATURE, verifierKey } from "#lib/audit/tree/verifier-key.ts";
import { askWitness } from "./ask-witness.ts";
import { decideWitness } from "./decide.ts";
import { formatAddCheckpoint, parseAddCheckpoint } from "./request-text.ts";
import { startWitness, type RunningWitness, type WitnessOptions } from "./start-witness.ts";

const ORIGIN = "gatehouse.audit/witnessed";
const log = signerFromJson(createKey(ORIGIN));
const signer = signerFromJson(createKey("witness.example/w1"));
const witness = verifierKey(signer.name, COSIGNATURE, signer.publicKey);
const options = { witness, allowedHosts: ["127.0.0.1"] };

const leaf = (text: string): Buffer => createHash("sha256").update(`\u0000${text}`).digest();
const HONEST = Array.from({ length: 300 }, (_, index) => leaf(`record ${index}`));
/** The same log with one record rewritten, and everything after it re-signed. */
const FORKED = HONEST.map((hash, index) => (index === 50 ? leaf("rewritten") : hash));

const rootFor = (leaves: readonly Buffer[], size: number): Buffer =>
  rootOf(appendLeaves(EMPTY_TREE, leaves.slice(0, size)));

const noteFor = (leaves: readonly Buffer[], size: number, by = log): Promise<string> =>
  signCheckpoint({ origin: ORIGIN, size, root: rootFor(leaves, size) }, by);

async function proofFor(leaves: readonly Buffer[], from: number, to: number): Promise<Buffer[]> {
  const tiles = growTiles(0, [], leaves).changed;
  const source = tileSource((level, index) => {
    const tile = tiles.find((one) => one.level === level && one.index === index);
    return Promise.resolve(tile?.hashes ?? Buffer.alloc(0));
  });
  return consistencyProof(from, to, source);
}

/** Asks as an honest log would: from `oldSize`, with the proof of these leaves. */
async function ask(url: string, leaves: readonly Buffer[], sizes: [number, number]) {
  const [oldSize, size] = sizes;
  const proof = await proofFor(leaves, oldSize, size);
  return askWitness(url, { oldSize, proof, note: await noteFor(leaves, size) }, options);
}

const running: RunningWitness[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const newFolder = (): string => mkdtempSync(path.join(tmpdir(), "witness-"));

async function start(stateDir: string, more: Partial<WitnessOptions> = {}) {
  const lines: string[] = [];
  const logKeys = [verifierOf(log)];
  const started = await startWitness({
    ...{ stateDir, signer, logKeys, host: "127.0.0.1", port: 0 },
    log: (line) => lines.push(line),
    ...more,
  });
  running.push(started);
  const events = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...started, events };
}

const post = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/add-checkpoint`, { method: "POST", body });

test("a log that only grows is cosigned, across a restart of the witness", async () => {
  const folder = newFolder();
  const first = await start(folder);
  expect(await ask(first.url, HONEST, [0, 1])).toMatchObject({ state: "cosigned" });
  expect(await ask(first.url, HONEST, [1, 100])).toMatchObject({ state: "cosigned" });
  await first.stop();

  const second = await start(folder);
  const reply = await ask(second.url, HONEST, [100, 300]);
  if (reply.state !== "cosigned") throw new Error(JSON.stringify(reply));
  const note = (await noteFor(HONEST, 300)) + reply.line;
  expect(cosignedAt(note, witness)).toBeGreaterThan(Date.now() / 1_000 - 60);
  expect(await ask(second.url, HONEST, [300, 300])).toMatchObject({ state: "cosigned" });
});

test("an asker that does not know the witness's size learns it", async () => {
  const { url } = await start(newFolder());
  await ask(url, HONEST, [0, 120]);
  expect(await ask(url, HONEST, [0, 200])).toEqual({ state: "behind", size: 120 });
  expect(await ask(url, HONEST, [119, 200])).toEqual({ state: "behind", size: 120 });

  const body = formatAddCheckpoint({ oldSize: 0, proof: [], note: await noteFor(HONEST, 200) });
  const answer = await post(url, body);
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    409,
    "text/x.tlog.size",
    "120\n",
  ]);
});

test("a log that lost its end is refused, counted and told", async () => {
  const { url, events } = await start(newFolder());
  await ask(url, HONEST, [0, 200]);
  expect(await ask(url, HONEST, [150, 150])).toEqual({ state: "behind", size: 200 });
  expect(events()).toContainEqual(
    expect.objectContaining({ event: "shrank", size: 150, held: 200 }),
  );
  const health = (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
  expect(health).toMatchObject({
    logs: [{ origin: ORIGIN, size: 200, alarm: false }],
    counts: { cosigned: 1, shrinking: 1 },
  });
});

test("a rewritten log of the same size raises an alarm that only an operator ends", async () => {
  const folder = newFolder();
  const first = await start(folder);
  await ask(first.url, HONEST, [0, 200]);
  const reply = await ask(first.url, FORKED, [200, 200]);
  expect(reply).toEqual({
    state: "alarm",
    reason: "alarm: The log signed two different trees of size 200.",
  });
  expect(first.events()).toContainEqual(expect.objectContaining({ event: "alarm" }));
  await first.stop();

  const file = readdirSync(folder).find((name) => name.endsWith(".alarm.json")) ?? "";
  const evidence = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as unknown;
  expect(evidence).toMatchObject({
    origin: ORIGIN,
    held: await noteFor(HONEST, 200),
    offered: await noteFor(FORKED, 200),
  });

  const second = await start(folder);
  expect(await ask(second.url, HONEST, [200, 300])).toMatchObject({ state: "alarm" });
  rmSync(path.join(folder, file));
  expect(await ask(second.url, HONEST, [200, 300])).toMatchObject({ state: "cosigned" });
});

test("a fork cannot hide behind a wrong old size", async () => {
  const { url } = await start(newFolder());
  await ask(url, HONEST, [0, 200]);
  expect(await ask(url, FORKED, [0, 200])).toMatchObject({ state: "alarm" });
});

test("a rewritten log that has grown is never cosigned, and the evidence is kept", async () => {
  const folder = newFolder();
  const { url, events } = await start(folder);
  await ask(url, HONEST, [0, 200]);
  for (const leaves of [FORKED, HONEST]) {
    const proof = await proofFor(leaves, 200, 300);
    const note = await noteFor(FORKED, 300);
    expect(await askWitness(url, { oldSize: 200, proof, note }, options)).toMatchObject({
      state: "alarm",
      reason: expect.stringContaining("no proof") as string,
    });
  }
  expect(events().filter(({ event }) => event === "suspicion")).toHaveLength(2);
  const file = readdirSync(folder).find((name) => name.endsWith(".suspicion.json")) ?? "";
  expect(readFileSync(path.join(folder, file), "utf8")).toContain("held");
  // A stranger's wrong proof must not stop the log for good.
  expect(await ask(url, HONEST, [200, 300])).toMatchObject({ state: "cosigned" });
});

test("a log that proves nothing for ten minutes is an alarm, until it proves something", async () => {
  let minutes = 0;
  const now = () => new Date(Date.UTC(2026, 10, 27, 12, minutes));
  const { url, events } = await start(newFolder(), { now });
  const health = async () => {
    const { logs } = (await (await fetch(`${url}/health`)).json()) as {
      logs: { alarm: boolean }[];
    };
    return logs[0]?.alarm;
  };
  const told = () => events().map(({ event }) => event);
  await ask(url, HONEST, [0, 200]);
  for (minutes of [0, 9]) await ask(url, FORKED, [200, 300]);
  expect([await health(), told().at(-1)]).toEqual([false, "suspicion"]);
  for (minutes of [10, 11]) await ask(url, FORKED, [200, 300]);
  expect(await health()).toBe(true);
  expect(told().slice(-2)).toEqual(["alarm", "suspicion"]);
  expect(await ask(url, HONEST, [200, 250])).toMatchObject({ state: "cosigned" });
  expect(await health()).toBe(false);
  await ask(url, FORKED, [250, 300]);
  expect(told().at(-1)).toBe("suspicion");
});

test("what is no request, no known log or not signed by it has its own status", async () => {
  const { url } = await start(newFolder());
  const stranger = signerFromJson(createKey("other.example/log"));
  const namesake = signerFromJson(createKey(ORIGIN));
  const root = rootFor(HONEST, 5);
  const foreign = await signCheckpoint({ origin: "other.example/log", size: 5, root }, stranger);
  const status = async (body: string) => (await post(url, body)).status;
  const request = (note: string) => formatAddCheckpoint({ oldSize: 0, proof: [], note });

  expect(await status("hello")).toBe(400);
  expect(await status(request("no note"))).toBe(400);
  expect(await status(request(foreign))).toBe(404);
  expect(await status(request(await noteFor(HONEST, 5, namesake)))).toBe(403);
  expect(await status(request(await noteFor(HONEST, 5, stranger)))).toBe(403);
  const over = formatAddCheckpoint({ oldSize: 6, proof: [], note: await noteFor(HONEST, 5) });
  expect(await status(over)).toBe(400);
  expect(await status(`old 0\n\n${"x".repeat(70_000)}`)).toBe(413);
  expect((await fetch(`${url}/add-checkpoint`)).status).toBe(404);
  expect(await status(request(await noteFor(HONEST, 5)))).toBe(200);
});

test("of many askers at once, only consistent ones in order are cosigned", async () => {
  const { url } = await start(newFolder());
  await ask(url, HONEST, [0, 100]);
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask(url, HONEST, [100, 110 + index])),
  );
  const states = replies.map(({ state }) => state);
  expect(states.filter((state) => state === "cosigned")).toHaveLength(1);
  expect(states.filter((state) => state === "behind")).toHaveLength(19);
});

test("two rewritten histories at once: at most one is ever cosigned", async () => {
  const { url } = await start(newFolder());
  const [one, other] = await Promise.all([ask(url, HONEST, [0, 200]), ask(url, FORKED, [0, 200])]);
  expect([one.state, other.state].sort()).toEqual(["alarm", "cosigned"]);
});

test("a witness that cannot read its memory does not start", async () => {
  const folder = newFolder();
  const first = await start(folder);
  await ask(first.url, HONEST, [0, 200]);
  await first.stop();
  const file = readdirSync(folder).find((name) => name.endsWith(".json")) ?? "";
  writeFileSync(path.join(folder, file), '{"note":"');
  await expect(start(folder)).rejects.toThrow();
});

test("the alarm is posted until somebody takes it", async () => {
  const posted: unknown[] = [];
  let failures = 2;
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (failures-- <= 0) posted.push(JSON.parse(body));
      response.writeHead(posted.length > 0 ? 200 : 503).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const { url, events } = await start(newFolder(), {
    alarmWebhook: { url: `http://127.0.0.1:${port}/`, allowedHosts: ["127.0.0.1"], retryMs: 5 },
  });
  await ask(url, HONEST, [0, 200]);
  await ask(url, FORKED, [200, 200]);
  await expect.poll(() => posted).toHaveLength(1);
  expect(posted[0]).toMatchObject({ type: "audit.witness.alarm", origin: ORIGIN });
  expect(events().filter(({ event }) => event === "alarm_webhook_failed")).toHaveLength(2);
  await new Promise((resolve) => receiver.close(resolve));
});

test("an answer that the witness did not sign is no cosignature", async () => {
  const impostor = signerFromJson(createKey(signer.name));
  const { url } = await start(newFolder(), { signer: impostor });
  expect(await ask(url, HONEST, [0, 10])).toMatchObject({
    state: "unreachable",
    reason: expect.stringContaining("not signed") as string,
  });
});

test("a witness that is away, or not allowed, is unreachable", async () => {
  const { url, stop } = await start(newFolder());
  const note = await noteFor(HONEST, 10);
  const question = { oldSize: 0, proof: [], note };
  const closed = { witness, allowedHosts: [] };
  expect(await askWitness(url, question, closed)).toMatchObject({ state: "unreachable" });
  await stop();
  expect(await askWitness(url, question, options)).toMatchObject({ state: "unreachable" });
});

test("a request reads back as it was written, and nothing else is one", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.nat(), fc.array(hash, { maxLength: 63 }), (oldSize, proof) => {
      const request = { oldSize, proof, note: "o\n1\nr\n\n— a b\n" };
      expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
    }),
  );
  const line = Buffer.alloc(32).toString("base64");
  for (const body of ["old 1\n", "old 01\n\nn", "old -1\n\nn", "1\n\nn", "old 1\nAAAA\n\nn"])
    expect(parseAddCheckpoint(body)).toBeNull();
  expect(parseAddCheckpoint(`old 1\n${`${line}\n`.repeat(64)}\nn`)).toBeNull();
});

test("the decision is the one of C2SP tlog-witness", async () => {
  const held = { size: 5, root: rootFor(HONEST, 5) };
  const at = (size: number, leaves = HONEST) => ({
    ...{ origin: ORIGIN, size },
    root: rootFor(leaves, size),
  });
  const proof = await proofFor(HONEST, 5, 9);
  const table = [
    [null, { oldSize: 0, proof: [], checkpoint: at(9) }, "cosign"],
    [null, { oldSize: 0, proof, checkpoint: at(9) }, "unproven"],
    [null, { oldSize: 3, proof, checkpoint: at(9) }, "behind"],
    [held, { oldSize: 5, proof, checkpoint: at(9) }, "cosign"],
    [held, { oldSize: 5, proof: [], checkpoint: at(5) }, "cosign"],
    [held, { oldSize: 5, proof: [], checkpoint: at(9) }, "unproven"],
    [held, { oldSize: 4, proof, checkpoint: at(9) }, "behind"],
    [held, { oldSize: 4, proof, checkpoint: at(4) }, "behind"],
    [held, { oldSize: 5, proof, checkpoint: at(4) }, "malformed"],
    [held, { oldSize: 5, proof: [], checkpoint: { ...at(5), root: leaf("x") } }, "fork"],
  ] as const;
  for (const [state, question, kind] of table)
    expect(decideWitness(state, question).kind).toBe(kind);
});
