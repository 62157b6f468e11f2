import { BoundValues } from "#lib/catalog/bound-values.ts";
import { visibleClause } from "#lib/catalog/browse-where.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { explainMatch } from "#lib/catalog/core/search-words.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import { tellingWords, toolPhrases } from "./core/telling-words.ts";

export type Alternative = {
  name: string;
  title: string | null;
  description: string;
  /** Why it is proposed, where its name does not say so: "tool create_issue". */
  matched: string | null;
};

type Row = {
  name: string;
  title: string | null;
  description: string;
  toolNames: string[];
  tags: string[];
  categories: string[];
};

/** Matches looked at, so that a common word costs no more than a rare one. */
const CANDIDATES = 1_000;
const PROPOSED = 8;

/**
 * A step: approved servers that are about the same, by the words of the name and title, or with the
 * same tools. `:AB` leaves out the prose, which says little about what a server does. Those in
 * quarantine are no alternative. More than needed: some turn out to be the server itself.
 */
export async function findAlternatives(
  sql: Readers["sql"],
  ctx: Context,
  { document, toolNames }: { document: JsonObject; toolNames: readonly string[] },
): Promise<Alternative[]> {
  const phrases = toolPhrases(toolNames);
  const words = tellingWords(
    textIn(document, "name"),
    textIn(document, "title"),
    phrases.length === 0 ? textIn(document, "description") : "",
  );
  const bound = new BoundValues();
  const asked = [
    ...words.flatMap((word) => {
      const term = bound.bind(`${word}:AB`);
      return [`to_tsquery('english', ${term})`, `to_tsquery('simple', ${term})`];
    }),
    ...phrases.map((phrase) => `to_tsquery('simple', ${bound.bind(phrase)})`),
  ];
  if (asked.length === 0) return [];
  const query = `(${asked.join(" || ")})`;
  const text = `SELECT ${COLUMNS} FROM (
      SELECT ${COLUMNS}, "search" FROM "Server" s
      WHERE s."search" @@ ${query}
        AND (s."lifecycle" = 'approved' AND s."quarantinedAt" IS NULL
          AND s."approvalRanOutAt" IS NULL) IS TRUE
        AND NOT EXISTS (SELECT 1 FROM "ServerVersion" rv WHERE rv."id" = s."currentVersionId" AND rv."revocationId" IS NOT NULL)
        AND ${visibleClause(ctx.actor, bound)}
      LIMIT ${CANDIDATES}
    ) s
    ORDER BY ts_rank('{0,0,0.6,1.0}', "search", ${query}) DESC, "name" LIMIT ${PROPOSED}`;
  const rows = await sql<Row>({ text }, bound.values);
  return rows.map((row) => {
    const shared = row.toolNames.find((tool) => toolNames.includes(tool));
    const [match] = shared ? [{ kind: "tool", text: shared }] : explainMatch(row, words);
    return {
      name: row.name,
      title: row.title,
      description: row.description.slice(0, 300),
      matched: match ? `${match.kind} ${match.text}` : null,
    };
  });
}

const COLUMNS = `"name", "title", "description", "toolNames", "tags", "categories"`;
