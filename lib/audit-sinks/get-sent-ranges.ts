import { AppError } from "#lib/kernel/errors.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SeqRangeSet, type SeqRange } from "./core/seq-ranges.ts";
import { letsThrough } from "./core/sink-filter.ts";
import { dayBefore } from "./core/days.ts";
import { comparedBy } from "./core/sink-kinds.ts";
import { SentRangesInput } from "./schemas.ts";
import { readRecords } from "./shipping/read-records.ts";
import { filterOf, kindOf, readSink, type SinkRow } from "./shipping/sink-row.ts";
import type { Days } from "./transports/sink-target.ts";
import { unsentLeaves } from "./unsent-leaves.ts";

const PAGE = 5_000;

/** Places that were sent, and the leaves they are among. */
export type SentRanges = {
  ranges: SeqRange[];
  from: number;
  to: number;
  days: Days;
  /** Days before these that wait to be compared, and go on waiting; null: none does. */
  leftOut: Days | null;
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
    for (let leaf = from; leaf < to; leaf += PAGE)
      for (const record of await readRecords(sql, leaf, Math.min(to, leaf + PAGE))) {
        const day = record.at.slice(0, 10);
        if (day < firstDay || day > lastDay || unsent.has(record.leaf)) continue;
        if (letsThrough(filter, record)) places.add(record.writer, record.epoch, record.seq);
      }
    const days = { from: firstDay, to: lastDay };
    return { ranges: places.ranges(), from, to, days, leftOut: leftOut(row, firstDay) };
  },
});

/** What the worker compares by itself is not left out. */
function leftOut(row: SinkRow, firstDay: string): Days | null {
  const { uncomparedFrom: from } = row;
  if (comparedBy(kindOf(row)) === "worker" || from === null || from >= firstDay) return null;
  return { from, to: dayBefore(firstDay) };
}
