import { z } from "zod";
import { OUTCOMES, RECORD_KINDS } from "#lib/audit/core/record.ts";

const names = z.array(z.string().trim().min(1).max(120)).max(100);

/** What a sink gets: what fits every part that is given; an empty filter lets everything through. */
export const SinkFilter = z.strictObject({
  kinds: z.array(z.enum(RECORD_KINDS)).optional(),
  outcomes: z.array(z.enum(OUTCOMES)).optional(),
  /** Whole actions, or beginnings that end with a dot: `server.`. */
  actions: names.optional(),
  targetKinds: names.optional(),
});
export type SinkFilter = z.output<typeof SinkFilter>;
