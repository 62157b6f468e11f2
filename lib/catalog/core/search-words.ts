/** More words than these do not make a question clearer, only slower. */
const MAX_WORDS = 8;
const MAX_WORD_LENGTH = 40;

/**
 * Words too common to look for, unless somebody looks for nothing else: every server here is an
 * MCP server.
 */
const FILLERS = new Set(
  "a an and are at by can do for from i in is it mcp my need of on or server servers that the this to want which with".split(
    " ",
  ),
);

/**
 * The words of a question as the search columns hold them: lower case, letters and digits only.
 * What is left is safe inside a tsquery.
 */
export function searchWords(question: string): string[] {
  const words = question
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, MAX_WORD_LENGTH));
  const meant = words.filter((word) => !FILLERS.has(word));
  return [...new Set(meant.length > 0 ? meant : words)].slice(0, MAX_WORDS);
}

/** A word without its commonest English ending, for marking what the database found by its stem. */
function plainStem(word: string): string {
  const stem = word.replace(/(?:ing|ies|ied|es|ed|s|e|y)$/u, "");
  return stem.length >= 3 ? stem : word;
}

export type Searchable = {
  name: string;
  title: string | null;
  toolNames: readonly string[];
  tags: readonly string[];
  categories: readonly string[];
};
export type SearchMatch = { kind: "tool" | "tag" | "category"; text: string };

const MAX_MATCHES = 3;

/**
 * Which labels of a server a question found, for words that its name and title do not explain.
 * A word fits where it begins a part of the label: "issue" fits create_issue.
 */
export function explainMatch(server: Searchable, words: readonly string[]): SearchMatch[] {
  const named = partsOf(`${server.name} ${server.title ?? ""}`);
  const open = words.filter((word) => !fits(named, word));
  if (open.length === 0) return [];

  const labels: SearchMatch[] = [
    ...server.toolNames.map((text) => ({ kind: "tool" as const, text })),
    ...server.tags.map((text) => ({ kind: "tag" as const, text })),
    ...server.categories.map((text) => ({ kind: "category" as const, text })),
  ];
  const score = ({ text }: SearchMatch) => {
    const parts = partsOf(text);
    return open.filter((word) => fits(parts, word)).length;
  };
  return labels
    .map((label) => ({ label, score: score(label) }))
    .filter((scored) => scored.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_MATCHES)
    .map((scored) => scored.label);
}

/** Split at signs and at capitals, as the database splits names. */
function partsOf(text: string): string[] {
  const split = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return `${text} ${split}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");
}

function fits(parts: readonly string[], word: string): boolean {
  const stem = plainStem(word);
  return parts.some((part) => part.startsWith(word) || part.startsWith(stem));
}
