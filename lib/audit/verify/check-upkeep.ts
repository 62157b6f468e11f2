import type pg from "pg";
import { rootOf, stateFromBytes } from "../tree/merkle.ts";
import { rootAt } from "../tree/proofs.ts";
import { readTile } from "../sequencer/read-tiles.ts";
import { fullRoot, TILE_WIDTH, tileSource } from "../tree/tiles.ts";
import { sqlOfClient } from "./client-sql.ts";
import type { Problem } from "./problem.ts";

type Tile = { level: number; index: number; width: number; hashes: Buffer };

const HASH = 32;
const PAGE = 2_000;

/**
 * What is kept beside the records: tiles that proofs are read from, how far each epoch is in the
 * tree, the counts of the chart, the segments that are searched. `verifyLog` proves the records; this, that they can be served.
 * Call it in the same snapshot.
 */
export async function checkUpkeep(client: pg.Client): Promise<Problem[]> {
  return [
    ...(await checkTiles(client)),
    ...(await rowsOf(client, EPOCHS)),
    ...(await rowsOf(client, DAYS)),
    ...(await rowsOf(client, SEGMENTS)),
  ];
}

async function checkTiles(client: pg.Client): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (let level = 0; ; level += 1) {
    const above = new Map<number, Buffer>();
    let tiles = 0;
    for await (const tile of tilesOf(client, level)) {
      tiles += 1;
      if (tile.width === TILE_WIDTH) above.set(tile.index, fullRoot(tile.hashes));
    }
    if (tiles === 0) break;
    problems.push(...(await missingAbove(client, level + 1, above)));
  }
  const { rows } = await client.query<{ size: number; hashes: Buffer }>(
    `SELECT "size"::float8 AS "size", "hashes" FROM "AuditTree"`,
  );
  const [tree] = rows;
  if (tree && tree.size > 0 && !(await tilesMakeRoot(client, tree)))
    problems.push({ what: "the tiles do not make the root of the tree: proofs cannot be served" });
  return problems;
}

async function* tilesOf(client: pg.Client, level: number): AsyncGenerator<Tile> {
  for (let after = -1; ;) {
    const { rows } = await client.query<Tile>(
      `SELECT "level", "index"::float8 AS "index", "width", "hashes" FROM "AuditTile"
      WHERE "level" = $1 AND "index" > $2 ORDER BY "index" LIMIT ${PAGE}`,
      [level, after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.index;
  }
}

/** Each full tile is one hash of the tile above it. */
async function missingAbove(
  client: pg.Client,
  level: number,
  roots: ReadonlyMap<number, Buffer>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  let seen = 0;
  for await (const { index, hashes } of tilesOf(client, level)) {
    for (let at = 0; at < hashes.length / HASH; at += 1) {
      const below = index * TILE_WIDTH + at;
      seen += 1;
      if (!roots.get(below)?.equals(hashes.subarray(at * HASH, (at + 1) * HASH)))
        problems.push({ what: `tile ${level - 1}/${below} does not fit the tile above it` });
    }
  }
  if (seen !== roots.size)
    problems.push({ what: `level ${level} of the tiles has ${seen} hashes, not ${roots.size}` });
  return problems;
}

async function tilesMakeRoot(
  client: pg.Client,
  { size, hashes }: { size: number; hashes: Buffer },
): Promise<boolean> {
  const source = tileSource(readTile(sqlOfClient(client)));
  try {
    return (await rootAt(size, source)).equals(rootOf(stateFromBytes(size, hashes)));
  } catch {
    // A tile is missing or too short.
    return false;
  }
}

async function rowsOf(client: pg.Client, statement: string): Promise<Problem[]> {
  const { rows } = await client.query<Problem>(statement);
  return rows;
}

const EPOCHS = `
  SELECT e."writer", e."epoch", 'the epoch counts ' || e."sequenced" || ' records in the tree, and its batches '
    || coalesce(sum(b."count"), 0) AS "what"
  FROM "AuditEpoch" e LEFT JOIN "AuditBatch" b ON b."writer" = e."writer" AND b."epoch" = e."epoch"
  GROUP BY e."writer", e."epoch" HAVING e."sequenced" <> coalesce(sum(b."count"), 0) LIMIT 100`;

const DAYS = `
  SELECT 'the chart counts ' || h."n" || ' records, and the tree has ' || t."size" AS "what"
  FROM (SELECT coalesce(sum("count"), 0) AS "n" FROM "AuditDay") h, "AuditTree" t WHERE h."n" <> t."size"`;

const SEGMENTS = `
  SELECT 'the segment at leaf ' || s."firstLeaf" || ' does not follow the one before it, or is cut: searches miss records (empty "AuditSegment", and the worker makes all of them again)' AS "what"
  FROM (SELECT *, lag("firstLeaf" + "count", 1, 0::bigint) OVER (ORDER BY "firstLeaf") AS "end" FROM "AuditSegment") s,
    "AuditTree" t
  WHERE s."firstLeaf" <> s."end" OR s."firstLeaf" + s."count" > t."size" OR octet_length(s."ids") <> 16 * s."records" LIMIT 100`;
