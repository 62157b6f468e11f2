import { searchWords } from "#lib/catalog/core/search-words.ts";

/** In the names of half of all servers: they tell nothing about what one does. */
const EMPTY = new Set(
  "ai agent api app cli client cloud com context dev github gitlab integration io local mcp model modelcontextprotocol node npm official open org plugin protocol py python remote sdk server service simple tool tools typescript ts js access using use your via provides provide enables support data".split(
    " ",
  ),
);
const MAX_WORDS = 5;

/**
 * The words that say what a server is about: of its short name and title first, of the description
 * only where those say nothing. Safe inside a tsquery, as `searchWords` leaves them.
 */
export function tellingWords(name: string, title: string, description: string): string[] {
  const short = name.split("/").at(-1) ?? "";
  const named = wordsOf(`${short} ${title}`);
  return (named.length > 0 ? named : wordsOf(description)).slice(0, MAX_WORDS);
}

function wordsOf(text: string): string[] {
  const split = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/_/g, " ");
  // One at a time: searchWords stops after a few, and the telling ones may come last.
  const words = split
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => (word === "" ? [] : searchWords(word)));
  return [...new Set(words)].filter(
    (word) => word.length >= 3 && !EMPTY.has(word) && !FILLER.test(word),
  );
}

const FILLER = /^(?:\d+|the|and|for|with|from|that|this|are|can|want|which|need)$/;

const MAX_TOOLS = 10;

/**
 * Tool names as phrases of a tsquery: `create_issue` becomes `create:B <-> issue:B`. Names of one
 * word are left out: half of all servers have a tool called "search".
 */
export function toolPhrases(toolNames: readonly string[]): string[] {
  const phrases = toolNames.slice(0, 200).flatMap((name) => {
    const words = name
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== "");
    const usable =
      words.length > 1 && words.length <= 6 && words.every((word) => word.length <= 40);
    return usable ? [words.map((word) => `${word}:B`).join(" <-> ")] : [];
  });
  return [...new Set(phrases)].slice(0, MAX_TOOLS);
}
