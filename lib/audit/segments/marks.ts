/** A segment's records by time: of every so many the moment is kept beside them. */
export const MARK_EVERY = 256;
const BYTES = 8;

export function marksOf(moments: readonly number[]): Buffer {
  const marks = Buffer.alloc(moments.length * BYTES);
  for (const [at, moment] of moments.entries()) marks.writeDoubleBE(moment, at * BYTES);
  return marks;
}

/** Ranks outside of which no record is from `from` to `to` (milliseconds, both included). */
export function ranksBetween(
  marks: Buffer,
  { from, to }: { from: number; to: number },
): { first: number; end: number } {
  const count = marks.length / BYTES;
  let first = 0;
  let end = count;
  for (let at = 0; at < count; at += 1) {
    const moment = marks.readDoubleBE(at * BYTES);
    if (moment < from) first = at;
    if (moment > to) {
      end = at;
      break;
    }
  }
  return { first: first * MARK_EVERY, end: end * MARK_EVERY };
}
