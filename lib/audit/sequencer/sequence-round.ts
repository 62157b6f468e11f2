import type { Sql } from "#lib/db/transaction-sql.ts";
import { inSpan } from "#lib/telemetry/span.ts";
import { appendLeaves, stateBytes, stateFromBytes, type TreeState } from "../tree/merkle.ts";
import { growTiles, partialTiles, type Tile } from "../tree/tiles.ts";

/** Records of one epoch that a round takes at most: no writer keeps the others waiting. */
const MOST_OF_AN_EPOCH = 5_000;

export type Round = {
  /** Leaves afterwards, and how many of them are new. */
  size: number;
  added: number;
  /** Why nothing is added any more: a record that does not fit its chain. */
  alarm: string | null;
};

type Found = {
  writer: string;
  epoch: number;
  sequenced: number;
  sealed: boolean;
  seqs: number[];
  hashes: Buffer[];
  prevs: Buffer[];
  before: Buffer | null;
  /** Its last record that has a place in the tree, by the list of places. */
  placed: number | null;
};

const TREE = {
  text: `SELECT "size"::float8 AS "size", "hashes", "alarm" FROM "AuditTree" FOR UPDATE`,
};

// A statement of its own: it sees what was committed before the tree was locked.
const BOOKS = {
  text: `
  SELECT (SELECT max("size") FROM "AuditCheckpoint")::float8 AS "signed",
    (SELECT "firstLeaf" + "count" FROM "AuditBatch" ORDER BY "firstLeaf" DESC LIMIT 1)::float8 AS "places"`,
};

// A sealed epoch has all its records by the time that it is seen to be sealed.
const FIND = {
  text: `
  SELECT e."writer", e."epoch", e."sequenced", e."sealedAt" IS NOT NULL AS "sealed",
    coalesce(a."seqs", '{}') AS "seqs", coalesce(a."hashes", '{}') AS "hashes",
    coalesce(a."prevs", '{}') AS "prevs",
    (SELECT p."hash" FROM "AuditEvent" p WHERE p."writer" = e."writer"
      AND (p."epoch", p."seq") < (e."epoch", e."sequenced" + 1)
      ORDER BY p."epoch" DESC, p."seq" DESC LIMIT 1) AS "before",
    (SELECT b."firstSeq" + b."count" - 1 FROM "AuditBatch" b WHERE b."writer" = e."writer"
      AND b."epoch" = e."epoch" ORDER BY b."firstSeq" DESC LIMIT 1) AS "placed"
  FROM "AuditEpoch" e CROSS JOIN LATERAL (
    SELECT array_agg(r."seq" ORDER BY r."seq") AS "seqs", array_agg(r."hash" ORDER BY r."seq") AS "hashes",
      array_agg(r."prev" ORDER BY r."seq") AS "prevs"
    FROM (SELECT "seq", "hash", "prev" FROM "AuditEvent" r WHERE r."writer" = e."writer"
      AND r."epoch" = e."epoch" AND r."seq" > e."sequenced" ORDER BY r."seq" LIMIT ${MOST_OF_AN_EPOCH}) r) a
  WHERE NOT e."done" AND (a."seqs" IS NOT NULL OR e."sealedAt" IS NOT NULL)
  ORDER BY e."writer", e."epoch"`,
};

/**
 * Gives the records that were committed since the last round their places in the tree. One
 * transaction; the lock on the tree makes sure that one process does it at a time.
 */
export async function sequenceRound(sql: Sql): Promise<Round> {
  const [tree] = await sql<{ size: number; hashes: Buffer; alarm: string | null }>(TREE, []);
  if (!tree) throw new Error("The tree of the log has no row.");
  if (tree.alarm !== null) return { size: tree.size, added: 0, alarm: tree.alarm };
  const found = inOrder(await sql<Found>(FIND, []));
  const misfit =
    (await bookMisfit(sql, tree.size)) ??
    found.map(misfitOf).find((reason) => reason !== null) ??
    null;
  if (misfit !== null) {
    await sql({ text: `UPDATE "AuditTree" SET "alarm" = $1` }, [misfit]);
    return { size: tree.size, added: 0, alarm: misfit };
  }
  const leaves = found.flatMap(({ hashes }) => hashes);
  const place = async () => {
    await noteProgress(sql, found, tree.size);
    if (leaves.length === 0) return;
    await grow(sql, stateFromBytes(tree.size, tree.hashes), leaves);
    await countDays(sql, found);
  };
  const attributes = { "gatehouse.records": leaves.length };
  // Rounds without anything to do are two a second: they leave no trace.
  if (found.length > 0)
    await inSpan({ name: "place records", kind: "internal", attributes }, place);
  return { size: tree.size + leaves.length, added: leaves.length, alarm: null };
}

/** An epoch follows when all of the one before is taken: its first record is linked to its last. */
function inOrder(found: readonly Found[]): Found[] {
  const unfinished = new Set<string>();
  return found.filter((one) => {
    if (unfinished.has(one.writer)) return false;
    if (!isDone(one)) unfinished.add(one.writer);
    return true;
  });
}

const isDone = ({ sealed, seqs }: Found) => sealed && seqs.length < MOST_OF_AN_EPOCH;

/** Parts of the log that were set back, or put forward, without the others. */
async function bookMisfit(sql: Sql, size: number): Promise<string | null> {
  const [books] = await sql<{ signed: number | null; places: number | null }>(BOOKS, []);
  const { signed, places } = books ?? { signed: null, places: null };
  if ((places ?? 0) !== size)
    return `The tree has ${size} records, but ${places ?? 0} have places in it: one of the two was set back.`;
  if (signed !== null && signed > size)
    return `A checkpoint of ${signed} records was signed, but the tree has ${size}: it was set back.`;
  return null;
}

/** What is wrong with the first of these records that does not continue its chain. */
function misfitOf(found: Found): string | null {
  const { writer, epoch, sequenced, seqs, hashes, prevs, before, placed } = found;
  if ((placed ?? 0) !== sequenced)
    return `Epoch ${epoch} of writer ${writer} counts ${sequenced} records in the tree, but ${placed ?? 0} have places in it.`;
  let head = before ?? Buffer.alloc(32);
  for (const [at, seq] of seqs.entries()) {
    const wanted = sequenced + at + 1;
    if (seq !== wanted)
      return `Record ${wanted} of writer ${writer}, epoch ${epoch}, is missing: record ${seq} is there.`;
    if (!prevs[at]?.equals(head))
      return `Record ${seq} of writer ${writer}, epoch ${epoch}, is not linked to the one before it.`;
    head = hashes[at] ?? head;
  }
  return null;
}

async function noteProgress(sql: Sql, found: readonly Found[], size: number): Promise<void> {
  let leaf = size;
  const batches = found.flatMap((one) => {
    if (one.seqs.length === 0) return [];
    const batch = { ...one, firstLeaf: leaf, firstSeq: one.sequenced + 1, count: one.seqs.length };
    leaf += one.seqs.length;
    return [batch];
  });
  await sql(
    {
      text: `
      INSERT INTO "AuditBatch" ("firstLeaf", "writer", "epoch", "firstSeq", "count")
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::int[])`,
    },
    [
      batches.map(({ firstLeaf }) => firstLeaf),
      batches.map(({ writer }) => writer),
      batches.map(({ epoch }) => epoch),
      batches.map(({ firstSeq }) => firstSeq),
      batches.map(({ count }) => count),
    ],
  );
  await sql(
    {
      text: `
      UPDATE "AuditEpoch" e SET "sequenced" = n."sequenced", "done" = n."done"
      FROM unnest($1::text[], $2::int[], $3::int[], $4::bool[]) n("writer", "epoch", "sequenced", "done")
      WHERE e."writer" = n."writer" AND e."epoch" = n."epoch"`,
    },
    [
      found.map(({ writer }) => writer),
      found.map(({ epoch }) => epoch),
      found.map(({ sequenced, seqs }) => sequenced + seqs.length),
      found.map(isDone),
    ],
  );
}

async function grow(sql: Sql, state: TreeState, leaves: readonly Buffer[]): Promise<void> {
  const partials = await readPartials(sql, state.size);
  const { changed } = growTiles(state.size, partials, leaves);
  const next = appendLeaves(state, leaves);
  await sql(
    {
      text: `
      INSERT INTO "AuditTile" ("level", "index", "width", "hashes")
      SELECT * FROM unnest($1::int[], $2::bigint[], $3::int[], $4::bytea[])
      ON CONFLICT ("level", "index") DO UPDATE SET "width" = excluded."width", "hashes" = excluded."hashes"`,
    },
    [
      changed.map(({ level }) => level),
      changed.map(({ index }) => index),
      changed.map(({ width }) => width),
      changed.map(({ hashes }) => hashes),
    ],
  );
  await sql({ text: `UPDATE "AuditTree" SET "size" = $1, "hashes" = $2` }, [
    next.size,
    stateBytes(next),
  ]);
}

async function readPartials(sql: Sql, size: number): Promise<Tile[]> {
  const wanted = partialTiles(size);
  if (wanted.length === 0) return [];
  return sql<Tile>(
    {
      text: `
      SELECT t."level", t."index"::float8 AS "index", t."width", t."hashes" FROM "AuditTile" t
      JOIN unnest($1::int[], $2::bigint[]) w("level", "index") ON t."level" = w."level" AND t."index" = w."index"`,
    },
    [wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
  );
}

/** For charts: how often what happened on which day. */
async function countDays(sql: Sql, found: readonly Found[]): Promise<void> {
  await sql(
    {
      text: `
      INSERT INTO "AuditDay" ("day", "action", "outcome", "count")
      SELECT (a."at" AT TIME ZONE 'UTC')::date, a."action", a."outcome", count(*)
      FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) b("writer", "epoch", "from", "to")
      JOIN "AuditEvent" a ON a."writer" = b."writer" AND a."epoch" = b."epoch" AND a."seq" BETWEEN b."from" AND b."to"
      GROUP BY 1, 2, 3
      ON CONFLICT ("day", "action", "outcome") DO UPDATE SET "count" = "AuditDay"."count" + excluded."count"`,
    },
    [
      found.map(({ writer }) => writer),
      found.map(({ epoch }) => epoch),
      found.map(({ sequenced }) => sequenced + 1),
      found.map(({ sequenced, seqs }) => sequenced + seqs.length),
    ],
  );
}
