import { defineCommand } from "#lib/verbs/define-command.ts";
import { NoteKeyInput } from "./schemas.ts";

/**
 * Records that checkpoints are signed with another key from now on than the newest one was, before the
 * first of them is. Whoever keeps the key outside the database changed it: who that was nobody knows here.
 */
export const noteKey = defineCommand({
  name: "noteKey",
  permission: "identity.resolve",
  input: NoteKeyInput,

  async run(tx, _ctx, { keyId }) {
    const newest = await tx.auditCheckpoint.findFirst({
      orderBy: { size: "desc" },
      select: { keyId: true },
    });
    if (newest === null || newest.keyId === keyId) return { result: null, audit: [] };
    return {
      result: null,
      audit: [
        {
          action: "log.change_key",
          targetKind: "log",
          targetId: "log",
          before: { keyId: newest.keyId },
          after: { keyId },
        },
      ],
    };
  },
});
