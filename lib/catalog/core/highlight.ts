export type TextPart = { text: string; marked: boolean };

/** Splits a text so that every place where one of the words stands can be marked, whatever its case. */
export function splitByWords(text: string, words: readonly string[]): TextPart[] {
  const wanted = words.filter((word) => word !== "").map(escapePattern);
  if (wanted.length === 0) return text === "" ? [] : [{ text, marked: false }];

  // Longest first: of "git" and "github" the longer one is marked.
  wanted.sort((a, b) => b.length - a.length);
  return text
    .split(new RegExp(`(${wanted.join("|")})`, "giu"))
    .map((part, at) => ({ text: part, marked: at % 2 === 1 }))
    .filter((part) => part.text !== "");
}

function escapePattern(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
