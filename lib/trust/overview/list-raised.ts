import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Level } from "../core/words.ts";
import { CODE } from "./list-fixes.ts";
import { listedServer, ON_OFFER, WHOSE, type ListedServer, type WhoseRow } from "./on-offer.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { RaisedInput } from "./schemas.ts";

export type RaisedServer = {
  server: ListedServer;
  version: string | null;
  /** Null: not assessed. */
  level: Level | null;
  score: number | null;
  /** It would reach its next level; false: something else stands in its way too. */
  isSole: boolean;
  since: Date;
};
export type RaisedPage = { servers: RaisedServer[]; nextCursor: string | null };

type Row = WhoseRow & Omit<RaisedServer, "server">;

/** $2 control, $3 code; $4 and $5 where the page begins; $6 how many. */
const RAISED = {
  name: "trust_overview_raised",
  text: `SELECT ${WHOSE}, s."latestVersion" AS "version", x."level", x."score", o."isSole", o."since"
    FROM (
      SELECT "versionId", bool_or("isSole") AS "isSole", min("since") AS "since" FROM "TrustOpenControl"
      WHERE "isStep" AND "control" = $2 AND ${CODE} = $3 GROUP BY 1
    ) o
    JOIN "Server" s ON s."currentVersionId" = o."versionId" JOIN "ServerTrust" x ON x."serverId" = s."id" LEFT JOIN "Team" t ON t."id" = s."ownerTeamId"
    WHERE ${ON_OFFER} AND ($4::int IS NULL OR (CASE WHEN o."isSole" THEN 0 ELSE 1 END, s."name") > ($4, $5))
    ORDER BY CASE WHEN o."isSole" THEN 0 ELSE 1 END, s."name" LIMIT $6`,
};

const Cursor = z.tuple([z.union([z.literal(0), z.literal(1)]), z.string().max(300)]);
const rankOf = ({ isSole }: RaisedServer) => (isSole ? 0 : 1);

/** The servers that a fix would raise, then those that it would bring closer to their next level. */
export const listRaised = defineQuery({
  name: "listRaised",
  permission: "trust.oversee",
  input: RaisedInput,

  async run({ sql }, _ctx, { team = null, control, code, cursor, limit }): Promise<RaisedPage> {
    const [rank = null, name = null] = readCursor(Cursor, cursor) ?? [];
    const values = [team, control, code, rank, name, limit + 1];
    const rows = await sql<Row>(RAISED, values);
    const servers = rows
      .slice(0, limit)
      .map(({ version, level, score, isSole, since, ...whose }): RaisedServer => ({
        server: listedServer(whose),
        ...{ version, level, score, isSole, since },
      }));
    const last = servers.at(-1);
    const isMore = rows.length > limit && last !== undefined;
    return { servers, nextCursor: isMore ? writeCursor([rankOf(last), last.server.name]) : null };
  },
});
