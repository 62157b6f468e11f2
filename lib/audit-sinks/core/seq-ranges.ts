/** Records `from` to `to`, both included, of a writer's epoch. */
export type SeqRange = { writer: string; epoch: number; from: number; to: number };

type Span = { from: number; to: number };

/** Collects places in any order and gives them back as ranges; what came twice is counted. */
export class SeqRangeSet {
  readonly #chains = new Map<string, { writer: string; epoch: number; spans: Span[] }>();
  /** Places added, repeats included. */
  added = 0;

  add(writer: string, epoch: number, seq: number): void {
    this.added += 1;
    const spans = this.#spansOf(writer, epoch);
    const last = spans.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    // Lists often come newest first.
    else if (last?.from === seq + 1) last.from = seq;
    else if (!last || seq < last.from || seq > last.to) spans.push({ from: seq, to: seq });
  }

  ranges(): SeqRange[] {
    return [...this.#chains.values()].flatMap(({ writer, epoch, spans }) =>
      merged(spans).map((span) => ({ writer, epoch, ...span })),
    );
  }

  /** Places that came more than once. */
  repeats(): number {
    return this.added - this.ranges().reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  #spansOf(writer: string, epoch: number): Span[] {
    const key = chainKey({ writer, epoch });
    const chain = this.#chains.get(key) ?? { writer, epoch, spans: [] };
    this.#chains.set(key, chain);
    return chain.spans;
  }
}

/**
 * What was sent and is not there, by writer and epoch. Both sides may be in any order and overlap.
 * What is there and was never sent is not our business: a list may reach further than the question.
 */
export function reconcile(sent: readonly SeqRange[], found: readonly SeqRange[]): SeqRange[] {
  const there = byChain(found);
  return [...byChain(sent).values()].flatMap(({ writer, epoch, spans }) => {
    const have = merged(there.get(chainKey({ writer, epoch }))?.spans ?? []);
    return merged(spans)
      .flatMap((span) => without(span, have))
      .map((span) => ({ writer, epoch, ...span }));
  });
}

export const countRecords = (ranges: readonly SeqRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

function byChain(ranges: readonly SeqRange[]) {
  const chains = new Map<string, { writer: string; epoch: number; spans: Span[] }>();
  for (const { writer, epoch, from, to } of ranges) {
    const key = chainKey({ writer, epoch });
    const chain = chains.get(key) ?? { writer, epoch, spans: [] };
    chain.spans.push({ from, to });
    chains.set(key, chain);
  }
  return chains;
}

const chainKey = ({ writer, epoch }: { writer: string; epoch: number }) => `${epoch} ${writer}`;

function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].filter(({ from, to }) => from <= to).sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** The parts of a span that no sorted span of the other list covers. */
function without(span: Span, have: readonly Span[]): Span[] {
  const missing: Span[] = [];
  let next = span.from;
  for (const { from, to } of have) {
    if (to < next) continue;
    if (from > span.to) break;
    if (from > next) missing.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  if (next <= span.to) missing.push({ from: next, to: span.to });
  return missing;
}
