import { serverPath } from "#lib/catalog/core/paths.ts";
import { listed } from "#lib/trust/core/rules/verdict.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import type { DeskItem } from "../core/desk.ts";
import type { Reader } from "./owned-facts.ts";

type Held = {
  name: string;
  title: string | null;
  version: string;
  tools: string[];
  since: Date;
  isOwn: boolean;
  /** Nobody had seen any when the version was approved. */
  isUnseen: boolean;
};

const MAX = 200;

/**
 * A step: versions on offer with held tools that wait for a decision, of the reader's teams, and for
 * security of all others. Who owns a server looks, and somebody else decides.
 */
export async function heldToolItems(
  sql: Readers["sql"],
  { teamIds }: Reader,
  isSecurity: boolean,
): Promise<DeskItem[]> {
  const rows = await sql<Held>(
    {
      name: "desk-held-tools",
      text: `
        SELECT s."name", s."title", v."version", array_agg(DISTINCT h."tool") AS "tools",
          min(h."heldAt") AS "since", bool_and('unseen' = ANY(h."kinds")) AS "isUnseen",
          coalesce(s."ownerTeamId" = ANY($1::uuid[]), false) AS "isOwn"
        FROM "TrustHeldTool" h
        JOIN "ServerVersion" v ON v."id" = h."versionId" AND v."lifecycle" IN ('approved', 'deprecated')
        JOIN "Server" s ON s."id" = v."serverId"
        WHERE h."refusedAt" IS NULL AND ($2 OR s."ownerTeamId" = ANY($1::uuid[]))
        GROUP BY s."id", v."id" ORDER BY "since" LIMIT ${MAX}`,
    },
    [teamIds, isSecurity],
  );
  return rows.map((row) => ({
    kind: "tools",
    server: { name: row.name, title: row.title },
    text: textOf(row),
    dueAt: null,
    since: row.since,
    link: {
      href: `${serverPath(row.name, "tools")}?version=${encodeURIComponent(row.version)}`,
      label: !row.isOwn ? "Decide" : row.isUnseen ? "See them" : "See what changed",
    },
  }));
}

function textOf({ version, tools, isUnseen }: Held): string {
  const isOne = tools.length === 1;
  if (isUnseen)
    return `Nobody had seen ${isOne ? "this tool" : "these tools"} of version ${version} when it was approved: ${listed(tools)}.`;
  const are = isOne ? "A tool" : `${tools.length} tools`;
  const as = isOne ? "is not as it was" : "are not as they were";
  return `${are} of version ${version} ${as} approved: ${listed(tools)}.`;
}
