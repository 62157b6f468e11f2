import { requirePermission } from "#lib/kernel/permissions.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { closeLeftBehind, openRun } from "./import-runs.ts";
import { StartImportInput } from "./schemas.ts";

/** Opens a run that `importBatch` then fills. Exposing is a right of its own. */
export const startImport = defineCommand({
  name: "startImport",
  permission: "catalog.import",
  input: StartImportInput,

  async run(tx, ctx, { label, approve, expose, queued }) {
    if (expose) requirePermission(ctx.actor, "server.expose");
    const left = await closeLeftBehind(tx, ctx);
    const { id, audit } = await openRun(tx, ctx, {
      label,
      approve,
      expose,
      sourceId: null,
      queued,
    });
    return { result: { runId: id }, audit: [...left, audit] };
  },
});
