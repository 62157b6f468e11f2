import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

export type ExportAudience = { slug: string; name: string };

/** The audiences that an export can be made for. */
export const listExportAudiences = defineQuery({
  name: "listExportAudiences",
  permission: "export.read",
  input: z.object({}).optional(),

  async run({ db }): Promise<ExportAudience[]> {
    return db.audience.findMany({ orderBy: { name: "asc" }, select: { slug: true, name: true } });
  },
});
