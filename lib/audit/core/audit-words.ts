/**
 * What somebody typed, as a question to the database's index of words (its `tsquery` syntax). What
 * the index holds is made by gatehouse_audit_words: the words of a record, and its filters as words
 * with a letter in front.
 */

/** Shorter beginnings would match half of the log. */
const MIN_PREFIX = 3;
const MAX_TERMS = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TERM = /(-?)(?:"([^"]*)"|(\S+))/gu;
const OPEN = /[\p{L}\p{N}]\*$/u;
const IDS = ["r", "t", "u", "c"] as const;

/**
 * Words must all be there, in any order; "several words" in this order; -word must not; word* is a
 * beginning: all that begins with it has to be read, which in a large log takes a while. An id also finds the records whose request, token, actor or object it is.
 * Null: nothing to look for.
 */
export function wordsQuery(typed: string): string | null {
  const terms = [...typed.matchAll(TERM)].slice(0, MAX_TERMS);
  const parts = terms.map(([, minus, phrase, word]) => {
    const excluded = minus === "-";
    const open = !excluded && phrase === undefined && isOpen(word ?? "");
    return { part: termQuery(phrase ?? word ?? "", open), excluded };
  });
  const wanted = parts.flatMap(({ part, excluded }) => (part !== null && !excluded ? [part] : []));
  if (wanted.length === 0) return null;
  const without = parts.flatMap(({ part, excluded }) =>
    part !== null && excluded ? [`!(${part})`] : [],
  );
  return [...wanted, ...without].join(" & ");
}

/**
 * Words of which a record must have at least one of each list, to be among what is asked for: not all
 * that have them are. Null: it cannot be said in whole words, as of a beginning or of an id, which
 * hardly any record has.
 */
export function neededWords(typed: string): string[][] | null {
  const needed: string[][] = [];
  for (const [, minus, phrase, word] of [...typed.matchAll(TERM)].slice(0, MAX_TERMS)) {
    if (minus === "-") continue;
    const term = phrase ?? word ?? "";
    if (UUID.test(term) || (phrase === undefined && isOpen(term))) return null;
    needed.push(...wordsOf(term).map((one) => [one]));
  }
  return needed;
}

const wordsOf = (term: string): string[] => term.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const isOpen = (word: string) =>
  OPEN.test(word) && (wordsOf(word).at(-1) ?? "").length >= MIN_PREFIX;

function termQuery(term: string, open: boolean): string | null {
  const words = wordsOf(term);
  if (words.length === 0) return null;
  const inOrder = words.map(quoted).join(" <-> ") + (open ? ":*" : "");
  const text = words.length > 1 ? `(${inOrder})` : inOrder;
  if (!UUID.test(term)) return text;
  return `(${[text, ...IDS.map((id) => quoted(`${id}:${term.toLowerCase()}`))].join(" | ")})`;
}

/** A filter, as the index holds it. */
export type Token = {
  letter: "a" | "d" | "g" | "h" | "k" | "n" | "o" | "t" | "u" | "w" | "y";
  values: readonly string[];
};

/** As they stand in the index. */
export const lexemesOf = ({ letter, values }: Token): string[] =>
  values.map((value) => `${letter}:${value.slice(0, 300)}`);

/** The records that also have one of the values of each filter. */
export function withTokens(query: string, tokens: readonly Token[]): string {
  const parts = tokens.map((token) => `(${lexemesOf(token).map(quoted).join(" | ")})`);
  return [...(query === "" ? [] : [`(${query})`]), ...parts].join(" & ");
}

const quoted = (lexeme: string) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
