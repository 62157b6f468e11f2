import { defineCommand } from "#lib/verbs/define-command.ts";
import { closeRun } from "./import-runs.ts";
import { FinishImportInput } from "./schemas.ts";

export const finishImport = defineCommand({
  name: "finishImport",
  permission: "catalog.import",
  input: FinishImportInput,

  async run(tx, ctx, { runId, failure }) {
    const entry = await closeRun(tx, ctx, { id: runId, failure: failure ?? null });
    return { result: undefined, audit: [entry] };
  },
});
