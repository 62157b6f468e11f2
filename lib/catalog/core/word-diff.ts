export type WordPiece = { kind: "same" | "added" | "removed"; text: string };

/** Above this many differing words on either side the middle is shown as replaced as a whole. */
const MAX_COMPARED_WORDS = 600;

/** What changed between two texts, word by word; joining the pieces gives back either text. */
export function wordDiff(before: string, after: string): WordPiece[] {
  const [old, young] = [wordsOf(before), wordsOf(after)];
  const start = commonStart(old, young);
  const end = commonEnd(old.slice(start), young.slice(start));
  const pieces: WordPiece[] = [
    { kind: "same", text: old.slice(0, start).join("") },
    ...middle(old.slice(start, old.length - end), young.slice(start, young.length - end)),
    { kind: "same", text: old.slice(old.length - end).join("") },
  ];
  return joined(pieces);
}

/** Words with the space that follows them. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const limit = Math.min(a.length, b.length);
  let count = 0;
  while (count < limit && a[count] === b[count]) count++;
  return count;
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  const limit = Math.min(a.length, b.length);
  let count = 0;
  while (count < limit && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/** The longest common subsequence, by the usual table. */
function middle(old: readonly string[], young: readonly string[]): WordPiece[] {
  if (Math.max(old.length, young.length) > MAX_COMPARED_WORDS)
    return [
      { kind: "removed", text: old.join("") },
      { kind: "added", text: young.join("") },
    ];

  const length = commonLengths(old, young);
  const pieces: WordPiece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [oldWord, youngWord] = [old[i], young[j]];
    if (oldWord !== undefined && oldWord === youngWord) {
      pieces.push({ kind: "same", text: oldWord });
      i++;
      j++;
    } else if (oldWord !== undefined && removeFirst(length, i, j)) {
      pieces.push({ kind: "removed", text: oldWord });
      i++;
    } else {
      pieces.push({ kind: "added", text: youngWord ?? "" });
      j++;
    }
  }
  return pieces;
}

function removeFirst(length: readonly Uint16Array[], i: number, j: number): boolean {
  const width = length[i]?.length ?? 0;
  if (j >= width - 1) return true;
  return (length[i + 1]?.[j] ?? 0) >= (length[i]?.[j + 1] ?? 0);
}

/** lengths[i][j]: how many words the rests old[i…] and young[j…] have in common, in order. */
function commonLengths(old: readonly string[], young: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(young.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const [row, below] = [lengths[i], lengths[i + 1]];
    for (let j = young.length - 1; row && below && j >= 0; j--)
      row[j] =
        old[i] === young[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return lengths;
}

function joined(pieces: readonly WordPiece[]): WordPiece[] {
  const result: WordPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece.text === "") continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}
