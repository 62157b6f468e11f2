import { webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { entryHash } from "#lib/audit/chain/entry-bytes.ts";
import type { AuditProof } from "#lib/audit/get-proof.ts";
import type { AuditEntryFields } from "#lib/audit/read-entry.ts";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { appendLeaves, EMPTY_TREE, rootOf } from "#lib/audit/tree/merkle.ts";
import { inclusionProof } from "#lib/audit/tree/proofs.ts";
import { createKey, signerFromJson, verifierOf } from "#lib/audit/tree/signer.ts";
import { growTiles, tileSource, type Tile } from "#lib/audit/tree/tiles.ts";
import { formatVkey } from "#lib/audit/tree/verifier-key.ts";
import { readKey, verifyProof } from "./verify-proof.ts";

const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const signer = signerFromJson(createKey("gatehouse.audit/test"));
const vkey = formatVkey(verifierOf(signer));

const entry = (seq: number): AuditEntryFields => ({
  prev: "ab".repeat(32),
  writer: "web-1",
  epoch: 2,
  seq,
  id: "0190b2c0-0000-7000-8000-000000000001",
  at: "2026-11-26T17:00:00.000Z",
  kind: "command",
  action: "server.describe",
  outcome: "success",
  actorKind: "user",
  actorId: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
  actorName: "",
  credentialId: null,
  targetKind: "server",
  targetId: "größe 🐘",
  requestId: "r-1",
  traceId: null,
  before: null,
  after: '{"a":"ü","n":1}',
  commitment: null,
});

const hashOf = (fields: AuditEntryFields) =>
  entryHash({ ...fields, prev: Buffer.from(fields.prev, "hex") });

async function proofOf(leaf: number, size: number): Promise<AuditProof> {
  const leaves = Array.from({ length: size }, (_, at) => hashOf(entry(at + 1)));
  const tiles: Tile[] = growTiles(0, [], leaves).changed;
  const source = tileSource((level, index) => {
    const tile = tiles.find((one) => one.level === level && one.index === index);
    return Promise.resolve(tile?.hashes ?? Buffer.alloc(0));
  });
  const root = rootOf(appendLeaves(EMPTY_TREE, leaves));
  const note = await signCheckpoint({ origin: signer.name, size, root }, signer);
  const proof = await inclusionProof(leaf, size, source);
  return {
    format: "gatehouse-audit-proof/1",
    state: "proven",
    entry: entry(leaf + 1),
    hash: hashOf(entry(leaf + 1)).toString("hex"),
    leaf,
    proof: proof.map((hash) => hash.toString("hex")),
    checkpoint: { size, at: "2026-11-26T17:00:05.000Z", note },
    key: { name: signer.name, keyId: signer.keyId, vkey, fingerprint: "" },
  };
}

const verdictOf = async (data: AuditProof, shown = data.entry) =>
  (await verifyProof(data, shown, subtle)).verdict;

test("the browser agrees with the server for every leaf of trees of many sizes", async () => {
  for (const size of [1, 2, 3, 7, 8, 13, 300])
    for (const leaf of new Set(
      [0, 1, 2, size >> 1, size - 2, size - 1].filter((at) => at >= 0 && at < size),
    )) {
      const data = await proofOf(leaf, size);
      expect([size, leaf, await verdictOf(data)]).toEqual([size, leaf, "ok"]);
    }
});

test("any field that was changed is found, whether on the page or in the proof", async () => {
  const data = await proofOf(4, 13);
  for (const field of Object.keys(data.entry) as (keyof AuditEntryFields)[]) {
    const value = data.entry[field];
    const other =
      field === "prev"
        ? "cd".repeat(32)
        : typeof value === "number"
          ? value + 1
          : `${value ?? ""}x`;
    const changed = { ...data.entry, [field]: other };
    expect([field, await verdictOf({ ...data, entry: changed }, changed)]).toEqual([
      field,
      "failed",
    ]);
    if (field !== "prev")
      expect([field, await verdictOf(data, changed)]).toEqual([field, "failed"]);
  }
});

test("another place, path, size, root or signature is found", async () => {
  const data = await proofOf(4, 13);
  const note = data.checkpoint?.note ?? "";
  const at = { ...data.checkpoint, size: 13, at: "" };
  const other = await proofOf(4, 14);
  const changes: Partial<AuditProof>[] = [
    { leaf: 5 },
    { leaf: 400 },
    { proof: data.proof.slice(1) },
    { proof: [...data.proof, "00".repeat(32)] },
    { proof: [...data.proof].reverse() },
    { checkpoint: { ...at, note: note.replace("\n13\n", "\n14\n") } },
    { checkpoint: { ...at, note: other.checkpoint?.note ?? "" } },
    { checkpoint: { ...at, note: note.replace(/— (\S+) .*/, "— $1 AAAAAAAA") } },
    { checkpoint: { ...at, note: note.replace(signer.name, "gatehouse.audit/other") } },
  ];
  for (const change of changes)
    expect([change, await verdictOf({ ...data, ...change })]).toEqual([change, "failed"]);
});

test("a browser without Ed25519 says so, and claims nothing", async () => {
  const data = await proofOf(0, 3);
  const without = {
    digest: subtle.digest.bind(subtle),
    importKey: () => Promise.reject(new Error("NotSupported")),
  } as unknown as SubtleCrypto;
  const { verdict, steps } = await verifyProof(data, data.entry, without);
  expect(verdict).toBe("unknown");
  expect(steps.at(-1)?.detail).toBe("This browser cannot check Ed25519 signatures.");
});

test("a record that is not under a checkpoint yet is not called proven", async () => {
  const data = await proofOf(0, 3);
  const waiting = { ...data, checkpoint: null, proof: [], key: null };
  expect(await verdictOf(waiting)).toBe("unknown");
});

test("a key is read from its short form and from its file, and nothing else is a key", async () => {
  const { publicKeyPem } = await import("#lib/audit/tree/verifier-key.ts");
  const [one, other] = [
    await readKey(vkey, subtle),
    await readKey(publicKeyPem(verifierOf(signer)), subtle),
  ];
  expect(one).toEqual(other);
  expect(one.name).toBe(signer.name);
  for (const wrong of ["", "x", `${signer.name}+00000000+AAAA`])
    await expect(readKey(wrong, subtle)).rejects.toThrow("This is no key of a log");
});
