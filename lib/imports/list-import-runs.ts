import { defineQuery } from "#lib/verbs/define-query.ts";
import { RUN_FIELDS, runView, type ImportRunView } from "./run-view.ts";
import { ListImportRunsInput } from "./schemas.ts";

/** The newest runs first. */
export const listImportRuns = defineQuery({
  name: "listImportRuns",
  permission: "catalog.import",
  input: ListImportRunsInput,

  async run({ db }, ctx, { sourceId, limit }): Promise<ImportRunView[]> {
    const rows = await db.importRun.findMany({
      ...(sourceId === undefined ? {} : { where: { sourceId } }),
      orderBy: { startedAt: "desc" },
      take: limit,
      select: RUN_FIELDS,
    });
    return rows.map((row) => runView(row, ctx.now));
  },
});
