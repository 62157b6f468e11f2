import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import type { SendResult } from "../core/send-result.ts";
import { letsThrough, type Filter } from "../core/sink-filter.ts";
import { sendBatch } from "../transports/send-batch.ts";
import type { SinkTarget } from "../transports/sink-target.ts";
import { readRecords } from "./read-records.ts";
import { eventsOf } from "./send-leaves.ts";

const PAGE = 5_000;
/** Leaves that one search looks through, and records that it sends. */
const MOST_LOOKED_AT = 100_000;
const MOST_SENT = 50;

/** `retry`: why a record that was sent was neither taken nor refused. */
type Search = { witness: SequencedRecord | null; retry: SendResult["retry"] };
type Span = { from: number; to: number; filter: Filter };
type Sending = { target: SinkTarget; signal: AbortSignal };

/**
 * By sink, leaves without a record that it would take, and whether it was sent some of them;
 * forgotten when the process ends.
 */
const inVain = new Map<string, { from: number; to: number; sent: boolean }>();

/**
 * The next record that the receiver takes, each of them sent alone: then those it refused before are
 * refused for what is in them, and not because the sink is set up wrongly. None: there is no later
 * one yet, or it has refused all that were sent; the next search goes on behind them, and begins
 * again once there is none: the receiver may have been mended since.
 * INVARIANT: none is left out, so that what the receiver takes first is still in order.
 */
export async function findWitness(sql: Sql, span: Span, sending: Sending): Promise<Search> {
  const { id } = sending.target;
  const before = searchedBefore(id, span);
  const to = Math.min(span.to, before.to + MOST_LOOKED_AT);
  let [next, sent] = [to, 0];
  let found: Search = { witness: null, retry: null };
  for await (const record of laterRecords(sql, { ...span, from: before.to, to })) {
    next = record.leaf;
    if (sent === MOST_SENT) break;
    sent += 1;
    const result = await sendBatch(await eventsOf(sql, [record]), sending.target, sending.signal);
    found = judged(record, result);
    if (found.witness || found.retry) break;
    next = to;
  }
  const wasSent = before.sent || sent > 0;
  if (next === span.to && wasSent) inVain.delete(id);
  else inVain.set(id, { from: span.from, to: next, sent: wasSent });
  return found;
}

function searchedBefore(sinkId: string, { from }: Span): { to: number; sent: boolean } {
  const before = inVain.get(sinkId);
  return before && before.from <= from && from <= before.to ? before : { to: from, sent: false };
}

function judged(record: SequencedRecord, { retry }: SendResult): Search {
  if (retry === null) return { witness: record, retry };
  return { witness: null, retry: retry.refused === undefined ? retry : null };
}

async function* laterRecords(sql: Sql, { from, to, filter }: Span) {
  for (let leaf = from; leaf < to; leaf += PAGE)
    for (const record of await readRecords(sql, leaf, Math.min(to, leaf + PAGE)))
      if (letsThrough(filter, record)) yield record;
}
