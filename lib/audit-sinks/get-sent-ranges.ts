import { AppError } from "#lib/kernel/errors.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SeqRangeSet, type SeqRange } from "./core/seq-ranges.ts";
import { letsThrough } from "./core/sink-filter.ts";
import { SentRangesInput } from "./schemas.ts";
import { readRecords } from "./shipping/read-records.ts";
import { filterOf, readSink, type SinkRow } from "./shipping/sink-row.ts";
import { unsentLeaves } from "./unsent-leaves.ts";

const PAGE = 5_000;

/** Places that were sent, and the leaves they are among. */
export type SentRanges = {
  ranges: SeqRange[];
  from: number;
  to: number;
  days: { from: string; to: string };
  /** The first leaf that was sent and neither compared before nor is of these days. */
  comparedTo: number;
};

// Records of a day may stand anywhere near it in the tree: a day before and after is looked at too.
const LEAVES = {
  text: `
  SELECT coalesce((SELECT max("size") FROM "AuditCheckpoint" WHERE "at" < $1::timestamptz - interval '1 day'), 0)::float8 AS "from",
    least($3::bigint, coalesce((SELECT min("size") FROM "AuditCheckpoint" WHERE "at" > $2::timestamptz + interval '2 days'), $3::bigint))::float8 AS "to"`,
};

async function leavesOf(
  sql: Sql,
  [first, last]: readonly [string, string],
  { start, position }: SinkRow,
): Promise<{ from: number; to: number }> {
  const [leaves] = await sql<{ from: number; to: number }>(LEAVES, [first, last, position]);
  return { from: Math.max(start, leaves?.from ?? start), to: leaves?.to ?? start };
}

/** What a sink was sent of the records of some days (UTC, both included), dead letters left out. */
export const getSentRanges = defineQuery({
  name: "getSentRanges",
  permission: "audit.configure",
  input: SentRangesInput,

  async run({ db, sql }, _ctx, { sinkId, from: firstDay, to: lastDay }): Promise<SentRanges> {
    const row = await readSink(sql, sinkId);
    if (!row) throw new AppError("not_found", "There is no such sink.");
    const { from, to } = await leavesOf(sql, [firstDay, lastDay], row);
    const unsent = await unsentLeaves(db, sinkId);
    const filter = filterOf(row);
    const places = new SeqRangeSet();
    const compared = new Compared(Math.max(row.start, row.comparedTo), from);
    for (let leaf = from; leaf < to; leaf += PAGE)
      for (const record of await readRecords(sql, leaf, Math.min(to, leaf + PAGE))) {
        const day = record.at.slice(0, 10);
        const isAsked = day >= firstDay && day <= lastDay;
        const isSent = !unsent.has(record.leaf) && letsThrough(filter, record);
        if (isAsked && isSent) places.add(record.writer, record.epoch, record.seq);
        if (isSent && !isAsked) compared.leaveOut(record.leaf);
      }
    const days = { from: firstDay, to: lastDay };
    return { ranges: places.ranges(), from, to, days, comparedTo: compared.upTo(to) };
  },
});

/** How far everything that was sent is compared, with what is looked at now from a leaf on. */
class Compared {
  readonly #before: number;
  #leftOut: number | null;

  constructor(before: number, from: number) {
    this.#before = before;
    // What lies between is not looked at.
    this.#leftOut = from > before ? before : null;
  }

  leaveOut(leaf: number): void {
    if (leaf >= this.#before) this.#leftOut ??= leaf;
  }

  upTo = (to: number): number => this.#leftOut ?? Math.max(this.#before, to);
}
