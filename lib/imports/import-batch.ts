import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { planBatch, type BatchEntry, type ImportOutcome, type Item } from "./core/plan-batch.ts";
import { loadKnown } from "./load-known.ts";
import { readEntryText } from "./read-entry.ts";
import { ImportBatchInput } from "./schemas.ts";
import { storeBatch } from "./store-batch.ts";

export type BatchCounts = Record<ImportOutcome, number>;

/** Takes some entries of a running import: all of them, or on an error none. */
export const importBatch = defineCommand({
  name: "importBatch",
  permission: "catalog.import",
  input: ImportBatchInput,

  async run(tx, ctx, { runId, entries }) {
    const read = entries.map((entry): BatchEntry => {
      if ("text" in entry) return readEntryText(entry.position, entry.text);
      const { position, field, broken } = entry;
      return { position, name: null, version: null, field, reason: broken };
    });
    const run = await lockRun(tx, runId);
    // One batch at a time, whatever runs beside it: two imports of the same servers cannot deadlock.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.import'))`;

    const plan = planBatch(read, await loadKnown(tx, read, run.sourceId), {
      mode: { approve: run.approve, expose: run.expose, fromMirror: run.sourceId !== null },
      now: ctx.now.toISOString().replace("Z", "000Z"),
    });
    const audit = await storeBatch(tx, plan, run);
    const counts = countOutcomes(plan.items);
    await storeItems(tx, run.id, plan.items);
    await tx.importRun.update({
      where: { id: run.id },
      data: {
        beatAt: new Date(),
        imported: { increment: counts.imported },
        updated: { increment: counts.updated },
        unchanged: { increment: counts.unchanged },
        refused: { increment: counts.refused },
      },
      select: { id: true },
    });
    return { result: counts, audit };
  },
});

type RunRow = { id: string; approve: boolean; expose: boolean; sourceId: string | null };

async function lockRun(tx: Tx, runId: string): Promise<RunRow> {
  const [run] = await tx.$queryRaw<RunRow[]>`
    SELECT "id", "approve", "expose", "sourceId" FROM "ImportRun"
    WHERE "id" = ${runId}::uuid AND "status" = 'running' FOR UPDATE`;
  if (!run) throw new AppError("conflict", "This import is not running any more.");
  return run;
}

function countOutcomes(items: readonly Item[]): BatchCounts {
  const counts: BatchCounts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const item of items) counts[item.outcome] += 1;
  return counts;
}

async function storeItems(tx: Tx, runId: string, items: readonly Item[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "ImportItem" ("runId", "position", "name", "version", "outcome", "field", "reason")
    SELECT ${runId}::uuid, r.* FROM json_to_recordset(${JSON.stringify(items)}::json) AS r(
      "position" int, "name" text, "version" text, "outcome" "ImportOutcome", "field" text, "reason" text)`;
}
