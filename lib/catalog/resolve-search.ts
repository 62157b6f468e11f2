import type { Context } from "#lib/kernel/context.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import { BoundValues } from "./bound-values.ts";
import { escapeLike, textClause, visibleClause, type TextMatch } from "./browse-where.ts";
import { closeWords } from "./core/close-words.ts";
import { searchWords } from "./core/search-words.ts";

type Sql = Readers["sql"];

/** Corrections are tried in this order, closest first, until a visible server has the word. */
const TRIED = 5;
/** Shorter texts stand inside half of all words. */
const SHORTEST_PART = 3;

/** The first way to take a question: each of its words. */
export function plainMatch(question: string): TextMatch {
  const words = searchWords(question);
  if (words.length > 0) return { mode: "words", words };
  return question.trim() === "" ? { mode: "everything" } : { mode: "part", part: question.trim() };
}

export type Resolved = { match: TextMatch; corrected: string | null };

/**
 * For a question whose words found nothing: first as a part of words ("hub" in GitHub), then with
 * its typing errors corrected. Only words of servers that the reader may see are proposed, so a
 * correction tells nobody what else there is. Null when nothing helps.
 */
export async function resolveSearch(
  sql: Sql,
  ctx: Context,
  question: string,
): Promise<Resolved | null> {
  const part = question.trim();
  if (part.length >= SHORTEST_PART && (await isSeen(sql, ctx, { mode: "part", part })))
    return { match: { mode: "part", part }, corrected: null };

  const words = searchWords(question);
  const corrected = await Promise.all(words.map((word) => knownWord(sql, ctx, word)));
  if (corrected.some((word) => word === null)) return null;
  const meant = [...new Set(corrected.filter((word) => word !== null))];
  if (meant.length === 0 || meant.join(" ") === words.join(" ")) return null;
  const match: TextMatch = { mode: "words", words: meant };
  return (await isSeen(sql, ctx, match)) ? { match, corrected: meant.join(" ") } : null;
}

/** Whether any visible server, in whatever state, matches. */
async function isSeen(sql: Sql, ctx: Context, match: TextMatch): Promise<boolean> {
  const bound = new BoundValues();
  const text = `SELECT 1 FROM "Server" s WHERE ${textClause(match, bound)} AND ${visibleClause(ctx.actor, bound)} LIMIT 1`;
  return (await sql<object>({ text }, bound.values)).length > 0;
}

/** The word itself where a visible server has it, else the closest one that a visible server has. */
async function knownWord(sql: Sql, ctx: Context, word: string): Promise<string | null> {
  if (await isSeen(sql, ctx, { mode: "words", words: [word] })) return word;
  for (const candidate of closeWords(word, await similarWords(sql, word)).slice(0, TRIED))
    if (await isSeen(sql, ctx, { mode: "words", words: [candidate] })) return candidate;
  return null;
}

const SIMILAR_WORDS = {
  name: "catalog.similar_words",
  text: `(SELECT "word" FROM "SearchWord" WHERE "word" % $1 ORDER BY similarity("word", $1) DESC, "word" LIMIT 50)
    UNION
    (SELECT "word" FROM "SearchWord" WHERE "word" LIKE $2 AND length("word") BETWEEN $3 - 2 AND $3 + 2 LIMIT 2000)`,
};

/** Similar by trigrams, or with the same beginning: swapped letters leave few trigrams alike. */
async function similarWords(sql: Sql, word: string): Promise<string[]> {
  const beginning = `${escapeLike([...word].slice(0, 2).join(""))}%`;
  const rows = await sql<{ word: string }>(SIMILAR_WORDS, [word, beginning, [...word].length]);
  return rows.map((row) => row.word);
}
