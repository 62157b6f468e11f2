/** What stands in the catalog already and could be meant, confused or used instead. Steps. */
import { BoundValues } from "#lib/catalog/bound-values.ts";
import { visibleClause } from "#lib/catalog/browse-where.ts";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { lookAlike } from "#lib/catalog/core/look-alike.ts";
import { lookAlikeSql } from "#lib/catalog/core/look-alike-sql.ts";
import type { ServerLifecycle } from "#lib/catalog/core/words.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { requestsVisibleTo } from "#lib/requests/visibility.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import { findAlternatives, type Alternative } from "./find-alternatives.ts";

export type KnownServer = { name: string; title: string | null; lifecycle: ServerLifecycle };

export type Kin = {
  /** The server of the very name, as far as the reader may see it. */
  same: KnownServer | null;
  /** Names that people could take for this one. */
  lookAlikes: KnownServer[];
  /** Servers that offer the same package or image under another name. */
  samePackage: KnownServer[];
  openRequests: { number: string; title: string }[];
  alternatives: Alternative[];
};

const FEW = 5;

export async function findKin(
  { db, sql }: Readers,
  ctx: Context,
  { document, toolNames }: { document: JsonObject; toolNames: readonly string[] },
): Promise<Kin> {
  const name = textIn(document, "name");
  const [named, samePackage, open, alternatives] = await Promise.all([
    serversNamedLike(sql, ctx, name),
    serversOfPackages(sql, ctx, document),
    db.request.findMany({
      where: {
        AND: [
          requestsVisibleTo(ctx.actor),
          {
            serverName: name,
            state: { in: ["draft", "submitted", "in_review", "changes_requested"] },
          },
        ],
      },
      orderBy: { number: "desc" },
      take: FEW,
      select: { number: true, title: true },
    }),
    findAlternatives(sql, ctx, { document, toolNames }),
  ]);
  const known = new Set([name, ...samePackage.map((server) => server.name)]);
  return {
    same: named.find((server) => server.name === name) ?? null,
    lookAlikes: named.filter((server) => server.name !== name).slice(0, FEW),
    samePackage,
    openRequests: open.map(({ number, title }) => ({ number: requestNumber(number), title })),
    alternatives: alternatives.filter((server) => !known.has(server.name)).slice(0, FEW),
  };
}

const COLUMNS = `s."name", s."title", s."lifecycle"`;

async function serversNamedLike(
  sql: Readers["sql"],
  ctx: Context,
  name: string,
): Promise<KnownServer[]> {
  if (name === "") return [];
  const bound = new BoundValues();
  const text = `SELECT ${COLUMNS} FROM "Server" s
    WHERE ${lookAlikeSql(`s."name"`)} = ${bound.bind(lookAlike(name))} AND ${visibleClause(ctx.actor, bound)}
    ORDER BY s."name" = ${bound.bind(name)} DESC, s."name" LIMIT ${FEW + 1}`;
  return sql<KnownServer>({ text }, bound.values);
}

/** By type and identifier; an image counts whatever its tag. */
async function serversOfPackages(
  sql: Readers["sql"],
  ctx: Context,
  document: JsonObject,
): Promise<KnownServer[]> {
  const packages = objectsIn(document, "packages").slice(0, 20);
  const bound = new BoundValues();
  const same = packages.flatMap((entry) => {
    const type = textIn(entry, "registryType");
    const identifier = textIn(entry, "identifier");
    if (type === "" || identifier === "") return [];
    const ofType = `p."registryType" = ${bound.bind(type)}`;
    const bare = type === "oci" ? identifier.replace(/(?::[^/@]*)?(?:@.*)?$/, "") : null;
    return bare === null
      ? [`(${ofType} AND p."identifier" = ${bound.bind(identifier)})`]
      : [
          `(${ofType} AND (p."identifier" = ${bound.bind(bare)}
             OR starts_with(p."identifier", ${bound.bind(`${bare}:`)})
             OR starts_with(p."identifier", ${bound.bind(`${bare}@`)})))`,
        ];
  });
  if (same.length === 0) return [];
  const text = `SELECT ${COLUMNS} FROM "Server" s
    WHERE s."id" IN (SELECT v."serverId" FROM "VersionPackage" p JOIN "ServerVersion" v ON v."id" = p."versionId"
                     WHERE v."lifecycle" <> 'rejected' AND (${same.join(" OR ")}) LIMIT 500)
      AND s."name" <> ${bound.bind(textIn(document, "name"))} AND ${visibleClause(ctx.actor, bound)}
    ORDER BY s."lifecycle" <> 'approved', s."name" LIMIT ${FEW}`;
  return sql<KnownServer>({ text }, bound.values);
}
