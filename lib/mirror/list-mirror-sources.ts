import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SOURCE_FIELDS, sourceView, type MirrorSourceView } from "./mirror-view.ts";

export const listMirrorSources = defineQuery({
  name: "listMirrorSources",
  permission: "mirror.read",
  input: z.object({}),

  async run({ db }, ctx): Promise<MirrorSourceView[]> {
    const rows = await db.mirrorSource.findMany({
      orderBy: { name: "asc" },
      select: SOURCE_FIELDS,
    });
    return rows.map((row) => sourceView(row, ctx.now));
  },
});
