import type { Role } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { TeamRef } from "./schemas.ts";
import { serversOfTeams, type OwnedServer } from "./team-servers.ts";

export type TeamView = {
  slug: string;
  name: string;
  description: string;
  channel: string | null;
  demo: boolean;
  members: { email: string; name: string; roles: Role[]; joinedAt: Date; disabled: boolean }[];
  servers: OwnedServer[];
  total: number;
  mine: boolean;
  /** The reader may change it and its members. */
  manages: boolean;
};

/** One team with its members and what it runs, as far as the reader may see it; null if unknown. */
export const getTeam = defineQuery({
  name: "getTeam",
  permission: "team.read",
  input: TeamRef,

  async run({ db, sql }, ctx, { slug }): Promise<TeamView | null> {
    const team = await db.team.findUnique({
      where: { slug },
      select: {
        id: true,
        slug: true,
        name: true,
        description: true,
        channel: true,
        demo: true,
        members: {
          orderBy: { user: { name: "asc" } },
          select: {
            joinedAt: true,
            user: { select: { email: true, name: true, roles: true, disabledAt: true } },
          },
        },
      },
    });
    if (!team) return null;
    const { id, members, ...facts } = team;
    return {
      ...facts,
      members: members.map(({ joinedAt, user }) => ({
        email: user.email,
        name: user.name,
        roles: user.roles,
        joinedAt,
        disabled: user.disabledAt !== null,
      })),
      ...(await serversOfTeams(sql, ctx, [id])),
      mine: ctx.actor.kind === "user" && ctx.actor.teamIds.includes(id),
      manages: can(ctx.actor, "team.manage"),
    };
  },
});
