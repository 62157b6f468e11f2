import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";

/**
 * Records that somebody asks for a verification of the whole log, also when one waits or runs
 * already: whether the worker still has it to do is known only after this record stands.
 */
export const requestVerification = defineCommand({
  name: "requestVerification",
  permission: "audit.read",
  input: z.object({}),

  run() {
    return Promise.resolve({
      result: null,
      audit: [
        {
          action: "log.request_verification",
          targetKind: "log",
          targetId: "log",
          before: null,
          after: null,
        },
      ],
    });
  },
});
