import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Item } from "./core/plan-batch.ts";
import { RUN_FIELDS, runView, type ImportRunView } from "./run-view.ts";
import { GetImportRunInput } from "./schemas.ts";

export type ImportRunPage = {
  run: ImportRunView;
  items: Item[];
  /** `after` of the next page; null on the last one. */
  next: number | null;
};

/** One run with a page of its items, in the order of the input. */
export const getImportRun = defineQuery({
  name: "getImportRun",
  permission: "catalog.import",
  input: GetImportRunInput,

  async run({ db }, ctx, { runId, outcome, after, limit }): Promise<ImportRunPage> {
    const row = await db.importRun.findUnique({ where: { id: runId }, select: RUN_FIELDS });
    if (!row) throw new AppError("not_found", "There is no such import.");
    const items = await db.importItem.findMany({
      where: { runId, position: { gt: after ?? 0 }, ...(outcome ? { outcome } : {}) },
      orderBy: { position: "asc" },
      take: limit + 1,
      select: {
        position: true,
        name: true,
        version: true,
        outcome: true,
        field: true,
        reason: true,
      },
    });
    const page = items.slice(0, limit);
    const next = items.length > limit ? (page.at(-1)?.position ?? null) : null;
    return { run: runView(row, ctx.now), items: page, next };
  },
});
