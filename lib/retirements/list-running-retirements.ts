import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { RUNNING_STATES } from "./core/words.ts";

/** Ids of all campaigns that run, the one whose end is nearest first. For the worker. */
export const listRunningRetirements = defineQuery({
  name: "listRunningRetirements",
  permission: "identity.resolve",
  input: z.object({}),

  async run({ db }): Promise<string[]> {
    const rows = await db.retirement.findMany({
      where: { state: { in: [...RUNNING_STATES] } },
      orderBy: [{ retiresAt: "asc" }, { id: "asc" }],
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  },
});
