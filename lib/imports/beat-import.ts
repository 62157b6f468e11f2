import { defineCommand } from "#lib/verbs/define-command.ts";
import { RunRef } from "./schemas.ts";

/** Says that somebody still works on a run, while a slow upstream makes it wait. Not audited. */
export const beatImport = defineCommand({
  name: "beatImport",
  permission: "catalog.import",
  input: RunRef,

  async run(tx, ctx, { runId }) {
    await tx.importRun.updateMany({
      where: { id: runId, status: "running" },
      data: { beatAt: ctx.now },
    });
    return { result: undefined, audit: [] };
  },
});
