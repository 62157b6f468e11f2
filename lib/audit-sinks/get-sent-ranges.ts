import { AppError, fieldError } from "#lib/kernel/errors.ts";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Db, Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SeqRangeSet, type SeqRange } from "./core/seq-ranges.ts";
import { letsThrough } from "./core/sink-filter.ts";
import { dayBefore, dayOf, type Days } from "./core/days.ts";
import { comparedBy } from "./core/sink-kinds.ts";
import { SentRangesInput } from "./schemas.ts";
import { readRecords } from "./shipping/read-records.ts";
import { filterOf, kindOf, readSink, type SinkRow } from "./shipping/sink-row.ts";
import { unsentLeaves } from "./unsent-leaves.ts";

const CLOCK = { text: `SELECT clock_timestamp() AS "readAt"` };
const PAGE = 5_000;
const LETTERS_AT_ONCE = 5_000;

/** Places that were sent, and the leaves they are among. */
export type SentRanges = {
  ranges: SeqRange[];
  from: number;
  to: number;
  days: Days;
  /** Letters that were sent again and not compared since, of no later day: done with now. */
  letters: string[];
  /** What was looked at: what arrived later was not. `isAll`: every letter was. */
  seen: { readAt: Date; position: number; isAll: boolean };
  /** Days before these of which something waits to be compared; null: none does. */
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
  days: Days,
  { start, position, uncomparedFrom }: SinkRow,
): Promise<{ from: number; to: number }> {
  const [leaves] = await sql<{ from: number; to: number }>(LEAVES, [days.from, days.to, position]);
  const from = Math.max(start, leaves?.from ?? start);
  // What got its place late stands farther behind.
  const waits = uncomparedFrom !== null && uncomparedFrom <= days.to;
  return { from, to: waits ? position : (leaves?.to ?? start) };
}

/**
 * What a sink was sent of the records of some days (UTC, both included), dead letters left out until
 * they were sent again.
 * @throws AppError `invalid` for days to come.
 */
export const getSentRanges = defineQuery({
  name: "getSentRanges",
  permission: "audit.configure",
  input: SentRangesInput,

  async run({ db, sql }, { now }, { sinkId, ...days }): Promise<SentRanges> {
    const [{ readAt } = { readAt: now }] = await sql<{ readAt: Date }>(CLOCK, []);
    const row = await readSink(sql, sinkId);
    if (!row) throw new AppError("not_found", "There is no such sink.");
    if (days.from > dayOf(now)) throw fieldError("from", "This day has not come yet.");
    // In this order: what was sent again meanwhile is neither of them.
    const letters = await sentAgain(db, sinkId);
    const unsent = await unsentLeaves(db, sinkId);
    const places = new SeqRangeSet();
    const add = (record: SequencedRecord) => {
      if (isWithin(days, record) && !unsent.has(record.leaf))
        places.add(record.writer, record.epoch, record.seq);
    };
    const filter = filterOf(row);
    const { from, to } = await leavesOf(sql, days, row);
    for (let leaf = from; leaf < to; leaf += PAGE)
      for (const record of await readRecords(sql, leaf, Math.min(to, leaf + PAGE)))
        if (letsThrough(filter, record)) add(record);
    const by = comparedBy(kindOf(row));
    const doneWith: string[] = [];
    for (const { id, firstLeaf, count } of letters) {
      const first = Number(firstLeaf);
      const records = await readRecords(sql, first, first + count);
      records.forEach(add);
      // Earlier days are named as left out, where nobody else compares them.
      const isDone = by === "list" ? isNoLater : isWithin;
      if (records.every((record) => isDone(days, record))) doneWith.push(id);
    }
    return {
      ranges: places.ranges(),
      ...{ from, to, days, leftOut: leftOut(row, days.from), letters: doneWith },
      seen: { readAt, position: row.position, isAll: letters.length < LETTERS_AT_ONCE },
    };
  },
});

const isNoLater = ({ to }: Days, { at }: SequencedRecord): boolean => at.slice(0, 10) <= to;
const isWithin = (days: Days, record: SequencedRecord): boolean =>
  record.at.slice(0, 10) >= days.from && isNoLater(days, record);

/** Letters that were sent as a whole and not compared since: also of before the present settings, by which they went. */
const sentAgain = (db: Db, sinkId: string) =>
  db.auditSinkLetter.findMany({
    where: { sinkId, replayedAt: { not: null }, comparedAt: null },
    select: { id: true, firstLeaf: true, count: true },
    orderBy: { firstLeaf: "asc" },
    take: LETTERS_AT_ONCE,
  });

/** What the worker compares by itself is not left out. */
function leftOut(row: SinkRow, firstDay: string): Days | null {
  const { uncomparedFrom: from } = row;
  if (comparedBy(kindOf(row)) === "worker" || from === null || from >= firstDay) return null;
  return { from, to: dayBefore(firstDay) };
}
