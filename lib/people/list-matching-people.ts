import { z } from "zod";
import { SearchText } from "#lib/catalog/schemas.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type PersonMatch = { id: string; name: string; email: string };

/** People whose name or address holds the typed text, for the command palette. */
export const listMatchingPeople = defineQuery({
  name: "listMatchingPeople",
  permission: "person.read",
  input: z.object({ q: SearchText }),

  async run({ db }, _ctx, { q }): Promise<PersonMatch[]> {
    const contains = { contains: q, mode: "insensitive" as const };
    return db.user.findMany({
      where: { OR: [{ name: contains }, { email: contains }] },
      orderBy: { name: "asc" },
      take: 5,
      select: { id: true, name: true, email: true },
    });
  },
});
