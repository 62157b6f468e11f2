import { AppError } from "#lib/kernel/errors.ts";
import type { Db, Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { SentRanges } from "./get-sent-ranges.ts";
import { SeqRangeSet } from "./core/seq-ranges.ts";
import { letsThrough } from "./core/sink-filter.ts";
import { UncomparedInput } from "./schemas.ts";
import { readRecords } from "./shipping/read-records.ts";
import { filterOf, readSink, type SinkRow } from "./shipping/sink-row.ts";
import { unsentLeaves } from "./unsent-leaves.ts";

const PAGE = 5_000;
/** A night has ten minutes for a piece: a day of records, or what was sent again of a week. */
const [DAY, WEEK] = [1, 7];
const LETTERS_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** `letters`: those among them that were sent again; none: leaves that were never compared. */
export type Uncompared = Omit<SentRanges, "days" | "leftOut" | "seen"> & {
  /** Null where nothing is left of these records. */
  days: SentRanges["days"] | null;
  letters: string[];
};

/**
 * A piece of what a sink was sent, also again, that was not compared yet with what is there: of days
 * (UTC) before one. Null when nothing is left.
 */
export const getUncomparedRanges = defineQuery({
  name: "getUncomparedRanges",
  permission: "audit.configure",
  input: UncomparedInput,

  async run({ db, sql }, _ctx, { sinkId, before }): Promise<Uncompared | null> {
    const row = await readSink(sql, sinkId);
    if (!row) throw new AppError("not_found", "There is no such sink.");
    return (
      (await sentAgain({ db, sql }, row, before)) ?? (await neverCompared({ db, sql }, row, before))
    );
  },
});

type Readers = { db: Db; sql: Sql };

async function sentAgain({ db, sql }: Readers, { id }: SinkRow, before: string) {
  const found = await db.auditSinkLetter.findMany({
    where: { sinkId: id, replayedAt: { not: null }, comparedAt: null },
    select: { id: true, firstLeaf: true, count: true },
    orderBy: { firstLeaf: "asc" },
    take: LETTERS_AT_ONCE,
  });
  const unsent = await unsentLeaves(db, id);
  const span = new Span(before);
  const letters: typeof found = [];
  for (const letter of found) {
    const first = Number(letter.firstLeaf);
    const records = await readRecords(sql, first, first + letter.count);
    // The first is taken however long it reaches, so that none waits for ever.
    if (!span.takesAll(records, letters.length === 0 ? Infinity : WEEK)) continue;
    // One of its records may have been refused alone, and be a dead letter again.
    for (const record of records) if (!unsent.has(record.leaf)) span.add(record);
    letters.push(letter);
  }
  const [first, last] = [letters[0], letters.at(-1)];
  if (!first || !last) return null;
  const [from, to] = [Number(first.firstLeaf), Number(last.firstLeaf) + last.count];
  return { ...span.result(), from, to, letters: letters.map((letter) => letter.id) };
}

async function neverCompared({ db, sql }: Readers, row: SinkRow, before: string) {
  const from = Math.max(row.start, row.comparedTo);
  const unsent = await unsentLeaves(db, row.id);
  const filter = filterOf(row);
  const span = new Span(before);
  let to = from;
  while (to < row.position) {
    const end = Math.min(row.position, to + PAGE);
    const records = await readRecords(sql, to, end);
    const beyond = records.find((record) => !span.sees(record, DAY));
    to = beyond?.leaf ?? end;
    for (const record of records)
      if (record.leaf < to && !unsent.has(record.leaf) && letsThrough(filter, record))
        span.add(record);
    if (beyond) break;
  }
  return to === from ? null : { ...span.result(), from, to, letters: [] };
}

/** Records of some days that follow each other, before a day. */
class Span {
  readonly #before: string;
  readonly #places = new SeqRangeSet();
  #days: SentRanges["days"] | null = null;

  constructor(before: string) {
    this.#before = before;
  }

  /** Whether no more than so many days reach to it, which they then do. */
  sees({ at }: SequencedRecord, most: number): boolean {
    const day = at.slice(0, 10);
    const { from, to } = this.#days ?? { from: day, to: day };
    const days = { from: day < from ? day : from, to: day > to ? day : to };
    const span = (Date.parse(days.to) - Date.parse(days.from)) / DAY_MS;
    if (day >= this.#before || span >= most) return false;
    this.#days = days;
    return true;
  }

  /** All of them, or none. */
  takesAll(records: readonly SequencedRecord[], most: number): boolean {
    const days = this.#days;
    if (records.every((record) => this.sees(record, most))) return true;
    this.#days = days;
    return false;
  }

  add({ writer, epoch, seq }: SequencedRecord): void {
    this.#places.add(writer, epoch, seq);
  }

  result = () => ({ ranges: this.#places.ranges(), days: this.#days });
}
