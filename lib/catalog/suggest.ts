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
 * Servers for what somebody is typing: every word begins a word of theirs, those in the name
 * first. Answers while one types, so it looks at a bounded number of matches: a beginning that
 * fits thousands of servers is narrowed by the next letter.
 */
export const suggest = defineQuery({
  permission: "catalog.read",
  input: SuggestInput,

  async run({ sql }, ctx, { q, limit }): Promise<Suggestion[]> {
    const match = plainMatch(q);
    if (match.mode === "everything") return [];
    const byName = /[./]/.test(q) ? await startingWith(sql, ctx, { q, limit }) : [];
    const found =
      byName.length >= limit ? byName : [...byName, ...(await find(sql, ctx, { q, match, limit }))];
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
/** IS TRUE: tried on what the words found, without reading an index of nearly everything. */
const OFFERED = `(s."lifecycle" IN ('approved', 'deprecated', 'candidate', 'in_review')) IS TRUE`;

/** An official name typed from its start: a range of the index, as names sort by bytes. */
async function startingWith(
  sql: Readers["sql"],
  ctx: Context,
  { q, limit }: { q: string; limit: number },
): Promise<Row[]> {
  const bound = new BoundValues();
  const [from, to] = [bound.bind(q), bound.bind(`${q}\u{10FFFF}`)];
  const text = `SELECT ${COLUMNS} FROM "Server" s
    WHERE s."name" >= ${from} AND s."name" < ${to} AND ${OFFERED} AND ${visibleClause(ctx.actor, bound)}
    ORDER BY s."name" LIMIT ${bound.bind(limit)}`;
  return sql<Row>({ text }, bound.values);
}

async function find(
  sql: Readers["sql"],
  ctx: Context,
  { q, match, limit }: { q: string; match: TextMatch; limit: number },
): Promise<Row[]> {
  const bound = new BoundValues();
  const asked = bound.bind(q.toLowerCase());
  const short = `lower(split_part(s."name", '/', 2))`;
  const title = `lower(coalesce(s."title", ''))`;
  const text = `SELECT ${COLUMNS} FROM (
      SELECT ${COLUMNS} FROM "Server" s
      WHERE ${textClause(match, bound)} AND ${OFFERED} AND ${visibleClause(ctx.actor, bound)}
      LIMIT ${CANDIDATES}
    ) s
    ORDER BY CASE WHEN ${title} = ${asked} OR ${short} = ${asked} THEN 0
                  WHEN starts_with(${title}, ${asked}) OR starts_with(${short}, ${asked}) THEN 1
                  WHEN strpos(${title}, ${asked}) > 0 OR strpos(${short}, ${asked}) > 0 THEN 2
                  ELSE 3 END,
             s."lifecycle" <> 'approved', length(s."name"), s."name"
    LIMIT ${bound.bind(limit)}`;
  return sql<Row>({ text }, bound.values);
}
