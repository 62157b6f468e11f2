import type { Sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { visibleTo } from "./visibility.ts";

export type FoundServer = {
  id: string;
  ownerTeamId: string | null;
  currentVersionId: string | null;
};

/** A step of queries about one server: null for what does not exist or may not be seen. */
export async function findVisibleServer(
  sql: Sql,
  ctx: Context,
  name: string,
): Promise<FoundServer | null> {
  const visible = visibleTo(ctx.actor, 2);
  const [row] = await sql<FoundServer>(
    {
      name: `find-visible-server-${visible.values.length}`,
      text: `SELECT s."id", s."ownerTeamId", s."currentVersionId"
             FROM "Server" s WHERE s."name" = $1 AND ${visible.text}`,
    },
    [name, ...visible.values],
  );
  return row ?? null;
}
