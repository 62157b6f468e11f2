import fs from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { finished } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { chainRecords, type Head, type Row } from "#lib/audit/chain/chain-records.ts";
import { factsText, ownRecord, type NewRecord } from "#lib/audit/chain/new-record.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { pool, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { plannedWriters, timeAt, type PlannedWriter } from "./audit-plan.ts";
import { recordMaker } from "./audit-records.ts";
import { benchKey } from "./audit-key.ts";
import { serveParent } from "./child.ts";

/** Every so many records of a chain one is a heartbeat. */
const BEAT = 20;
const SLICES = 2_000;

const operations = {
  fill,
  sequence,
  close: () => pool.end(),
};
export type SeedOperations = typeof operations;
serveParent(operations);

export type FillJob = { records: number; writers: string[]; folder: string };

/** Writes the whole log of some writers, in the order of time, and their hashes into files. */
async function fill({ records, writers, folder }: FillJob): Promise<void> {
  const chains = plannedWriters(records)
    .filter(({ name }) => writers.includes(name))
    .map((plan) => new Chain(plan, folder));
  const client = await pool.connect();
  await client.query("set synchronous_commit = off");
  const stream = client.query(copyFrom(`copy "AuditEvent" (${COLUMNS}) from stdin`));
  for (let slice = 1; slice <= SLICES; slice += 1)
    for (const chain of chains)
      for (const rows of chain.upTo(slice / SLICES)) {
        const text = rows.map((row) => lineOf(chain.name, chain.epoch, row)).join("");
        if (!stream.write(text)) await once(stream, "drain");
      }
  stream.end();
  await finished(stream);
  for (const chain of chains) chain.close();
  client.release();
}

/** What was left without a place in the tree, by the real sequencer; then the head is signed. */
async function sequence(): Promise<number> {
  for (let total = 0; ;) {
    const { added, alarm } = await transact((tx) => sequenceRound(sqlOf(tx)));
    if (alarm !== null) throw new Error(alarm);
    total += added;
    if (added > 0) continue;
    await transact((tx) => writeCheckpoint(sqlOf(tx), benchKey().signer));
    return total;
  }
}

class Chain {
  readonly name: string;
  epoch = 1;
  readonly #plan: PlannedWriter;
  readonly #make: (at: Date) => NewRecord;
  readonly #hashes: number;
  #head: Head;
  #taken = 0;

  constructor(plan: PlannedWriter, folder: string) {
    this.name = plan.name;
    this.#plan = plan;
    this.#make = recordMaker(
      [...plan.name].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7),
    );
    this.#hashes = fs.openSync(path.join(folder, plan.name), "w");
    this.#head = { writer: plan.name, epoch: 1, seq: 0, hash: Buffer.alloc(32) };
  }

  /** Its records up to a share of the log, some at a time. */
  *upTo(share: number): Generator<Row[]> {
    const until = Math.floor(this.#plan.records * share);
    while (this.#taken < until) {
      const length = this.#plan.epochs[this.epoch - 1] ?? 0;
      const count = Math.min(BEAT, until - this.#taken, length - this.#head.seq);
      const records = Array.from({ length: count }, (_, at) => this.#record(at, length));
      const { rows, next } = chainRecords({ ...this.#head, epoch: this.epoch }, records);
      fs.writeSync(this.#hashes, Buffer.concat(rows.map(({ hash }) => hash)));
      if (rows.length > 0) yield rows;
      this.#taken += count;
      this.#head = next;
      if (next.seq === length) {
        this.epoch += 1;
        this.#head = { ...next, seq: 0 };
      }
    }
  }

  #record(at: number, length: number): NewRecord {
    const seq = this.#head.seq + at + 1;
    const made = this.#make(timeAt((this.#taken + at + 0.5) / this.#plan.records));
    if (seq === 1) return { ...made, ...own(this.#opening()) };
    if (seq === length) return { ...made, ...own(ownRecord("writer.close", this.name, {})) };
    if (at > 0) return made;
    const { writer, epoch, hash } = this.#head;
    const heads = [{ writer, epoch, seq: seq - 1, hash: hash.toString("hex") }];
    const facts = { writers: heads, databaseTime: made.at.toISOString() };
    return { ...made, ...own(ownRecord("log.heartbeat", writer, facts)) };
  }

  #opening(): NewRecord {
    const previous = this.epoch === 1 ? null : this.epoch - 1;
    const record = ownRecord("writer.open", this.name, {});
    const after = factsText({
      process: this.#plan.process,
      previousEpoch: previous,
      previousSeq: previous === null ? null : (this.#plan.epochs[previous - 1] ?? 0),
      sealed: previous === null ? null : "closed",
    });
    return { ...record, after };
  }

  close(): void {
    fs.closeSync(this.#hashes);
  }
}

/** All of a record of the log about itself but what says when it was written. */
function own(record: NewRecord): Omit<NewRecord, "id" | "at"> {
  const { id: _id, at: _at, ...rest } = record;
  return rest;
}

const COLUMNS = `"writer", "epoch", "seq", "id", "at", "kind", "action", "outcome", "actorKind", "actorId", "actorName", "credentialId", "targetKind", "targetId", "requestId", "traceId", "before", "after", "prev", "hash"`;

/** The text form of COPY. INVARIANT: the generated records hold no backslash, tab or newline. */
function lineOf(writer: string, epoch: number, row: Row): string {
  const { seq, id, at, kind, action, outcome, actorKind, actorId, actorName } = row;
  const { credentialId, targetKind, targetId, requestId, traceId, before, after } = row;
  return `${writer}\t${epoch}\t${seq}\t${id}\t${at.toISOString()}\t${kind}\t${action}\t${outcome}\t${actorKind}\t${actorId}\t${actorName}\t${credentialId ?? "\\N"}\t${targetKind}\t${targetId}\t${requestId}\t${traceId ?? "\\N"}\t${before ?? "\\N"}\t${after ?? "\\N"}\t\\\\x${row.prev.toString("hex")}\t\\\\x${row.hash.toString("hex")}\n`;
}
