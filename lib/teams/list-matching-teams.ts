import { z } from "zod";
import { SearchText } from "#lib/catalog/schemas.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type TeamMatch = { slug: string; name: string };

/** Teams whose name or slug holds the typed text, for the command palette. */
export const listMatchingTeams = defineQuery({
  name: "listMatchingTeams",
  permission: "team.read",
  input: z.object({ q: SearchText }),

  async run({ db }, _ctx, { q }): Promise<TeamMatch[]> {
    const contains = { contains: q, mode: "insensitive" as const };
    return db.team.findMany({
      where: { OR: [{ name: contains }, { slug: contains }] },
      orderBy: { name: "asc" },
      take: 5,
      select: { slug: true, name: true },
    });
  },
});
