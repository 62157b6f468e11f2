import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { canonicalJson } from "#lib/audit/core/canonical-json.ts";
import type { AuditProof } from "#lib/audit/get-proof.ts";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { inclusionProof } from "#lib/audit/tree/proofs.ts";
import { verifierOf } from "#lib/audit/tree/signer.ts";
import { growTiles, tileSource } from "#lib/audit/tree/tiles.ts";
import { formatVkey } from "#lib/audit/tree/verifier-key.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { verify } from "../verify-audit.mjs";
import { keyText, newCase, newKeys, witnessText, type Case } from "./case.ts";

const VERIFIER = path.join(import.meta.dirname, "..", "verify-audit.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-proof-"));
afterAll(() => rmSync(folder, { recursive: true }));

const keys = newKeys();
const given = await newCase(7, keys);

/** As `audit prove --json` prints it, under the checkpoint of that size. */
async function proofOf({ sealed }: Case, leaf: number, size: number) {
  const hashes = sealed.records.slice(0, size).map(({ hash }) => Buffer.from(hash, "hex"));
  const tiles = growTiles(0, [], hashes).changed;
  const tileAt = (level: number, index: number) =>
    tiles.find((tile) => tile.level === level && tile.index === index)?.hashes ?? Buffer.alloc(0);
  const source = tileSource((level, index) => Promise.resolve(tileAt(level, index)));
  const [record, checkpoint] = [
    sealed.records[leaf],
    sealed.notes.find((one) => one.size === size),
  ];
  if (!record || !checkpoint) throw new Error(`There is no leaf ${leaf} of ${size}.`);
  const { hash, before, after, ...fields } = record;
  const known = verifierOf(keys.log);
  const der = known.key.export({ format: "der", type: "spki" });
  const text = (facts: JsonObject | null) => (facts === null ? null : canonicalJson(facts));
  return {
    format: "gatehouse-audit-proof/1",
    entry: { ...fields, before: text(before), after: text(after) },
    hash,
    leaf,
    state: "proven",
    proof: (await inclusionProof(leaf, size, source)).map((each) => each.toString("hex")),
    checkpoint: { size, at: "2026-11-26T17:00:05.000Z", note: checkpoint.note },
    key: {
      name: known.name,
      keyId: known.keyId,
      vkey: formatVkey(known),
      fingerprint: createHash("sha256").update(der).digest("hex"),
    },
    problems: [],
  } satisfies AuditProof & { problems: [] };
}
const sizes = given.sealed.notes.map(({ size }) => size);
const size = sizes.at(-1) ?? 0;
/** One with everything in it: facts before and after, a token, a trace, a personal part. */
const full = given.sealed.records.findIndex(
  (record) => record.before && record.credentialId && record.traceId && record.commitment,
);

const check = (proof: unknown, more: Partial<Parameters<typeof verify>[0]> = {}) =>
  verify({ open: () => [Buffer.from(JSON.stringify(proof))], keys: [keyText(keys)], ...more });

test("every record of a log is proven, under the newest checkpoint and under the one of its time", async () => {
  for (let leaf = 0; leaf < size; leaf += 1)
    for (const under of new Set([size, sizes.find((each) => each > leaf) ?? 0])) {
      const proof = await proofOf(given, leaf, under);
      expect(await check(proof), `leaf ${leaf} of ${under}`).toMatchObject({ verdict: "proven" });
    }
});

/** Every value in a proof, by where it stands. */
function* placesIn(value: unknown, at: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return yield at;
  for (const [name, inner] of Object.entries(value)) yield* placesIn(inner, [...at, name]);
}

function changed(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return "x";
  if (/^\d{4}-\d\d-\d\dT/.test(value))
    return value.replace(/\d(?=Z$)/, (end) => `${(+end + 1) % 10}`);
  if (/^[0-9a-f-]{8,}$/.test(value))
    return value.replace(/[0-9a-f]/, (hex) => (hex === "a" ? "b" : "a"));
  return value === "" ? "x" : value.replace(/[A-Za-z0-9]/, (sign) => (sign === "x" ? "y" : "x"));
}

/** The proof with another value at a place; undefined: without it. */
function put(proof: object, at: readonly string[], change: (value: unknown) => unknown): unknown {
  const copy = structuredClone(proof) as Record<string, unknown>;
  const [last = "", ...way] = [...at].reverse();
  const parent = way
    .reverse()
    .reduce((inner, name) => inner[name] as Record<string, unknown>, copy);
  parent[last] = change(parent[last]);
  return copy;
}

/** Beside the checkpoint stands when it was signed, in no hash: the verifier says so. */
const UNPROVEN = "checkpoint.at";

test("any field of a proof that is changed, left out or doubled is found", async () => {
  expect(full).toBeGreaterThan(-1);
  const proof = await proofOf(given, full, size);
  const places = [...placesIn(proof)];
  expect(places.length).toBeGreaterThan(30);
  for (const at of places) {
    const found = await check(put(proof, at, changed));
    const place = at.join(".");
    const expected = { [UNPROVEN]: "proven", format: "unusable" }[place] ?? "tampered";
    expect([place, found.verdict]).toEqual([place, expected]);
    const without = await check(put(proof, at, () => undefined));
    expect([place, without.verdict]).not.toEqual([place, "proven"]);
  }
  const text = JSON.stringify(proof);
  const doubled = text.replace('"leaf":', '"leaf":0,"leaf":');
  const { verdict } = await check(null, { open: () => [Buffer.from(doubled)] });
  expect(verdict).toBe("tampered");
  expect(await check({ ...proof, more: 1 })).toMatchObject({ verdict: "tampered" });
});

test("a record is proven at its own place alone", async () => {
  for (const leaf of [0, full, size - 1]) {
    const proof = await proofOf(given, leaf, size);
    for (let other = 0; other < size; other += 1) {
      const { verdict } = await check({ ...proof, leaf: other });
      expect([other, verdict]).toEqual([other, other === leaf ? "proven" : "tampered"]);
    }
  }
});

test("what does not fit is named", async () => {
  const proof = await proofOf(given, full, size);
  const other = await proofOf(given, full - 1, size);
  const wrong: [object, RegExp][] = [
    [{ ...proof, entry: { ...proof.entry, action: "server.keep" } }, /not have the hash/],
    [{ ...proof, entry: other.entry, hash: other.hash }, /path does not lead from leaf/],
    [{ ...proof, proof: other.proof }, /path does not lead from leaf/],
    [{ ...proof, proof: [...proof.proof, "0".repeat(64)] }, /path does not lead from leaf/],
    [
      { ...proof, checkpoint: (await proofOf(given, 0, sizes[0] ?? 0)).checkpoint },
      /path does not/,
    ],
    [{ ...proof, problems: [{ what: "no" }] }, /says itself/],
  ];
  for (const [bad, words] of wrong) {
    const { verdict, reason } = await check(bad);
    expect([verdict, reason]).toEqual(["tampered", expect.stringMatching(words)]);
  }
  const stranger = await check(proof, { keys: [keyText(newKeys())] });
  expect(stranger).toMatchObject({ verdict: "tampered", place: { leaf: full } });
  expect(stranger.reason).toMatch(/none of the given keys signed it/);
});

test("what is no proof yet, or of another format, is unusable", async () => {
  const proof = await proofOf(given, full, size);
  const waiting = { ...proof, state: "waiting_for_place", leaf: null, proof: [], checkpoint: null };
  expect(await check({ ...waiting, key: null })).toMatchObject({ verdict: "unusable" });
  const newer = { ...proof, format: "gatehouse-audit-proof/2" };
  expect(await check(newer)).toMatchObject({ verdict: "unusable" });
});

test("a witness must have cosigned, and only a checkpoint of the same size can be compared", async () => {
  const proof = await proofOf(given, full, size);
  const outside = given.sealed.notes.map((note) => ({ file: `checkpoint-${note.size}`, ...note }));
  const same = outside.filter((note) => note.size === size);
  const witnessed = await check(proof, { checkpoints: same, witnesses: [witnessText(keys)] });
  expect(witnessed).toMatchObject({ verdict: "proven", summary: { outsideCheckpoints: 1 } });
  expect(JSON.stringify(witnessed)).not.toContain("written anew");
  const strange = await check(proof, { witnesses: [witnessText(newKeys())] });
  expect(strange).toMatchObject({ verdict: "tampered" });
  // Else somebody could hand over an old proof in the place of a log that was cut off.
  expect(await check(proof, { checkpoints: outside })).toMatchObject({ verdict: "unusable" });
  const another = { origin: keys.log.name, size, root: Buffer.alloc(32, 1) };
  const kept = { file: "kept", note: await signCheckpoint(another, keys.log) };
  expect(await check(proof, { checkpoints: [kept] })).toMatchObject({ verdict: "tampered" });
});

test("on the command line: 0 proven, 1 tampered with, 2 unusable, however its JSON is set", async () => {
  const proof = await proofOf(given, full, size);
  const file = path.join(folder, "proof.json");
  writeFileSync(path.join(folder, "key.pem"), keyText(keys));
  const run = (text: string, ...more: string[]) => {
    writeFileSync(file, text);
    const asked = [VERIFIER, file, "--key", path.join(folder, "key.pem"), ...more];
    return spawnSync(process.execPath, asked, { encoding: "utf8" });
  };
  for (const text of [JSON.stringify(proof), `${JSON.stringify(proof, null, 2)}\n`]) {
    const { status, stdout } = run(text);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`is leaf ${full} of`)]);
    expect(stdout).toContain("checkpoint.at");
  }
  const bad = run(JSON.stringify({ ...proof, hash: "0".repeat(64) }));
  expect([bad.status, bad.stdout]).toEqual([1, expect.stringMatching(/not have the hash[^]*leaf/)]);
  expect(run(JSON.stringify({ ...proof, format: "gatehouse-audit-proof/9" })).status).toBe(2);
  expect(run("{}").status).toBe(2);
  expect(JSON.parse(run(JSON.stringify(proof), "--json").stdout)).toMatchObject({
    verdict: "proven",
    summary: { record: proof.entry.id },
  });
});
