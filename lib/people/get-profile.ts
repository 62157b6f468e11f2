import { z } from "zod";
import type { Role } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type Profile = {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  teams: { slug: string; name: string }[];
};

/** Who somebody is whom a door has let in; for that door to tell them. */
export const getProfile = defineQuery({
  name: "getProfile",
  permission: "identity.resolve",
  input: z.object({ userId: z.uuid() }),

  async run({ db }, _ctx, { userId }): Promise<Profile | null> {
    const row = await db.user.findUnique({
      where: { id: userId },
      select: {
        id: true,
        email: true,
        name: true,
        roles: true,
        memberships: {
          orderBy: { team: { slug: "asc" } },
          select: { team: { select: { slug: true, name: true } } },
        },
      },
    });
    if (!row) return null;
    const { memberships, ...person } = row;
    return { ...person, teams: memberships.map(({ team }) => team) };
  },
});
