import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { findMirrorRun } from "./find-mirror-run.ts";
import { MirrorRef } from "./schemas.ts";

/** Stops copying a registry. What came from it stays, and so do its past runs. */
export const removeMirrorSource = defineCommand({
  name: "removeMirrorSource",
  permission: "mirror.manage",
  input: MirrorRef,

  async run(tx, ctx, { id }) {
    await tx.$queryRaw`SELECT "id" FROM "MirrorSource" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const source = await tx.mirrorSource.findUnique({
      where: { id },
      select: { name: true, url: true },
    });
    if (!source) throw new AppError("not_found", "There is no such mirror source.");
    // Without its source a run would count as an administrator's import, which may do more.
    if ((await findMirrorRun(tx, id, ctx.now)) !== null)
      throw new AppError("conflict", "This source is being copied now: remove it afterwards.");

    await tx.mirrorSource.delete({ where: { id } });
    return {
      result: undefined,
      audit: [
        {
          action: "mirror.remove",
          targetKind: "mirror",
          targetId: id,
          before: source,
          after: null,
        },
      ],
    };
  },
});
