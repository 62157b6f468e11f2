import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type AudienceSummary = {
  slug: string;
  name: string;
  description: string;
  anonymous: boolean;
  demo: boolean;
  teams: { slug: string; name: string }[];
  servers: number;
};

/** Every audience, by name. */
export const listAudiences = defineQuery({
  name: "listAudiences",
  permission: "audience.manage",
  input: z.object({}).optional(),

  async run({ db }): Promise<AudienceSummary[]> {
    const rows = await db.audience.findMany({
      orderBy: [{ name: "asc" }, { slug: "asc" }],
      select: {
        slug: true,
        name: true,
        description: true,
        anonymous: true,
        demo: true,
        teams: { select: { team: { select: { slug: true, name: true } } } },
        _count: { select: { servers: true } },
      },
    });
    return rows.map(({ teams, _count, ...row }) => ({
      ...row,
      teams: teams.map(({ team }) => team).sort((a, b) => a.name.localeCompare(b.name)),
      servers: _count.servers,
    }));
  },
});
