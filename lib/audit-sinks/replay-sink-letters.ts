import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ReplayLettersInput } from "./schemas.ts";

/** Has the worker send dead letters again, with the ids they had. */
export const replaySinkLetters = defineCommand({
  name: "replaySinkLetters",
  permission: "audit.configure",
  input: ReplayLettersInput,

  async run(tx, ctx, { sinkId, letterId }) {
    const { count } = await tx.auditSinkLetter.updateMany({
      where: {
        sinkId,
        replayedAt: null,
        askedAt: null,
        ...(letterId === undefined ? {} : { id: letterId }),
      },
      data: { askedAt: ctx.now },
    });
    if (count === 0) throw new AppError("not_found", "There are no such dead letters any more.");
    return {
      result: { asked: count },
      audit: [
        {
          action: "sink.replay",
          targetKind: "sink",
          targetId: sinkId,
          before: null,
          after: { letters: count, letter: letterId ?? null },
        },
      ],
    };
  },
});
