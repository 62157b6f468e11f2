import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { SinkRef } from "./schemas.ts";

/** Records that somebody tried a sink: something left the house. */
export const noteSinkTest = defineCommand({
  name: "noteSinkTest",
  permission: "audit.configure",
  input: SinkRef.extend({ reason: z.string().nullable() }),

  run: (_tx, _ctx, { id, reason }) =>
    Promise.resolve({
      result: null,
      audit: [
        {
          action: "sink.test",
          targetKind: "sink",
          targetId: id,
          before: null,
          after: { sent: reason === null, reason },
        },
      ],
    }),
});
