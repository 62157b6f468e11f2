import type { Sql } from "#lib/db/transaction-sql.ts";
import type { SendResult } from "../core/send-result.ts";
import { letsThrough, type Filter } from "../core/sink-filter.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { sendBatch } from "../transports/send-batch.ts";
import { isRecord, type SinkTarget } from "../transports/sink-target.ts";
import { readPeople, readRecords } from "./read-records.ts";

/** Leaves from one to before another; without a filter, all of them. */
export type Leaves = { from: number; to: number; filter?: Filter };

export type SentLeaves = {
  /** The first leaf that is not done with; `to` when all are. */
  next: number;
  isDone: boolean;
  /** Records that arrived, or are dead. */
  accepted: number;
  retry: SendResult["retry"];
  dead: { leaf: number; reason: string }[];
};

/** Sends the records of some leaves in one batch, in the order of the tree. */
export async function sendLeaves(
  sql: Sql,
  { from, to, filter }: Leaves,
  { target, signal }: { target: SinkTarget; signal: AbortSignal },
): Promise<SentLeaves> {
  const all = await readRecords(sql, from, to);
  const records = filter ? all.filter((one) => letsThrough(filter, one)) : all;
  const people = await readPeople(sql, records);
  const events = records.map((record): SinkEvent => ({ type: "record", record, people }));
  const {
    accepted,
    retry,
    rejected = [],
  }: SendResult = events.length === 0
    ? { accepted: 0, retry: null }
    : await sendBatch(events, target, signal);
  const isDone = accepted >= events.length && retry === null;
  const dead = rejected.flatMap(({ index, reason }) => {
    const event = events[index];
    return event && isRecord(event) ? [{ leaf: event.record.leaf, reason }] : [];
  });
  return { next: isDone ? to : leafOf(events[accepted], from), isDone, accepted, retry, dead };
}

const leafOf = (event: SinkEvent | undefined, otherwise: number) =>
  event && isRecord(event) ? event.record.leaf : otherwise;
