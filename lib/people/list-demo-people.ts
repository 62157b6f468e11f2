import { z } from "zod";
import type { Role } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type DemoPerson = {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  teams: string[];
};

/** The accounts that the demo sign-in offers. */
export const listDemoPeople = defineQuery({
  name: "listDemoPeople",
  permission: "identity.resolve",
  input: z.object({}),

  async run({ db }): Promise<DemoPerson[]> {
    const rows = await db.user.findMany({
      where: { demo: true, disabledAt: null },
      orderBy: { email: "asc" },
      select: {
        id: true,
        email: true,
        name: true,
        roles: true,
        memberships: { select: { team: { select: { name: true } } } },
      },
    });
    return rows.map((row) => ({
      id: row.id,
      email: row.email,
      name: row.name,
      roles: row.roles,
      teams: row.memberships.map((membership) => membership.team.name),
    }));
  },
});
