import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { MirrorRef } from "./schemas.ts";

/**
 * Records that somebody asks for a copy of a source now, also when one waits or runs already:
 * whether the worker still has it to do is known only after this record stands.
 * @throws AppError `not_found`, or `conflict` for a source that is switched off.
 */
export const requestRun = defineCommand({
  name: "requestRun",
  permission: "mirror.manage",
  input: MirrorRef,

  async run(tx, _ctx, { id }) {
    const source = await tx.mirrorSource.findUnique({ where: { id }, select: { enabled: true } });
    if (!source) throw new AppError("not_found", "There is no such mirror source.");
    if (!source.enabled) throw new AppError("conflict", "This mirror source is switched off.");
    return {
      result: null,
      audit: [
        {
          action: "mirror.request_run",
          targetKind: "mirror",
          targetId: id,
          before: null,
          after: null,
        },
      ],
    };
  },
});
