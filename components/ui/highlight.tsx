import { splitByWords } from "#lib/catalog/core/highlight.ts";

/** Text with the searched words marked. */
export function Highlight({ text, words }: { text: string; words: readonly string[] }) {
  return splitByWords(text, words).map((part, at) =>
    part.marked ? <mark key={at}>{part.text}</mark> : part.text,
  );
}
