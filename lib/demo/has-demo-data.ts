import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

/** Whether the catalog holds demo servers: the banner says so while it does. */
export const hasDemoData = defineQuery({
  permission: "catalog.read",
  input: z.object({}).optional(),

  async run({ db }): Promise<boolean> {
    const row = await db.server.findFirst({ where: { demo: true }, select: { id: true } });
    return row !== null;
  },
});
