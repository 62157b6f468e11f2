import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { logTrouble } from "./chain/lanes.ts";

/** `since`: the log cannot be written from this process; null: it can. The reason is for operators. */
export type LogState = { since: Date | null };

/** Whether anything can be changed at the moment: what cannot be recorded does not happen. */
export const getLogState = defineQuery({
  name: "getLogState",
  permission: "registry.read",
  input: z.object({}),

  async run(): Promise<LogState> {
    return Promise.resolve({ since: logTrouble()?.since ?? null });
  },
});
