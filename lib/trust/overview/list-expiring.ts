import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Level } from "../core/words.ts";
import { listedServer, ON_OFFER, WHOSE, type ListedServer, type WhoseRow } from "./on-offer.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { ExpiringInput } from "./schemas.ts";

export type ExpiringServer = {
  server: ListedServer;
  version: string | null;
  level: Level;
  /** What it falls to when nothing is looked at until then. */
  fallsTo: Level;
  validUntil: Date;
  /** When all of it was last looked at. */
  evaluatedAt: Date;
};
export type ExpiringPage = {
  servers: ExpiringServer[];
  /** On all pages. */
  total: number;
  nextCursor: string | null;
};

const DAY_MS = 86_400_000;

/** What is revoked stands below what its evaluations say, and does not fall with them. */
const CHOSEN = `FROM "VersionTrust" p JOIN "Server" s ON s."currentVersionId" = p."versionId"
    LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
    WHERE ${ON_OFFER} AND p."validUntil" <= $2 AND p."level" > coalesce((p."lapses" -> 0 ->> 'level')::int, 0)`;
const TOTAL = {
  name: "trust_expiring_total",
  text: `SELECT count(*)::int AS "total" ${CHOSEN}`,
};
/** $3 and $4 where the page begins; $5 how many. */
const PAGE = {
  name: "trust_expiring",
  text: `SELECT ${WHOSE}, s."latestVersion" AS "version", p."level", coalesce((p."lapses" -> 0 ->> 'level')::int, 0) AS "fallsTo",
      p."validUntil", p."evaluatedAt"
    ${CHOSEN} AND ($3::timestamptz IS NULL OR (p."validUntil", s."name") > ($3, $4))
    ORDER BY p."validUntil", s."name" LIMIT $5`,
};

type Row = WhoseRow & Omit<ExpiringServer, "server">;
const Cursor = z.tuple([z.iso.datetime(), z.string().max(300)]);

/** Servers on offer whose level runs out within some days unless they are looked at again. */
export const listExpiring = defineQuery({
  name: "listExpiring",
  permission: "trust.oversee",
  input: ExpiringInput,

  async run({ sql }, ctx, { team = null, days, cursor, limit }): Promise<ExpiringPage> {
    const until = new Date(ctx.now.getTime() + days * DAY_MS);
    const [at = null, name = null] = readCursor(Cursor, cursor) ?? [];
    const [[totals], rows] = await Promise.all([
      sql<{ total: number }>(TOTAL, [team, until]),
      sql<Row>(PAGE, [team, until, at, name, limit + 1]),
    ]);
    const last = rows[limit - 1];
    return {
      servers: rows
        .slice(0, limit)
        .map(({ version, level, fallsTo, validUntil, evaluatedAt, ...whose }) => ({
          server: listedServer(whose),
          ...{ version, level, fallsTo, validUntil, evaluatedAt },
        })),
      total: totals?.total ?? 0,
      nextCursor:
        rows.length > limit && last
          ? writeCursor([last.validUntil.toISOString(), last.name])
          : null,
    };
  },
});
