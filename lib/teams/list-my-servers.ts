import { z } from "zod";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { serversOfTeams, type OwnedServer } from "./team-servers.ts";

export type MyServers = {
  teams: { slug: string; name: string }[];
  servers: OwnedServer[];
  /** All of them; `servers` holds the first 500. */
  total: number;
};

/** What the reader's own teams own. */
export const listMyServers = defineQuery({
  name: "listMyServers",
  permission: "catalog.read",
  input: z.object({}).optional(),

  async run({ db, sql }, ctx): Promise<MyServers> {
    const teamIds = teamIdsOf(ctx.actor);
    const [teams, owned] = await Promise.all([
      db.team.findMany({
        where: { id: { in: [...teamIds] } },
        orderBy: { name: "asc" },
        select: { slug: true, name: true },
      }),
      serversOfTeams(sql, ctx, teamIds),
    ]);
    return { teams, ...owned };
  },
});
