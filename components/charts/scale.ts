/** The arithmetic of charts: pure, so that it is tested as tables. */

/**
 * Round ticks from 0 to the first that reaches `max`, at most about `wanted` steps of 1, 2 or 5
 * times a power of ten. Counts have no halves: `whole` keeps the steps at 1 or more.
 */
export function ticksOf(max: number, { wanted = 4, whole = true } = {}): number[] {
  const top = Number.isFinite(max) && max > 0 ? max : 1;
  const step = roundStep(top / wanted, whole);
  const steps = Math.ceil(top / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

function roundStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough - 1e-12) ?? 10) * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** How much of the axis a value takes, 0 to 1. */
export function shareOf(value: number, top: number): number {
  if (top <= 0 || !Number.isFinite(value)) return 0;
  return Math.min(1, Math.max(0, value / top));
}

export type Segment = { from: number; size: number };

/** Values on top of one another, from the axis up, in shares of it. */
export function stackOf(values: readonly number[], top: number): Segment[] {
  let from = 0;
  return values.map((value) => {
    const size = shareOf(value, top);
    const segment = { from, size };
    from += size;
    return segment;
  });
}

/** Which of `count` labels are written so that at most `most` are, the first among them. */
export function labelled(count: number, most: number): boolean[] {
  const every = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: count }, (_, at) => at % every === 0);
}

/** A label on two lines: after its first word, where it has more. */
export function twoLines(label: string): [string, string] {
  const at = label.indexOf(" ");
  return at === -1 ? [label, ""] : [label.slice(0, at), label.slice(at + 1)];
}
