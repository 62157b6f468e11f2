import { RUN_FIELDS, runView, type ImportRunView } from "#lib/imports/run-view.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SOURCE_FIELDS, sourceView, type MirrorSourceView } from "./mirror-view.ts";
import { MirrorRef } from "./schemas.ts";

const RUNS_SHOWN = 20;

export type MirrorSourceDetail = { source: MirrorSourceView; runs: ImportRunView[] };

/** One source with its newest runs. */
export const getMirrorSource = defineQuery({
  name: "getMirrorSource",
  permission: "mirror.read",
  input: MirrorRef,

  async run({ db }, ctx, { id }): Promise<MirrorSourceDetail> {
    const row = await db.mirrorSource.findUnique({ where: { id }, select: SOURCE_FIELDS });
    if (!row) throw new AppError("not_found", "There is no such mirror source.");
    const runs = await db.importRun.findMany({
      where: { sourceId: id },
      orderBy: { startedAt: "desc" },
      take: RUNS_SHOWN,
      select: RUN_FIELDS,
    });
    return { source: sourceView(row, ctx.now), runs: runs.map((run) => runView(run, ctx.now)) };
  },
});
