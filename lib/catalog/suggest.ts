import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { BoundValues } from "./bound-values.ts";
import { textClause, visibleClause, type TextMatch } from "./browse-where.ts";
import { explainMatch, searchWords } from "./core/search-words.ts";
import type { ServerLifecycle } from "./core/words.ts";
import { plainMatch, resolveSearch } from "./resolve-search.ts";
import { SuggestInput } from "./schemas.ts";

export type Suggestion = {
  name: string;
  title: string | null;
  lifecycle: ServerLifecycle;
  /** What was found, where the name does not say so: "tool create_issue". */
  matched: string | null;
};

/**
 * Servers for what somebody is typing: those whose name or title begins so, then those of which
 * every word begins a word. Answers while one types, so it looks at a bounded number of matches:
 * a beginning that fits thousands of servers is narrowed by the next letter.
 */
export const suggest = defineQuery({
  name: "suggest",
  permission: "catalog.read",
  input: SuggestInput,

  async run({ sql }, ctx, { q, limit }): Promise<Suggestion[]> {
    const match = plainMatch(q);
    if (match.mode === "everything") return [];
    const found = await startingWith(sql, ctx, { q, limit });
    if (found.length < limit)
      found.push(...(await find(sql, ctx, { q, match, limit: limit + found.length })));
    if (found.length === 0) {
      const resolved = await resolveSearch(sql, ctx, q);
      const asked = { q: resolved?.corrected ?? q, limit };
      if (resolved) found.push(...(await find(sql, ctx, { ...asked, match: resolved.match })));
    }

    const words = searchWords(q);
    const seen = new Set<string>();
    const rows = found.filter(({ name }) => !seen.has(name) && seen.add(name)).slice(0, limit);
    return rows.map((row) => {
      const [match] = explainMatch(row, words);
      return {
        name: row.name,
        title: row.title,
        lifecycle: row.lifecycle,
        matched: match ? `${match.kind} ${match.text}` : null,
      };
    });
  },
});

type Row = {
  name: string;
  title: string | null;
  lifecycle: ServerLifecycle;
  toolNames: string[];
  tags: string[];
  categories: string[];
};

const COLUMNS = `s."name", s."title", s."lifecycle", s."toolNames", s."tags", s."categories"`;
/** Matches looked at; about 5 ms of work. */
const CANDIDATES = 1_000;
/** Names and titles looked at. */
const BEGINNINGS = 200;
/** IS TRUE: tried on what the words found, without reading an index of nearly everything. */
const OFFERED = `(s."lifecycle" IN ('approved', 'deprecated', 'candidate', 'in_review')) IS TRUE`;

/** What is compared with the text as typed; in these words, because they are those of indexes. */
const SHORT_NAME = `(lower(split_part(s."name", '/', 2)) COLLATE "C")`;
const TITLE = `(lower(s."title") COLLATE "C")`;

/**
 * Names and titles that begin as typed: ranges of indexes that sort by bytes. Each is read from
 * its start, so what is written exactly so is always among them.
 */
async function startingWith(
  sql: Readers["sql"],
  ctx: Context,
  { q, limit }: { q: string; limit: number },
): Promise<Row[]> {
  const bound = new BoundValues();
  const beginning = (text: string) => [bound.bind(text), bound.bind(`${text}\u{10FFFF}`)] as const;
  const typed = q.trim();
  const asked = beginning(typed.toLowerCase());
  const offered = `${OFFERED} AND ${visibleClause(ctx.actor, bound)}`;
  const range = (text: string, [from, to] = asked) => `(SELECT ${COLUMNS} FROM "Server" s
    WHERE ${text} >= ${from} AND ${text} < ${to} AND ${offered} ORDER BY ${text} LIMIT ${BEGINNINGS})`;
  const ranges = [range(SHORT_NAME), range(TITLE)];
  if (/[./]/.test(typed)) ranges.push(range(`s."name"`, beginning(typed)));
  const text = `SELECT ${COLUMNS} FROM (${ranges.join(" UNION ")}) s
    ORDER BY ${SHORT_NAME} <> ${asked[0]} AND coalesce(${TITLE} <> ${asked[0]}, true),
             s."lifecycle" <> 'approved', length(s."name"), s."name"
    LIMIT ${bound.bind(limit)}`;
  return sql<Row>({ text }, bound.values);
}

/** Words anywhere, those in the title or name first. */
async function find(
  sql: Readers["sql"],
  ctx: Context,
  { q, match, limit }: { q: string; match: TextMatch; limit: number },
): Promise<Row[]> {
  const bound = new BoundValues();
  const asked = bound.bind(q.trim().toLowerCase());
  const text = `SELECT ${COLUMNS} FROM (
      SELECT ${COLUMNS} FROM "Server" s
      WHERE ${textClause(match, bound)} AND ${OFFERED} AND ${visibleClause(ctx.actor, bound)}
      LIMIT ${CANDIDATES}
    ) s
    ORDER BY strpos(${SHORT_NAME}, ${asked}) = 0 AND coalesce(strpos(${TITLE}, ${asked}) = 0, true),
             s."lifecycle" <> 'approved', length(s."name"), s."name"
    LIMIT ${bound.bind(limit)}`;
  return sql<Row>({ text }, bound.values);
}
