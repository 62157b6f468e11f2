import { expect, test } from "vitest";
import { nextSegment, SIZES, type Span } from "./segment-plan.ts";

const [SMALLEST, , LARGEST] = SIZES;

/** What becomes of a log that grows by so many leaves at a time. */
function grown(size: number, step: number): { segments: Span[]; read: number } {
  const segments = new Map<number, Span>();
  const inOrder = () => [...segments.values()].sort((a, b) => a.firstLeaf - b.firstLeaf);
  const due = (now: number) => nextSegment(inOrder().at(-1) ?? null, now);
  let read = 0;
  for (let now = Math.min(step, size); ; now = Math.min(size, now + step)) {
    for (let next = due(now); next !== null; next = due(now)) {
      const { firstLeaf, count } = next;
      for (const leaf of segments.keys())
        if (leaf >= firstLeaf && leaf < firstLeaf + count) segments.delete(leaf);
      segments.set(firstLeaf, next);
      read += count;
    }
    if (now === size) return { segments: inOrder(), read };
  }
}

test.each([
  [0, 100],
  [SMALLEST - 1, 100],
  [SMALLEST, 100],
  [LARGEST, 300],
  [3 * LARGEST + 5_000, 700],
  [3 * LARGEST + 5_000, 3 * LARGEST + 5_000],
  [200_000, 9_999],
])("segments cover a log of %d leaves, made %d at a time, once and without a gap", (size, step) => {
  const { segments, read } = grown(size, step);
  let end = 0;
  for (const { firstLeaf, count } of segments) {
    expect(firstLeaf).toBe(end);
    expect(firstLeaf % count).toBe(0);
    end += count;
  }
  expect(size - end).toBeLessThan(SMALLEST);
  expect(segments.filter(({ count }) => count === LARGEST).length).toBe(Math.floor(size / LARGEST));
  expect(segments.length).toBeLessThan(Math.floor(size / LARGEST) + 16);
  expect(read).toBeLessThanOrEqual(SIZES.length * size);
});
