import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import {
  appendLeaves,
  EMPTY_TREE,
  rootOf,
  stateBytes,
  type TreeState,
} from "#lib/audit/tree/merkle.ts";
import { growTiles, type Tile } from "#lib/audit/tree/tiles.ts";
import type { Signer } from "#lib/audit/tree/signer.ts";
import { END, plannedBatches, plannedWriters, type PlannedWriter } from "./audit-plan.ts";

/** Records left for the real sequencer: it finds out when what was made here does not fit. */
const LEFT = 20_000;
const STEP = 65_536;
/** A checkpoint at most every 10 s would be some thousands for a generated log. */
const CHECKPOINT_EVERY = 1_000;
const HASH_BYTES = 32;

type Job = { records: number; folder: string; signer: Signer };
type Leaves = { hashes: Buffer[]; batches: unknown[][] };

/** Gives the generated records their places, as the sequencer would have done in three months. */
export async function buildTree(owner: pg.Client, { records, folder, signer }: Job): Promise<void> {
  const writers = plannedWriters(records);
  const upTo = 1 - Math.min(0.01, LEFT / records);
  const files = writers.map(({ name }) => new HashFile(path.join(folder, name)));
  const tree = new Tree(owner, signer);
  await owner.query("begin");
  let leaves: Leaves = { hashes: [], batches: [] };
  let size = 0;
  const sequenced = writers.map(({ epochs }) => epochs.map(() => 0));
  for (const { writer, epoch, firstSeq, count } of plannedBatches(writers, upTo)) {
    leaves.hashes.push(...(files[writer]?.take(count) ?? []));
    leaves.batches.push([size, writers[writer]?.name, epoch, firstSeq, count]);
    size += count;
    const ofWriter = sequenced[writer];
    if (ofWriter) ofWriter[epoch - 1] = firstSeq + count - 1;
    if (leaves.hashes.length < STEP) continue;
    await tree.add(leaves);
    leaves = { hashes: [], batches: [] };
  }
  await tree.add(leaves);
  await writeEpochs(owner, writers, sequenced);
  await owner.query(COUNT_DAYS);
  await owner.query("commit");
  for (const file of files) file.close();
}

class HashFile {
  readonly #file: number;
  #waiting = Buffer.alloc(0);

  constructor(name: string) {
    this.#file = fs.openSync(name, "r");
  }

  take(count: number): Buffer[] {
    const length = count * HASH_BYTES;
    while (this.#waiting.length < length) {
      const more = Buffer.alloc(1_048_576);
      const read = fs.readSync(this.#file, more);
      if (read === 0) throw new Error("A chain is shorter than planned.");
      this.#waiting = Buffer.concat([this.#waiting, more.subarray(0, read)]);
    }
    const taken = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    return Array.from({ length: count }, (_, at) =>
      taken.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    );
  }

  close(): void {
    fs.closeSync(this.#file);
  }
}

class Tree {
  #state: TreeState = EMPTY_TREE;
  #partials: Tile[] = [];
  readonly #owner: pg.Client;
  readonly #signer: Signer;

  constructor(owner: pg.Client, signer: Signer) {
    this.#owner = owner;
    this.#signer = signer;
  }

  async add({ hashes, batches }: Leaves): Promise<void> {
    if (hashes.length === 0) return;
    const { changed, partials } = growTiles(this.#state.size, this.#partials, hashes);
    this.#partials = partials;
    await insertRows(this.#owner, BATCHES, batches);
    await this.#sign(hashes);
    for (let from = 0; from < changed.length; from += 100)
      await insertRows(
        this.#owner,
        TILES,
        changed
          .slice(from, from + 100)
          .map(({ level, index, width, hashes: bytes }) => [level, index, width, bytes]),
      );
    await this.#owner.query(`update "AuditTree" set "size" = $1, "hashes" = $2`, [
      this.#state.size,
      stateBytes(this.#state),
    ]);
  }

  /** The leaves join the tree, up to each size that is signed. */
  async #sign(hashes: readonly Buffer[]): Promise<void> {
    const notes: unknown[][] = [];
    const { name: origin, keyId } = this.#signer;
    for (let at = 0; at < hashes.length;) {
      const room = CHECKPOINT_EVERY - (this.#state.size % CHECKPOINT_EVERY);
      this.#state = appendLeaves(this.#state, hashes.slice(at, at + room));
      at += room;
      const { size } = this.#state;
      if (size % CHECKPOINT_EVERY !== 0) continue;
      const root = rootOf(this.#state);
      notes.push([
        size,
        END,
        root,
        await signCheckpoint({ origin, size, root }, this.#signer),
        keyId,
      ]);
    }
    await insertRows(this.#owner, CHECKPOINTS, notes);
  }
}

type Table = { name: string; columns: string; types: readonly string[]; rest?: string };

const BATCHES: Table = {
  name: "AuditBatch",
  columns: `"firstLeaf", "writer", "epoch", "firstSeq", "count"`,
  types: ["bigint", "text", "int", "int", "int"],
};
const TILES: Table = {
  name: "AuditTile",
  columns: `"level", "index", "width", "hashes"`,
  types: ["int", "bigint", "int", "bytea"],
  rest: `on conflict ("level", "index") do update set "width" = excluded."width", "hashes" = excluded."hashes"`,
};
const CHECKPOINTS: Table = {
  name: "AuditCheckpoint",
  columns: `"size", "at", "root", "note", "keyId"`,
  types: ["bigint", "timestamptz", "bytea", "text", "text"],
};
const EPOCHS: Table = {
  name: "AuditEpoch",
  columns: `"writer", "epoch", "process", "openedAt", "leaseUntil", "sealedAt", "sealedBy", "sequenced", "done"`,
  types: [
    "text",
    "int",
    "text",
    "timestamptz",
    "timestamptz",
    "timestamptz",
    "text",
    "int",
    "bool",
  ],
};

async function insertRows(
  owner: pg.Client,
  { name, columns, types, rest = "" }: Table,
  rows: readonly unknown[][],
): Promise<void> {
  if (rows.length === 0) return;
  const lists = types.map((type, at) => `$${at + 1}::${type}[]`);
  await owner.query(
    `insert into "${name}" (${columns}) select * from unnest(${lists.join(", ")}) ${rest}`,
    types.map((_, at) => rows.map((row) => row[at])),
  );
}

async function writeEpochs(
  owner: pg.Client,
  writers: readonly PlannedWriter[],
  sequenced: readonly number[][],
): Promise<void> {
  const rows = writers.flatMap(({ name, process, epochs }, writer) =>
    epochs.map((count, at) => {
      const taken = sequenced[writer]?.[at] ?? 0;
      return [name, at + 1, process, END, END, END, "closed", taken, taken === count];
    }),
  );
  await insertRows(owner, EPOCHS, rows);
}

const COUNT_DAYS = `
  insert into "AuditDay" ("day", "action", "outcome", "count")
  select (a."at" at time zone 'UTC')::date, a."action", a."outcome", count(*)
  from "AuditEvent" a join "AuditEpoch" e on e."writer" = a."writer" and e."epoch" = a."epoch"
  where a."seq" <= e."sequenced" group by 1, 2, 3`;
