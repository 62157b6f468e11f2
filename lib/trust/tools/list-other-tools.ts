import type { Sql } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { OtherTools } from "../scanned.ts";
import { OtherToolsInput } from "../schemas.ts";

/** Of one name, and in all. */
const MOST_OF_NAME = 3;
const MOST = 50;

/** On offer, and seen by everyone: what is found stands in findings that others read. */
const OTHERS = `s."lifecycle" IN ('approved', 'deprecated') AND s."visibility" = 'everyone'
  AND s."quarantinedAt" IS NULL AND s."name" <> $1`;

/**
 * What other servers on offer have in common with the tools of this one, for MTF-adapted XR-SH-01:
 * names in any case. For the worker.
 */
export const listOtherTools = defineQuery({
  name: "listOtherTools",
  permission: "identity.resolve",
  input: OtherToolsInput,

  async run({ sql }, _ctx, { serverName, names, words }): Promise<OtherTools> {
    const [sameNames, spoken] = await Promise.all([
      names.length === 0 ? [] : sameNamesOf(sql, serverName, names),
      words.length === 0 ? [] : spokenOf(sql, serverName, words),
    ]);
    return { sameNames, spoken };
  },
});

const sameNamesOf = (sql: Sql, serverName: string, names: readonly string[]) =>
  sql<{ tool: string; server: string }>(
    {
      name: "trust-same-tool-names",
      text: `SELECT x."tool", x."server" FROM (
          SELECT a."name" AS "tool", s."name" AS "server",
            row_number() OVER (PARTITION BY a."name" ORDER BY s."name") AS "place"
          FROM "Server" s CROSS JOIN LATERAL unnest(s."toolNames") AS t("name")
          JOIN unnest($2::text[]) AS a("name") ON lower(a."name") = lower(t."name")
          WHERE ${OTHERS}) x
        WHERE x."place" <= ${MOST_OF_NAME} ORDER BY x."tool", x."server" LIMIT ${MOST}`,
    },
    [serverName, names],
  );

async function spokenOf(sql: Sql, serverName: string, words: readonly string[]): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    {
      name: "trust-spoken-names",
      text: `SELECT DISTINCT w."word" AS "name" FROM "Server" s
        CROSS JOIN LATERAL unnest(s."toolNames" || s."name") AS t("name")
        JOIN unnest($2::text[]) AS w("word") ON w."word" = lower(t."name")
        WHERE ${OTHERS} ORDER BY 1 LIMIT ${MOST}`,
    },
    [serverName, words],
  );
  return rows.map(({ name }) => name);
}
