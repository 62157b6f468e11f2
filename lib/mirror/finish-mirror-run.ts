import { closeRun } from "#lib/imports/import-runs.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { OVERLAP_MS } from "./core/registry-address.ts";
import { FinishMirrorRunInput } from "./schemas.ts";

/** Ends a run. After a failure its place is kept, so that the next run goes on from there. */
export const finishMirrorRun = defineCommand({
  name: "finishMirrorRun",
  permission: "mirror.manage",
  input: FinishMirrorRunInput,

  async run(tx, ctx, { id, runId, failure }) {
    const entry = await closeRun(tx, ctx, { id: runId, failure });
    const source = await tx.mirrorSource.findUnique({
      where: { id },
      select: { resumeStartedAt: true },
    });
    const began = source?.resumeStartedAt ?? ctx.now;
    await tx.mirrorSource.updateMany({
      where: { id },
      data:
        failure === null
          ? {
              updatedSince: new Date(began.getTime() - OVERLAP_MS),
              resumeCursor: null,
              resumeStartedAt: null,
              lastSuccessAt: ctx.now,
              lastError: null,
            }
          : { lastError: failure },
    });
    return { result: undefined, audit: [entry] };
  },
});
