import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { closeLeftBehind } from "./import-runs.ts";

/** Marks runs that a crash left behind as failed, so that nobody waits for them. */
export const closeStaleRuns = defineCommand({
  name: "closeStaleRuns",
  permission: "catalog.import",
  input: z.object({}),

  async run(tx, ctx) {
    const audit = await closeLeftBehind(tx, ctx);
    return { result: { closed: audit.length }, audit };
  },
});
