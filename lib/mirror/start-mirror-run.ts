import { closeLeftBehind, openRun } from "#lib/imports/import-runs.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { findMirrorRun } from "./find-mirror-run.ts";
import { MirrorRef } from "./schemas.ts";

/** Claims a source for one run, which goes on where an interrupted one stopped. */
export const startMirrorRun = defineCommand({
  name: "startMirrorRun",
  permission: "mirror.manage",
  input: MirrorRef,

  async run(tx, ctx, { id }) {
    // INVARIANT: one run of a source at a time; whoever comes second waits here and is refused.
    await tx.$queryRaw`SELECT "id" FROM "MirrorSource" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const source = await tx.mirrorSource.findUnique({ where: { id } });
    if (!source) throw new AppError("not_found", "There is no such mirror source.");
    if (!source.enabled) throw new AppError("conflict", "This mirror source is switched off.");
    const left = await closeLeftBehind(tx, ctx, id);
    if ((await findMirrorRun(tx, id, ctx.now)) !== null)
      throw new AppError("conflict", "This mirror source is being copied already.");

    const { approve, expose, resumeCursor } = source;
    const resumes = resumeCursor !== null && source.resumeStartedAt !== null;
    await tx.mirrorSource.update({
      where: { id },
      data: { lastRunAt: ctx.now, ...(resumes ? {} : { resumeStartedAt: ctx.now }) },
      select: { id: true },
    });
    const run = await openRun(tx, ctx, { label: source.name, approve, expose, sourceId: id });
    return {
      result: {
        runId: run.id,
        url: source.url,
        allowedHosts: source.allowedHosts,
        updatedSince: source.updatedSince,
        cursor: resumes ? resumeCursor : null,
      },
      audit: [
        ...left,
        run.audit,
        {
          action: "mirror.run",
          targetKind: "mirror",
          targetId: id,
          before: null,
          after: { import: run.id, resumes, since: source.updatedSince?.toISOString() ?? null },
        },
      ],
    };
  },
});
