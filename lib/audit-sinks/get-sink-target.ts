import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { SinkRef } from "./schemas.ts";
import { readSink, targetOf } from "./shipping/sink-row.ts";
import type { SinkTarget } from "./transports/sink-target.ts";

/** With its secrets open: for sending only. */
export const getSinkTarget = defineQuery({
  name: "getSinkTarget",
  permission: "audit.configure",
  input: SinkRef,

  async run({ sql }, _ctx, { id }): Promise<SinkTarget> {
    const row = await readSink(sql, id);
    if (!row) throw new AppError("not_found", "There is no such sink.");
    return targetOf(row);
  },
});
