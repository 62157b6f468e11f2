import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import type { Days } from "../core/days.ts";
import type { SendResult } from "../core/send-result.ts";
import { letsThrough, type Filter } from "../core/sink-filter.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { sendBatch } from "../transports/send-batch.ts";
import type { SinkTarget } from "../transports/sink-target.ts";
import { readPeople, readRecords } from "./read-records.ts";

/**
 * Leaves from one to before another; without a filter, all of them. `witness`: a record from behind
 * them that is sent in front of them. Once the receiver has taken it, what it refuses is dead.
 */
export type Leaves = { from: number; to: number; filter?: Filter; witness?: SequencedRecord };

export type SentLeaves = {
  /** The first leaf that is not done with; `to` when all are. */
  next: number;
  isDone: boolean;
  /** Records that arrived, or are dead. */
  accepted: number;
  /** The days (UTC) of those that arrived; null: none did. */
  arrived: Days | null;
  retry: SendResult["retry"];
  /** The first leaf behind those that were refused one by one while nothing was taken; else null. */
  refusedTo: number | null;
  dead: { leaf: number; reason: string }[];
};

/** Sends the records of some leaves in one batch, in the order of the tree. */
export async function sendLeaves(
  sql: Sql,
  { from, to, filter, witness }: Leaves,
  { target, signal }: { target: SinkTarget; signal: AbortSignal },
): Promise<SentLeaves> {
  const all = await readRecords(sql, from, to);
  const records = filter ? all.filter((one) => letsThrough(filter, one)) : all;
  const events = await eventsOf(sql, witness ? [witness, ...records] : records);
  const { accepted, retry, rejected }: Required<SendResult> = {
    rejected: [],
    ...(events.length === 0
      ? { accepted: 0, retry: null }
      : await sendBatch(events, target, signal)),
  };
  const before = witness ? 1 : 0;
  const isDone = accepted >= events.length && retry === null;
  const leafAt = (index: number) => records[index - before]?.leaf ?? from;
  const dead = rejected
    .filter(({ index }) => index >= before)
    .map(({ index, reason }) => ({ leaf: leafAt(index), reason }));
  const taken = Math.max(0, accepted - before);
  return {
    next: isDone ? to : leafAt(accepted),
    isDone,
    accepted: taken,
    arrived: daysOf(records.slice(0, taken), new Set(dead.map(({ leaf }) => leaf))),
    retry,
    refusedTo: retry?.refused === undefined ? null : leafAt(retry.refused - 1) + 1,
    dead,
  };
}

function daysOf(records: readonly SequencedRecord[], dead: ReadonlySet<number>): Days | null {
  const days = records
    .filter(({ leaf }) => !dead.has(leaf))
    .map(({ at }) => at.slice(0, 10))
    .sort();
  const [from, to] = [days[0], days.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

/** With the names of the people in them. */
export async function eventsOf(
  sql: Sql,
  records: readonly SequencedRecord[],
): Promise<SinkEvent[]> {
  const people = await readPeople(sql, records);
  return records.map((record) => ({ type: "record", record, people }));
}
