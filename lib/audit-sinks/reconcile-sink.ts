import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Days } from "./core/days.ts";
import { countRecords, reconcile, type SeqRange } from "./core/seq-ranges.ts";
import { getSentRanges, type SentRanges } from "./get-sent-ranges.ts";
import { getSinkTarget } from "./get-sink-target.ts";
import { getUncomparedRanges } from "./get-uncompared-ranges.ts";
import { noteReconciliation } from "./note-reconciliation.ts";
import { readReceivedList } from "./transports/line-reader.ts";
import { readBack } from "./transports/send-batch.ts";
import type { ReadBack } from "./transports/sink-target.ts";

export type Reconciliation = {
  sent: number;
  found: number;
  /** Lines that came more than once, and lines that could not be read. */
  repeats: number;
  unreadable: number;
  missing: SeqRange[];
  /** Days before those that were asked for, of which something waited to be compared: they wait no more. */
  leftOut: Days | null;
};

/** Days as they were given: looked at by getSentRanges. */
type Asked = { sinkId: string; days: { from: unknown; to: unknown } };

const TIMEOUT_MS = 10 * 60_000;

/**
 * Compares what was sent of some days with what is there, by writer, epoch and sequence. What the
 * other side misses is named in the log, and sent again.
 * @throws AppError `invalid` for a sink that only the other side can list.
 */
export async function reconcileSink(
  ctx: Context,
  { sinkId, days }: Asked,
): Promise<Reconciliation> {
  const target = await getSinkTarget(ctx, { id: sinkId });
  const sent = await getSentRanges(ctx, { sinkId, ...days });
  const there = await readBack(sent.days, target, AbortSignal.timeout(TIMEOUT_MS));
  if (there === null)
    throw new AppError(
      "invalid",
      "Gatehouse cannot list what this sink holds: give a list of what arrived there.",
    );
  return compareDays(ctx, sinkId, { sent, there });
}

/**
 * The same for a piece of what was not compared yet, of the days before one; false when nothing is
 * left. What was compared is noted: a night that fails is made up for by the next.
 */
export async function reconcileUncompared(
  ctx: Context,
  what: { sinkId: string; before: string },
): Promise<boolean> {
  const sent = await getUncomparedRanges(ctx, what);
  if (sent === null) return false;
  const { sinkId } = what;
  const { from, to, days, letters } = sent;
  const target = await getSinkTarget(ctx, { id: sinkId });
  const there = days && (await readBack(days, target, AbortSignal.timeout(TIMEOUT_MS)));
  const mark = letters.length > 0 ? { letters } : { comparedTo: to };
  const found = compared(sent.ranges, there ?? NOTHING);
  await noteReconciliation(ctx, { sinkId, from, to, ...mark, ...found });
  return true;
}

const NOTHING: ReadBack = { ranges: [], repeats: 0, unreadable: 0 };

/** The same against a list from the other side, line by line: our JSON, OCSF, CEF or LEEF. */
export async function reconcileWithList(
  ctx: Context,
  { sinkId, days }: Asked,
  lines: AsyncIterable<string>,
): Promise<Reconciliation> {
  // First: what is sent while a list of any length is read is not in it.
  const sent = await getSentRanges(ctx, { sinkId, ...days });
  const there = await readReceivedList(lines);
  return compareDays(ctx, sinkId, { sent, there });
}

/** What is missing is sent again, and waits to be compared once it has arrived. */
async function compareDays(
  ctx: Context,
  sinkId: string,
  { sent, there }: { sent: SentRanges; there: ReadBack },
): Promise<Reconciliation> {
  const { from, to, days, letters, leftOut, seen } = sent;
  const found = { ...compared(sent.ranges, there), leftOut };
  await noteReconciliation(ctx, { sinkId, from, to, days, letters, seen, ...found });
  return found;
}

function compared(ranges: readonly SeqRange[], there: ReadBack): Omit<Reconciliation, "leftOut"> {
  const { repeats, unreadable } = there;
  const found = countRecords(there.ranges);
  const missing = reconcile(ranges, there.ranges);
  return { sent: countRecords(ranges), found, repeats, unreadable, missing };
}
