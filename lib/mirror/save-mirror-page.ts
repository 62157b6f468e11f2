import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { SaveMirrorPageInput } from "./schemas.ts";

/** Remembers where a run has got to. Not audited: the entries themselves are. */
export const saveMirrorPage = defineCommand({
  name: "saveMirrorPage",
  permission: "mirror.manage",
  input: SaveMirrorPageInput,

  async run(tx, _ctx, { id, runId, cursor }) {
    const { count } = await tx.mirrorSource.updateMany({
      where: { id, runs: { some: { id: runId, status: "running" } } },
      data: { resumeCursor: cursor },
    });
    if (count === 0) throw new AppError("conflict", "This import is not running any more.");
    return { result: undefined, audit: [] };
  },
});
