import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

/** Whether the catalog holds demo servers: the banner says so while it does. */
export const hasDemoData = defineQuery({
  name: "hasDemoData",
  permission: "catalog.read",
  input: z.object({}).optional(),

  async run({ sql }): Promise<boolean> {
    // Asked for every page; an index holds the demo servers only.
    const text = `SELECT 1 FROM "Server" WHERE "demo" LIMIT 1`;
    return (await sql({ name: "demo.has_data", text }, [])).length > 0;
  },
});
