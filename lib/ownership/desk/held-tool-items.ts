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
};

const MAX = 200;

/**
 * A step: versions on offer with changed tools that wait for a decision, of the reader's teams, and for
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
          min(h."heldAt") AS "since", coalesce(s."ownerTeamId" = ANY($1::uuid[]), false) AS "isOwn"
        FROM "TrustHeldTool" h
        JOIN "ServerVersion" v ON v."id" = h."versionId" AND v."lifecycle" IN ('approved', 'deprecated')
        JOIN "Server" s ON s."id" = v."serverId"
        WHERE h."refusedAt" IS NULL AND ($2 OR s."ownerTeamId" = ANY($1::uuid[]))
        GROUP BY s."id", v."id" ORDER BY "since" LIMIT ${MAX}`,
    },
    [teamIds, isSecurity],
  );
  return rows.map(({ name, title, version, tools, since, isOwn }) => ({
    kind: "tools",
    server: { name, title },
    text: `${tools.length === 1 ? "A tool" : `${tools.length} tools`} of version ${version} changed since the approval: ${listed(tools)}.`,
    dueAt: null,
    since,
    link: {
      href: `${serverPath(name, "tools")}?version=${encodeURIComponent(version)}`,
      label: isOwn ? "See what changed" : "Decide",
    },
  }));
}
