import { HASH_BYTES, nodeHash } from "./merkle.ts";
import type { SubtreeSource } from "./proofs.ts";

/**
 * Tiles of C2SP tlog-tiles: tile `index` of `level` holds up to 256 hashes, each the root of a
 * full subtree of 256^level leaves. Only the last tile of a level may be partial.
 */
export type Tile = { level: number; index: number; width: number; hashes: Buffer };

const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** Which tiles are partial in a tree of this size: what `growTiles` needs to have. */
export function partialTiles(size: number): Omit<Tile, "hashes">[] {
  const tiles: Omit<Tile, "hashes">[] = [];
  let [level, entries] = [0, size];
  while (entries > 0) {
    const width = entries % TILE_WIDTH;
    entries = Math.floor(entries / TILE_WIDTH);
    if (width > 0) tiles.push({ level, index: entries, width });
    level += 1;
  }
  return tiles;
}

export type Growth = {
  /** What has to be written, in its final form: new tiles, and former partial ones that grew. */
  changed: Tile[];
  /** The partial tiles of the tree afterwards: what the next growth needs. */
  partials: Tile[];
};

/**
 * The tiles after more leaves.
 * @throws RangeError when `partials` are not the partial tiles of a tree of that size.
 */
export function growTiles(
  size: number,
  partials: readonly Tile[],
  leaves: readonly Buffer[],
): Growth {
  const former = new Map<number, Tile>();
  for (const needed of partialTiles(size)) former.set(needed.level, find(partials, needed));

  const changed: Tile[] = [];
  const last = new Map(former);
  let [level, entries, added] = [0, size, leaves];
  while (added.length > 0) {
    const grown = growLevel({ level, entries }, former.get(level), added);
    changed.push(...grown.tiles);
    last.delete(level);
    const partial = grown.tiles.at(-1);
    if (partial && partial.width < TILE_WIDTH) last.set(level, partial);
    [level, entries, added] = [level + 1, Math.floor(entries / TILE_WIDTH), grown.roots];
  }
  return { changed, partials: [...last.values()] };
}

function find(partials: readonly Tile[], needed: Omit<Tile, "hashes">): Tile {
  const { level, index, width } = needed;
  const tile = partials.find((one) => one.level === level && one.index === index);
  if (tile === undefined || tile.hashes.length < width * HASH_BYTES)
    throw new RangeError(`tile ${level}/${index} must have ${width} hashes`);
  return { ...needed, hashes: tile.hashes.subarray(0, width * HASH_BYTES) };
}

function growLevel(
  { level, entries }: { level: number; entries: number },
  partial: Tile | undefined,
  added: readonly Buffer[],
): { tiles: Tile[]; roots: Buffer[] } {
  const tiles: Tile[] = [];
  const roots: Buffer[] = [];
  let start = partial?.hashes ?? Buffer.alloc(0);
  let index = Math.floor(entries / TILE_WIDTH);
  for (let at = 0; at < added.length; index += 1) {
    const room = TILE_WIDTH - start.length / HASH_BYTES;
    const hashes = Buffer.concat([start, ...added.slice(at, at + room)]);
    const width = hashes.length / HASH_BYTES;
    if (!Number.isInteger(width)) throw new RangeError("a leaf hash has 32 bytes");
    tiles.push({ level, index, width, hashes });
    if (width === TILE_WIDTH) roots.push(fullRoot(hashes));
    start = Buffer.alloc(0);
    at += room;
  }
  return { tiles, roots };
}

/** At least the hashes that a tree of the size in question has there. */
export type ReadTile = (level: number, index: number) => Promise<Buffer>;

/**
 * Subtree hashes read from tiles. Each tile is read once, so that a proof over n leaves reads
 * about log256(n) × 2 of them; use a source for one question and drop it.
 */
export function tileSource(readTile: ReadTile): SubtreeSource {
  const read = new Map<string, Promise<Buffer>>();
  return async (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const width = 2 ** (level % TILE_HEIGHT);
    const first = index * width;
    const tileIndex = Math.floor(first / TILE_WIDTH);
    const key = `${tileLevel}/${tileIndex}`;
    const tile = read.get(key) ?? readTile(tileLevel, tileIndex);
    read.set(key, tile);

    const from = (first % TILE_WIDTH) * HASH_BYTES;
    const to = from + width * HASH_BYTES;
    const hashes = await tile;
    if (hashes.length < to)
      throw new RangeError(`tile ${key} has ${hashes.length} bytes where ${to} are needed`);
    return fullRoot(hashes.subarray(from, to));
  };
}

/** The root of a power of two of hashes. */
export function fullRoot(hashes: Buffer): Buffer {
  let row: Buffer[] = [];
  for (let at = 0; at < hashes.length; at += HASH_BYTES)
    row.push(hashes.subarray(at, at + HASH_BYTES));
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      const [left, right] = row.slice(at, at + 2);
      if (left && right) above.push(nodeHash(left, right));
    }
    row = above;
  }
  const [root] = row;
  if (!root) throw new RangeError("an empty tile has no root");
  return Buffer.from(root);
}
