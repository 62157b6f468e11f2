import { z } from "zod";
import { visibleTo } from "#lib/catalog/visibility.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type TeamSummary = {
  id: string;
  slug: string;
  name: string;
  description: string;
  channel: string | null;
  demo: boolean;
  members: number;
  /** Servers of the team that the reader may see. */
  servers: number;
  mine: boolean;
};

/** Every team, by name, with what it runs as far as the reader may see it. */
export const listTeams = defineQuery({
  name: "listTeams",
  permission: "team.read",
  input: z.object({}).optional(),

  async run({ sql }, ctx): Promise<TeamSummary[]> {
    const visible = visibleTo(ctx.actor, 2);
    return sql<TeamSummary>(
      {
        text: `SELECT t."id", t."slug", t."name", t."description", t."channel", t."demo",
                 (SELECT count(*)::int FROM "TeamMember" m JOIN "User" u ON u."id" = m."userId"
                  WHERE m."teamId" = t."id" AND u."disabledAt" IS NULL) AS "members",
                 (SELECT count(*)::int FROM "Server" s
                  WHERE s."ownerTeamId" = t."id" AND ${visible.text}) AS "servers",
                 t."id" = ANY($1::uuid[]) AS "mine"
               FROM "Team" t ORDER BY t."name", t."slug"`,
      },
      [teamIdsOf(ctx.actor), ...visible.values],
    );
  },
});
