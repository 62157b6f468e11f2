import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type OwnerCandidate = {
  slug: string;
  name: string;
  members: { email: string; name: string }[];
};

/** The teams that may own a server or see it, with those who could be deputies. */
export const listOwnerCandidates = defineQuery({
  name: "listOwnerCandidates",
  permission: "server.assign_owner",
  input: z.object({}),

  async run({ db }): Promise<OwnerCandidate[]> {
    const teams = await db.team.findMany({
      orderBy: { name: "asc" },
      take: 500,
      select: {
        slug: true,
        name: true,
        members: {
          where: { user: { disabledAt: null } },
          orderBy: { user: { name: "asc" } },
          take: 200,
          select: { user: { select: { email: true, name: true } } },
        },
      },
    });
    return teams.map(({ slug, name, members }) => ({
      slug,
      name,
      members: members.map(({ user }) => ({ email: user.email, name: user.name })),
    }));
  },
});
