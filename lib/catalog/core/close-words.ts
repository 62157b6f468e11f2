/**
 * How many single changes (a letter added, left out, replaced, or two neighbours swapped) lead
 * from one word to the other: the optimal string alignment distance.
 */
export function typingDistance(from: string, to: string): number {
  const a = [...from];
  const b = [...to];
  // Row i holds the distances of the first i letters of `from` to every beginning of `to`.
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwap(a, b, [i, j]) ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}

function isSwap(a: readonly string[], b: readonly string[], [i, j]: [number, number]): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}

/**
 * The known words that somebody may have meant, closest first. A short word forgives one typing
 * error, a long one three; a word may also be the beginning of the known one.
 */
export function closeWords(typed: string, known: readonly string[]): string[] {
  const forgiven = typed.length <= 4 ? 1 : typed.length <= 7 ? 2 : 3;
  return known
    .filter((word) => word !== typed)
    .map((word) => ({
      word,
      distance: Math.min(
        typingDistance(typed, word),
        typingDistance(typed, word.slice(0, typed.length)) + 0.5,
      ),
    }))
    .filter(({ distance }) => distance <= forgiven)
    .sort(
      (a, b) =>
        a.distance - b.distance || a.word.length - b.word.length || (a.word < b.word ? -1 : 1),
    )
    .map(({ word }) => word);
}
