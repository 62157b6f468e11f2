import type pg from "pg";
import type { VerifierKey } from "../tree/verifier-key.ts";
import { readPruned } from "../retention/pruned-entries.ts";
import { ChainCheck, type ListedHead } from "./chain-check.ts";
import { checkPlaces } from "./check-places.ts";
import { sqlOfClient } from "./client-sql.ts";
import type { KeptCheckpoints } from "./kept-checkpoints.ts";
import { checkPersonal, type PersonalParts } from "./personal-check.ts";
import type { Problem } from "./problem.ts";
import { prunedProblems } from "./pruned-check.ts";
import { readUnsequenced } from "./read-entries.ts";
import { signedCheckpoints } from "./signed-checkpoints.ts";
import { TreeCheck } from "./tree-check.ts";
import { verifyInParts } from "./verify-in-parts.ts";
import { verifyPart } from "./verify-part.ts";

const MOST_PROBLEMS = 100;

export type Verification = {
  /** Places in the tree, records without a place yet, and what they are made of. */
  size: number;
  unsequenced: number;
  writers: number;
  epochs: number;
  /** Stored ones, and those that were kept outside and compared with them. */
  checkpoints: number;
  outside: number;
  /** What is personal, beside the records. */
  personal: PersonalParts;
  /** The first ones, in the order of the log; more than 100 are not listed. */
  problems: Problem[];
};

type Options = {
  keys: readonly VerifierKey[];
  /**
   * Notes that were kept outside: they must continue into the same tree. Without them a log that was
   * cut off, or set back to an older state, is whole: what is left of it fits together.
   */
  outside: KeptCheckpoints["notes"];
  onProgress?: (records: number, size: number) => void;
  /** Threads that may read at the same time, each on a connection of its own to this address. */
  threads?: { url: string; most: number; least?: number };
};

/**
 * Reads the whole log and computes everything again: hashes, chains, the tree at every checkpoint,
 * signatures, and what personal parts were committed to. It changes nothing. Call it in a snapshot.
 */
export async function verifyLog(client: pg.Client, options: Options): Promise<Verification> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const stored = await storedTree(client);
  const { size } = stored;
  const { checkpoints, outside } = await signedCheckpoints(client, { ...options, size }, report);
  const log = { size: stored.size, checkpoints };
  const onProgress = (records: number) => options.onProgress?.(records, stored.size);
  const whole = await verifyInParts(client, log, { ...options.threads, onProgress });
  const chains = new ChainCheck(report, whole?.chains);
  const tree = new TreeCheck(checkpoints, report, whole?.tree);
  if (!whole) await verifyPart(client, { from: 0, to: stored.size }, { chains, tree, onProgress });
  tree.end(stored);
  const { state } = chains;
  const sequenced = state.records;
  for (const problem of await prunedProblems(sqlOfClient(client), state.pruned, state.said))
    report(problem);
  await readUnsequenced(client, (entry) => chains.take(entry));
  await checkListedHeads(client, state.listed, report);
  for (const problem of await checkPlaces(client, state)) report(problem);
  const personal = await checkPersonal(sqlOfClient(client), report);
  return {
    size: stored.size,
    unsequenced: state.records - sequenced,
    writers: state.heads.size,
    epochs: state.epochs,
    checkpoints: checkpoints.length,
    outside,
    personal,
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
