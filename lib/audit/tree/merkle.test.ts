import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_TREE, appendLeaves, rootOf, stateBytes, stateFromBytes } from "./merkle.ts";
import {
  consistencyProof,
  inclusionProof,
  rootAt,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
} from "./proofs.ts";
import { growTiles, partialTiles, tileSource, type Tile } from "./tiles.ts";

const sha = (...parts: (Buffer | string)[]): Buffer =>
  createHash("sha256")
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

/** MTH of RFC 6962 §2.1, word for word. */
function definition(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha("");
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha("\u0001", definition(leaves.slice(0, k)), definition(leaves.slice(k)));
}

const leavesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => sha(`\u0000leaf ${index}`));
const LEAVES = leavesOf(600);
const hex = (hashes: readonly Buffer[]): string[] => hashes.map((one) => one.toString("hex"));

/** A source over the tiles of these leaves, as they are stored. */
function sourceOf(leaves: readonly Buffer[]) {
  const { changed } = growTiles(0, [], leaves);
  const stored = new Map(changed.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  return tileSource((level, index) => {
    const tile = stored.get(`${level}/${index}`);
    return tile ? Promise.resolve(tile) : Promise.reject(new Error(`no tile ${level}/${index}`));
  });
}
const SOURCE = sourceOf(LEAVES);
const ROOTS = LEAVES.map((_, index) => definition(LEAVES.slice(0, index + 1)));
const rootFor = (size: number): Buffer => ROOTS[size - 1] ?? sha("");

// The eight leaves that the implementations of Certificate Transparency test with.
const CT_LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((data) => sha("\u0000", Buffer.from(data, "hex")));
const CT_ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the roots of the known tree are those of Certificate Transparency", () => {
  const roots = CT_LEAVES.map((_, index) =>
    rootOf(appendLeaves(EMPTY_TREE, CT_LEAVES.slice(0, index + 1))).toString("hex"),
  );
  expect(roots).toEqual(CT_ROOTS);
  expect(rootOf(EMPTY_TREE).toString("hex")).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

const P8 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const Q8 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const R8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const S8 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const T8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const U8 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

test.each([
  [0, 1, []],
  [0, 8, [P8, Q8, R8]],
  [5, 8, [S8, T8, CT_ROOTS[3]]],
  [2, 3, [CT_ROOTS[1]]],
  [1, 5, [CT_ROOTS[0], Q8, S8]],
])("leaf %i of the known tree of %i has its known path", async (leaf, size, path) => {
  const proof = await inclusionProof(leaf, size, sourceOf(CT_LEAVES));
  expect(hex(proof)).toEqual(path);
});

test.each([
  [1, 1, []],
  [1, 8, [P8, Q8, R8]],
  [6, 8, [U8, T8, CT_ROOTS[3]]],
  [2, 5, [Q8, S8]],
])("the known tree grows from %i to %i by its known proof", async (from, to, path) => {
  expect(hex(await consistencyProof(from, to, sourceOf(CT_LEAVES)))).toEqual(path);
});

test("every size has the root of the definition, however it was appended", () => {
  fc.assert(
    fc.property(fc.nat(600), fc.array(fc.integer({ min: 1, max: 70 })), (size, steps) => {
      let state = EMPTY_TREE;
      for (const step of [...steps, size]) {
        const to = Math.min(size, state.size + step);
        state = appendLeaves(state, LEAVES.slice(state.size, to));
        // Kept as bytes and read back between two steps.
        state = stateFromBytes(state.size, stateBytes(state));
      }
      expect(rootOf(state).equals(rootFor(size))).toBe(true);
    }),
  );
});

test("every inclusion and consistency proof of trees to 70 leaves verifies", async () => {
  for (let size = 1; size <= 70; size += 1)
    for (let at = 0; at < size; at += 1) {
      const proof = await inclusionProof(at, size, SOURCE);
      expect(verifyInclusion(inclusionClaim(at, size, proof)), `leaf ${at} of ${size}`).toBe(true);
      const growth = await consistencyProof(at, size, SOURCE);
      expect(verifyConsistency(growthClaim(at, size, growth)), `${at} to ${size}`).toBe(true);
    }
});

test("every inclusion proof to 600 leaves verifies, and none that was changed", async () => {
  const places = fc
    .integer({ min: 1, max: 600 })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat(), fc.nat(255)));
  await fc.assert(
    fc.asyncProperty(places, async ([size, leaf, pick, bit]) => {
      const proof = await inclusionProof(leaf, size, SOURCE);
      const claim = inclusionClaim(leaf, size, proof);
      expect(verifyInclusion(claim)).toBe(true);
      const wrong = [
        ...mutatedProofs(proof, pick, bit).map((changed) => ({ ...claim, proof: changed })),
        { ...claim, leafHash: flipped(claim.leafHash, bit) },
        { ...claim, root: flipped(claim.root, bit) },
        { ...claim, leaf: size },
        { ...claim, leaf: -1 },
        ...(size > 1 ? [{ ...claim, leaf: (leaf + 1) % size }] : []),
      ];
      for (const one of wrong) expect(verifyInclusion(one)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("every consistency proof to 600 leaves verifies, and none that was changed", async () => {
  const places = fc
    .integer({ min: 2, max: 600 })
    .chain((to) =>
      fc.tuple(fc.constant(to), fc.integer({ min: 1, max: to - 1 }), fc.nat(), fc.nat(255)),
    );
  await fc.assert(
    fc.asyncProperty(places, async ([to, from, pick, bit]) => {
      const proof = await consistencyProof(from, to, SOURCE);
      const claim = growthClaim(from, to, proof);
      expect(verifyConsistency(claim)).toBe(true);
      const wrong = [
        ...mutatedProofs(proof, pick, bit).map((changed) => ({ ...claim, proof: changed })),
        { ...claim, fromRoot: flipped(claim.fromRoot, bit) },
        { ...claim, toRoot: flipped(claim.toRoot, bit) },
        { ...claim, from: to, to: from },
        { ...claim, to: from },
      ];
      for (const one of wrong) expect(verifyConsistency(one)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("a fork has no consistency proof, not even the one of the honest tree", async () => {
  const forked = spliced(LEAVES, 100, 1, sha("another"));
  const source = sourceOf(forked);
  const toRoot = await rootAt(300, source);
  for (const proof of [
    await consistencyProof(200, 300, source),
    await consistencyProof(200, 300, SOURCE),
  ])
    expect(verifyConsistency({ from: 200, to: 300, fromRoot: rootFor(200), toRoot, proof })).toBe(
      false,
    );
});

test("a tree that did not grow needs no proof, and one that grew from nothing neither", () => {
  const [older, other] = [rootFor(5), rootFor(6)];
  const same = { from: 5, to: 5, fromRoot: older, toRoot: older, proof: [] };
  expect(verifyConsistency(same)).toBe(true);
  expect(verifyConsistency({ ...same, toRoot: other })).toBe(false);
  expect(verifyConsistency({ ...same, proof: [older] })).toBe(false);
  expect(verifyConsistency({ ...same, from: 0, fromRoot: sha("") })).toBe(true);
  expect(verifyConsistency({ ...same, from: 0, fromRoot: sha(""), proof: [older] })).toBe(false);
});

test("tiles grown in any steps equal the definition of C2SP tlog-tiles", () => {
  const many = leavesOf(70_000);
  const widths = (size: number) => partialTiles(size).map(({ width }) => width);
  // The example of the specification: 70,000 leaves.
  expect(widths(70_000)).toEqual([112, 17, 1]);
  expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);

  const stored = new Map<string, Tile>();
  let [size, partials] = [0, [] as Tile[]];
  for (const step of [1, 254, 1, 256, 1000, 64_000, 4_000, 488]) {
    const grown = growTiles(size, partials, many.slice(size, size + step));
    for (const tile of grown.changed) stored.set(`${tile.level}/${tile.index}`, tile);
    [size, partials] = [size + step, grown.partials];
    const held = partials.map(({ level, index, width }) => ({ level, index, width }));
    expect(held.sort((a, b) => a.level - b.level)).toEqual(partialTiles(size));
  }
  expect(size).toBe(70_000);
  const full = [...stored.values()].filter(({ width }) => width === 256);
  expect(full.filter(({ level }) => level === 0)).toHaveLength(273);
  expect(full.filter(({ level }) => level === 1)).toHaveLength(1);
  for (const { level, index, width, hashes } of stored.values()) {
    expect(hashes.length).toBe(width * 32);
    for (const entry of level === 0 ? [0, width - 1] : [width - 1]) {
      const [from, span] = [(index * 256 + entry) * 256 ** level, 256 ** level];
      const expected = definition(many.slice(from, from + span));
      expect(hashes.subarray(entry * 32, entry * 32 + 32).equals(expected)).toBe(true);
    }
  }
});

test("a proof over 70,000 leaves reads a handful of tiles, each once", async () => {
  const many = leavesOf(70_000);
  const tiles = new Map(
    growTiles(0, [], many).changed.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]),
  );
  const reads: string[] = [];
  const source = tileSource((level, index) => {
    reads.push(`${level}/${index}`);
    return Promise.resolve(tiles.get(`${level}/${index}`) ?? Buffer.alloc(0));
  });
  const root = await rootAt(70_000, source);
  expect(root.equals(rootOf(appendLeaves(EMPTY_TREE, many)))).toBe(true);
  const proof = await inclusionProof(1_234, 70_000, source);
  const leafHash = many[1_234] ?? Buffer.alloc(0);
  expect(verifyInclusion({ leaf: 1_234, size: 70_000, leafHash, proof, root })).toBe(true);
  expect(reads.length).toBeLessThanOrEqual(6);
  expect(new Set(reads).size).toBe(reads.length);
  // The state of the tree can be had from its tiles.
  const hashes = await subtreesOf(70_000, source);
  expect(hex(hashes)).toEqual(hex(appendLeaves(EMPTY_TREE, many).hashes));
});

test("what does not belong together is refused", async () => {
  expect(() => growTiles(300, [], LEAVES.slice(300))).toThrow("tile 0/1 must have 44 hashes");
  expect(() => stateFromBytes(3, Buffer.alloc(32))).toThrow("size 3");
  expect(() => appendLeaves({ size: 2, hashes: [] }, LEAVES)).toThrow("size 2");
  await expect(inclusionProof(5, 5, SOURCE)).rejects.toThrow("no leaf 5");
  await expect(consistencyProof(6, 5, SOURCE)).rejects.toThrow("cannot grow");
  const short = tileSource(() => Promise.resolve(Buffer.alloc(32)));
  await expect(rootAt(2, short)).rejects.toThrow("where 64 are needed");
});

function inclusionClaim(leaf: number, size: number, proof: Buffer[]) {
  return { leaf, size, leafHash: LEAVES[leaf] ?? Buffer.alloc(0), proof, root: rootFor(size) };
}

function growthClaim(from: number, to: number, proof: Buffer[]) {
  return { from, to, fromRoot: rootFor(from), toRoot: rootFor(to), proof };
}

function mutatedProofs(proof: readonly Buffer[], pick: number, bit: number): Buffer[][] {
  const extra = [
    [...proof, sha("extra")],
    [sha("extra"), ...proof],
  ];
  if (proof.length === 0) return extra;
  const at = pick % proof.length;
  const hash = proof[at] ?? Buffer.alloc(0);
  const mutated = [
    ...extra,
    spliced(proof, at, 1, flipped(hash, bit)),
    spliced(proof, at, 1, hash.subarray(1)),
    spliced(proof, at, 1),
    spliced(proof, at, 0, hash),
  ];
  return proof.length > 1 ? [...mutated, [...proof].reverse()] : mutated;
}

function flipped(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function spliced(list: readonly Buffer[], at: number, remove: number, ...add: Buffer[]): Buffer[] {
  const copy = [...list];
  copy.splice(at, remove, ...add);
  return copy;
}
