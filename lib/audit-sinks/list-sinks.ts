import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ALL_SINKS, sinkView, type SinkView, type ViewedRow } from "./sink-view.ts";

/** Where the log is shipped, and how far each sink is. */
export const listSinks = defineQuery({
  name: "listSinks",
  permission: "audit.read",
  input: z.object({}),

  run: async ({ sql }): Promise<SinkView[]> => (await sql<ViewedRow>(ALL_SINKS, [])).map(sinkView),
});
