import type pg from "pg";
import { openCheckpoint } from "../tree/checkpoint.ts";
import { appendLeaves, EMPTY_TREE, rootOf, stateBytes, type TreeState } from "../tree/merkle.ts";
import type { VerifierKey } from "../tree/verifier-key.ts";
import { readPruned, type PrunedEntry } from "../retention/pruned-entries.ts";
import { ChainCheck, placeOf, type ListedHead } from "./chain-check.ts";
import type { Place, Problem } from "./problem.ts";
import { sqlOfClient } from "./client-sql.ts";
import { readUnsequenced } from "./read-entries.ts";
import { readRange } from "./read-range.ts";

const RANGE = 200_000;
const MOST_PROBLEMS = 100;

export type Verification = {
  /** Places in the tree, records without a place yet, and what they are made of. */
  size: number;
  unsequenced: number;
  writers: number;
  epochs: number;
  checkpoints: number;
  /** The first ones, in the order of the log; more than 100 are not listed. */
  problems: Problem[];
};

type Options = {
  keys: readonly VerifierKey[];
  /** Notes that were kept outside: they must continue into the same tree. */
  outside: readonly { name: string; note: string }[];
  onProgress?: (leaf: number, size: number) => void;
};

type Checkpoint = { size: number; root: Buffer; name: string };

/** One moment of the log, for as long as `work` takes. */
export async function inSnapshot<Result>(
  client: pg.Client,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    return await work();
  } finally {
    await client.query("ROLLBACK");
  }
}

/**
 * Reads the whole log and computes everything again: hashes, chains, the tree at every checkpoint,
 * signatures. It changes nothing. Call it in a snapshot.
 */
export async function verifyLog(client: pg.Client, options: Options): Promise<Verification> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const chains = new ChainCheck(report);
  const stored = await storedTree(client);
  const checkpoints = await signedCheckpoints(client, options, report);
  const tree = new TreeCheck(checkpoints, report);
  for (let from = 0; from < stored.size; from += RANGE) {
    const to = Math.min(from + RANGE, stored.size);
    await readRange(
      client,
      { from, to },
      {
        entry: (entry) => {
          tree.expect(entry.leaf, () => placeOf(entry));
          tree.take(chains.take(entry));
        },
        pruned: (entry) => {
          tree.expect(entry.leaf, () => entry);
          chains.takePruned(entry);
          tree.take(Buffer.from(entry.hash));
        },
      },
    );
    options.onProgress?.(to, stored.size);
  }
  tree.end(stored);
  const sequenced = chains.records;
  for (const problem of await chains.pruned.end(sqlOfClient(client))) report(problem);
  await readUnsequenced(client, (entry) => chains.take(entry));
  await checkListedHeads(client, chains.listed, report);
  return {
    size: stored.size,
    unsequenced: chains.records - sequenced,
    writers: chains.heads.size,
    epochs: chains.epochs,
    checkpoints: checkpoints.length,
    problems,
  };
}

type Report = (problem: Problem) => void;

async function storedTree(client: pg.Client): Promise<{ size: number; hashes: Buffer }> {
  const { rows } = await client.query<{ size: number; hashes: Buffer }>(
    `SELECT "size"::float8 AS "size", "hashes" FROM "AuditTree"`,
  );
  return rows[0] ?? { size: 0, hashes: Buffer.alloc(0) };
}

/** All checkpoints by size, those that are stored and those that were kept outside. */
async function signedCheckpoints(
  client: pg.Client,
  { keys, outside }: Options,
  report: Report,
): Promise<Checkpoint[]> {
  const open = (note: string, name: string) => {
    try {
      return openCheckpoint(note, keys);
    } catch (error) {
      report({ what: `${name}: ${error instanceof Error ? error.message : String(error)}` });
      return null;
    }
  };
  const { rows } = await client.query<{ size: number; root: Buffer; note: string }>(
    `SELECT "size"::float8 AS "size", "root", "note" FROM "AuditCheckpoint" ORDER BY "size"`,
  );
  const stored = rows.flatMap(({ size, root, note }) => {
    const opened = open(note, `the checkpoint of ${size} records`);
    if (opened === null) return [];
    if (opened.size !== size || !opened.root.equals(root))
      report({ what: `the checkpoint stored for ${size} records says something else` });
    return [{ ...opened, name: `the checkpoint of ${size} records` }];
  });
  const kept = outside.flatMap(({ name, note }) => {
    const opened = open(note, name);
    return opened === null ? [] : [{ ...opened, name }];
  });
  return [...stored, ...kept].sort((a, b) => a.size - b.size);
}

/** Builds the tree again, and compares its root wherever somebody signed one. */
class TreeCheck {
  #state: TreeState = EMPTY_TREE;
  #waiting: Buffer[] = [];
  #at = 0;
  #whole = true;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #report: Report;

  constructor(checkpoints: readonly Checkpoint[], report: Report) {
    this.#checkpoints = checkpoints;
    this.#report = report;
  }

  get next(): number {
    return this.#state.size + this.#waiting.length;
  }

  take(hash: Buffer): void {
    this.#waiting.push(hash);
    const due = this.#checkpoints[this.#at]?.size;
    if (this.next === due || this.#waiting.length >= 4_096) this.#settle();
  }

  expect(leaf: number, place: () => Place | PrunedEntry): void {
    if (leaf === this.next) return;
    const { writer, epoch, seq } = place();
    const what = `it stands where record ${this.next} of the tree is expected`;
    this.#report({ leaf, writer, epoch, seq, what });
    this.skipTo(leaf);
  }

  /** With a leaf missing no root can be computed any more; the places after it still can be told. */
  skipTo(leaf: number): void {
    this.#settle();
    this.#whole = false;
    this.#state = { ...this.#state, size: leaf };
  }

  #settle(): void {
    if (this.#whole) this.#state = appendLeaves(this.#state, this.#waiting);
    else this.#state = { ...this.#state, size: this.#state.size + this.#waiting.length };
    this.#waiting = [];
    for (;;) {
      const due = this.#checkpoints[this.#at];
      if (!due || due.size > this.#state.size) return;
      this.#at += 1;
      if (this.#whole && due.size === this.#state.size && !rootOf(this.#state).equals(due.root))
        this.#report({ what: `${due.name} has another root than these records` });
    }
  }

  end(stored: { size: number; hashes: Buffer }): void {
    this.#settle();
    if (this.#whole && this.next < stored.size)
      this.#report({ what: `the tree has ${stored.size} records, and ${this.next} are there` });
    else if (this.#whole && !stateBytes(this.#state).equals(stored.hashes))
      this.#report({ what: "the stored tree has another root than these records" });
    for (const { name, size } of this.#checkpoints.slice(this.#at))
      this.#report({ what: `${name} covers ${size} records, and only ${this.next} are there` });
  }
}

async function checkListedHeads(
  client: pg.Client,
  listed: readonly ListedHead[],
  report: Report,
): Promise<void> {
  for (let from = 0; from < listed.length; from += 5_000) {
    const some = listed.slice(from, from + 5_000);
    const { rows } = await client.query<ListedHead & { leaf: number | null }>(
      `SELECT l."writer", l."epoch", l."seq", l."hash",
        CASE WHEN a."hash" IS NULL THEN (SELECT b."firstLeaf" + l."seq" - b."firstSeq" FROM "AuditBatch" b
          WHERE b."writer" = l."writer" AND b."epoch" = l."epoch" AND b."firstSeq" <= l."seq"
          ORDER BY b."firstSeq" DESC LIMIT 1)::float8 END AS "leaf"
      FROM unnest($1::text[], $2::int[], $3::int[], $4::text[]) l("writer", "epoch", "seq", "hash")
      LEFT JOIN "AuditEvent" a ON a."writer" = l."writer" AND a."epoch" = l."epoch" AND a."seq" = l."seq"
      WHERE a."hash" IS NULL OR encode(a."hash", 'hex') <> l."hash"`,
      [
        some.map(({ writer }) => writer),
        some.map(({ epoch }) => epoch),
        some.map(({ seq }) => seq),
        some.map(({ hash }) => hash),
      ],
    );
    for (const { writer, epoch, seq, hash, leaf } of rows)
      if (!(await wasPruned(client, leaf, hash)))
        report({
          writer,
          epoch,
          seq,
          what: "a heartbeat names it, and it is not there, or another",
        });
  }
}

/** Its body is gone, and its place in the tree has the hash that the heartbeat names. */
async function wasPruned(client: pg.Client, leaf: number | null, hash: string): Promise<boolean> {
  if (leaf === null) return false;
  const [left] = await readPruned(sqlOfClient(client), { from: leaf, to: leaf + 1 });
  return left?.hash.toString("hex") === hash;
}
