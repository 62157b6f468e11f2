import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { randomOf } from "../bench/random.ts";
import { verify } from "../verify-audit.mjs";
import { copyOf, keyText, newCase, newKeys, witnessText, type Case } from "./case.ts";
import { exportLines, textOf, type Line } from "./export-lines.ts";
import { changeFact, forge, removeFact, swapFacts } from "./rewritten.ts";
import { seal } from "./seal.ts";
import { tell, type Story } from "./story.ts";
import { tamper } from "./tamper.ts";

const keys = newKeys();
const VERIFIER = path.join(import.meta.dirname, "..", "verify-audit.mjs");

const outsideOf = ({ sealed }: Pick<Case, "sealed">) =>
  sealed.notes.map(({ size, note }) => ({ file: `checkpoint-${size}`, note }));

const check = (text: string, more: Partial<Parameters<typeof verify>[0]> = {}) =>
  verify({ open: () => [Buffer.from(text)], keys: [keyText(keys)], ...more });

test("of 1,300 tamperings every one is found, and its place is named", async () => {
  const { total, missed, kinds } = await tamper(1_300);
  expect(missed).toEqual([]);
  expect(total).toEqual({ tried: 1_300, found: 1_300, named: 1_300 });
  // None of them may have been without anything to tamper with.
  for (const [kind, { tried }] of kinds) expect(tried, kind).toBeGreaterThan(5);
}, 240_000);

test("a log that nobody touched is whole, from its start or from any leaf", async () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const story = tell(randomOf(seed), 60);
    const sealed = await seal(story, keys);
    for (const firstLeaf of [0, 1, 2 + seed, story.records.length - 1]) {
      const part = { origin: keys.log.name, firstLeaf };
      const text = textOf(exportLines(story, sealed, part));
      const result = await check(text, {
        checkpoints: outsideOf({ sealed }),
        witnesses: [witnessText(keys)],
      });
      expect(result, `log ${seed} from leaf ${firstLeaf}`).toMatchObject({ verdict: "whole" });
    }
  }
}, 60_000);

test("a perfect forgery with the log's own key shows only in checkpoints from outside", async () => {
  let tried = 0;
  for (let seed = 1; seed <= 12; seed += 1)
    for (const tell of [changeFact, removeFact, swapFacts]) {
      const given = { ...(await newCase(seed, keys)), firstLeaf: 0 };
      const rewriting = tell(given);
      if (rewriting === null) continue;
      const text = await forge(given, rewriting, keys);
      // This is the limit that the documentation states, and what anchors are for.
      expect(await check(text)).toMatchObject({ verdict: "whole" });
      const remembered = await check(text, { checkpoints: outsideOf(given) });
      expect(remembered).toMatchObject({ verdict: "tampered" });
      tried += 1;
    }
  expect(tried).toBeGreaterThan(25);
}, 60_000);

test("chunks may end anywhere, and the last line needs no newline", async () => {
  const { lines } = await newCase(3, keys);
  const bytes = Buffer.from(textOf(lines).trimEnd());
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 7) chunks.push(bytes.subarray(at, at + 7));
  const result = await check("", { open: () => chunks });
  expect(result).toMatchObject({ verdict: "whole" });
});

test("what a heartbeat saw a moment ago may still be missing, and that is said", async () => {
  const story = storyWithoutEnd(20_000);
  const text = textOf(exportLines(story, await seal(story, keys), part()));
  const result = await check(text);
  expect(result).toMatchObject({ verdict: "whole" });
  expect(JSON.stringify(result)).toContain("the last heartbeats saw are not in this export yet");
});

test("what a heartbeat saw, and comes after it, must be what it saw", async () => {
  const story = storyWithoutEnd(20_000);
  const [opened, last] = [story.records[1], story.records[3]];
  if (!opened || !last) throw new Error("no records");
  const late = { ...opened, id: randomOf(9).uuid(), action: "server.retire", seq: 2, after: null };
  story.records = [...story.records.slice(0, 3), { ...late, kind: "command" as const }, last];
  story.checkpoints = [5];
  const honest = textOf(exportLines(story, await seal(story, keys), part()));
  expect(await check(honest)).toMatchObject({ verdict: "whole" });

  const heads = [{ writer: "web-2", epoch: 1, seq: 2, hash: "ab".repeat(32) }];
  const beat = story.records[2];
  if (beat) beat.after = { writers: heads };
  const lying = textOf(exportLines(story, await seal(story, keys), part()));
  expect(await check(lying)).toMatchObject({
    verdict: "tampered",
    reason: "The heartbeat at leaf 2 saw another record here.",
    place: { leaf: 3, writer: "web-2", seq: 2 },
  });
});

test("what a heartbeat saw long ago must be there", async () => {
  const story = storyWithoutEnd(11 * 60_000);
  const text = textOf(exportLines(story, await seal(story, keys), part()));
  expect(await check(text)).toMatchObject({
    verdict: "tampered",
    place: { missing: { writer: "web-2", epoch: 1, seq: 2 } },
  });
});

const part = () => ({ origin: keys.log.name, firstLeaf: 0 });

/** Writer web-2 wrote a second record, which a heartbeat of web-1 saw; it is not in the log. */
function storyWithoutEnd(laterMs: number): Story {
  const at = Date.parse("2026-11-26T08:00:00.000Z");
  const record = (facts: object, time: number) => ({
    ...{ id: randomOf(time).uuid(), at: new Date(time).toISOString(), outcome: "success" as const },
    ...{ actorKind: "system", actorId: "log", actorName: "Log", credentialId: null },
    ...{ targetKind: "writer", targetId: "", requestId: "", traceId: null },
    ...{ before: null, commitment: null, writer: "web-1", epoch: 1, seq: 1 },
    ...{ kind: "epoch" as const, action: "writer.open", after: OPENED },
    ...facts,
  });
  const writers = [{ writer: "web-2", epoch: 1, seq: 2, hash: "" }];
  const beat = { kind: "heartbeat" as const, action: "log.heartbeat", seq: 2, after: { writers } };
  const records = [
    record({}, at),
    record({ writer: "web-2" }, at + 1),
    record(beat, at + 2),
    record({ kind: "command", action: "server.retire", seq: 3, after: null }, at + laterMs),
  ];
  return { records, checkpoints: [4], personal: new Map(), pruned: new Set() };
}
const OPENED = { process: "web", previousEpoch: null, previousSeq: null, sealed: null };

/** An export in which every command of a person has these facts. */
async function textWith(after: JsonObject): Promise<string> {
  const { story } = await newCase(4, keys);
  for (const record of story.records)
    if (record.kind === "command" && record.actorKind === "user")
      Object.assign(record, { before: null, after });
  story.personal.clear();
  story.pruned.clear();
  return textOf(exportLines(story, await seal(story, keys), part()));
}

const LONG = '"n":100000000000000000000';
test.each<[string, JsonObject, (line: string) => string]>([
  ["twice", { n: 1 }, (line) => line.replace('"actorKind":', '"actorKind":"agent","actorKind":')],
  [
    "twice, where a number that is written shorter makes up for its length",
    { n: 1e20 },
    (line) => line.replace(LONG, '"n":1e20').replace('"action":', '"action":"abcde","action":'),
  ],
  [
    "twice, once by an escape",
    { n: 1 },
    (line) => line.replace('"action":', '"\\u0061ction":"x","action":'),
  ],
  [
    "twice, in its facts",
    { n: 1e20 },
    (line) => line.replace(LONG, '"n":0,"n":1e20'.padEnd(LONG.length)),
  ],
  ["as a number that others read exactly", { n: 2 ** 53 }, (line) => line.replace("0992", "0993")],
])(
  "a member written %s is found: another program may read it otherwise",
  async (_how, after, change) => {
    const text = await textWith(after);
    expect(await check(text)).toMatchObject({ verdict: "whole" });
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes('"actorKind":"user"'));
    const changed = change(lines[at] ?? "");
    expect(changed).not.toBe(lines[at]);
    lines[at] = changed;
    expect(await check(lines.join("\n"))).toMatchObject({
      verdict: "tampered",
      reason: expect.stringContaining("twice") as string,
      place: { line: at + 1 },
    });
  },
);

test("a member written twice in the first line makes the file unusable", async () => {
  const { lines } = await newCase(4, keys);
  const text = textOf(lines).replace('"size":', '"size":1,"size":');
  expect(await check(text)).toMatchObject({
    verdict: "unusable",
    reason: expect.stringContaining("twice") as string,
  });
});

test("members whose names are numbers may stand as the product hashes them", async () => {
  const text = await textWith({ 9: "a", 10: "b" });
  const written = text.replaceAll('{"9":"a","10":"b"}', '{"10":"b","9":"a"}');
  expect(written).not.toBe(text);
  for (const one of [text, written]) expect(await check(one)).toMatchObject({ verdict: "whole" });
});

test("an absent token and an empty one have one hash, and only one form is allowed", async () => {
  const { lines } = await newCase(5, keys);
  const text = textOf(lines).replace('"credentialId":null', '"credentialId":""');
  expect(await check(text)).toMatchObject({ verdict: "tampered" });
});

test("an id that two records have is found, however well they are signed", async () => {
  const { story } = await newCase(6, keys);
  const [first, second] = story.records.filter(({ kind }) => kind === "command").slice(-2);
  if (!first || !second) throw new Error("no commands");
  second.id = first.id;
  story.personal.clear();
  const text = textOf(exportLines(story, await seal(story, keys), part()));
  expect(await check(text)).toMatchObject({
    verdict: "tampered",
    reason: "Two records have the same id.",
    place: { id: first.id },
  });
});

test.each([
  ["no key", { keys: [] }, "--key"],
  ["a text that is no key", { keys: ["hello"] }, "verifier key"],
  ["an outside checkpoint that is none", { checkpoints: [{ file: "f", note: "x" }] }, "f is no"],
  ["a witness's key as the log's", { keys: [witnessText(keys)] }, "witness"],
  ["the log's key as a witness's", { witnesses: [keyText(keys).split(/: |\n/)[1] ?? ""] }, "wit"],
])("%s is unusable, not tampering", async (_what, more, reason) => {
  const { lines } = await newCase(7, keys);
  expect(await check(textOf(lines), more)).toMatchObject({
    verdict: "unusable",
    reason: expect.stringContaining(reason) as string,
  });
});

test.each([
  ["an empty file", ""],
  ["another file", '{"type":"package","format":"gatehouse-audit-export/1"}\n'],
  ["a later format", '{"type":"export","format":"gatehouse-audit-export/2"}\n'],
  ["no JSON", "hello\n"],
])("%s is unusable", async (_what, text) => {
  expect(await check(text)).toMatchObject({ verdict: "unusable" });
});

// ---------------------------------------------------------------- the command line itself

const folder = mkdtempSync(path.join(tmpdir(), "verify-audit-"));
const inFolder = (name: string) => path.join(folder, name);
const run = (...args: string[]) => {
  const { status, stdout } = spawnSync(process.execPath, [VERIFIER, ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, stdout };
};

beforeAll(async () => {
  const given = { ...(await newCase(11, keys)), firstLeaf: 0 };
  const lines: readonly Line[] = exportLines(given.story, given.sealed, part());
  writeFileSync(inFolder("log.jsonl"), textOf(lines));
  writeFileSync(inFolder("key.pem"), keyText(keys));
  writeFileSync(inFolder("bare.pem"), keyText(keys).replace(/^#.*\n/, ""));
  writeFileSync(inFolder("other.pem"), keyText(newKeys()));
  writeFileSync(inFolder("witness.txt"), `${witnessText(keys)}\n`);
  mkdirSync(inFolder("anchors"));
  for (const { size, note } of given.sealed.notes)
    writeFileSync(inFolder(`anchors/checkpoint-${size}`), note);
  const changed = copyOf({ lines });
  const line = changed.find(({ type, actorKind }) => type === "record" && actorKind === "user");
  if (line) line["actorId"] = "\u001b[31mmallory";
  writeFileSync(inFolder("changed.jsonl"), textOf(changed));
  const rewriting = changeFact(given);
  if (!rewriting) throw new Error("nothing to rewrite");
  writeFileSync(inFolder("forged.jsonl"), await forge(given, rewriting, keys));
});

test.each([
  ["the export and the key", ["log.jsonl", "--key", "key.pem"], 0],
  ["a key without its name", ["log.jsonl", "--key", "bare.pem"], 0],
  ["earlier keys too", ["log.jsonl", "--key", "other.pem", "key.pem"], 0],
  [
    "everything",
    ["log.jsonl", "--key", "key.pem", "--checkpoint", "anchors", "--witness", "witness.txt"],
    0,
  ],
  ["a changed record", ["changed.jsonl", "--key", "key.pem"], 1],
  ["another key", ["log.jsonl", "--key", "other.pem"], 1],
  ["a forgery", ["forged.jsonl", "--key", "key.pem", "--checkpoint", "anchors"], 1],
  ["a forgery without help", ["forged.jsonl", "--key", "key.pem"], 0],
  ["no arguments", [], 2],
  ["no key", ["log.jsonl"], 2],
  ["a missing file", ["missing.jsonl", "--key", "key.pem"], 2],
  ["an unknown option", ["log.jsonl", "--key", "key.pem", "--fast"], 2],
  ["two exports", ["log.jsonl", "log.jsonl", "--key", "key.pem"], 2],
  ["a key as the export", ["key.pem", "--key", "key.pem"], 2],
])("with %s the command line exits as promised", (_what, args, status) => {
  expect(run(...args).status).toBe(status);
});

test("its words name the place, and nothing of the export steers the terminal", () => {
  const { stdout } = run("changed.jsonl", "--key", "key.pem");
  expect(stdout).toMatch(/^Tampered with: The record does not have the hash/);
  expect(stdout).toMatch(/leaf \d+; writer \S+, epoch \d+, seq \d+; record \S+; line \d+/);
  expect(stdout).not.toContain("\u001b");
  expect(run("log.jsonl", "--key", "key.pem").stdout).toMatch(/^Whole: \d+ records/);
});

test("its JSON is one object on one line", () => {
  const { stdout } = run("changed.jsonl", "--key", "key.pem", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: "tampered",
    place: { writer: expect.any(String) as string, leaf: expect.any(Number) as number },
  });
  const unusable = run("--json");
  expect(JSON.parse(unusable.stdout)).toMatchObject({ verdict: "unusable" });
});
