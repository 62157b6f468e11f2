import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeEntry } from "./change-entries.ts";
import { lockChange } from "./lock-change.ts";
import { requireEvent } from "./require-decider.ts";
import { AuditChangeRef } from "./schemas.ts";
import { settleChange } from "./settle-change.ts";

/** Who proposed it takes it back. */
export const withdrawAuditChange = defineCommand({
  name: "withdrawAuditChange",
  permission: "audit.configure",
  input: AuditChangeRef,

  async run(tx, ctx, { id }) {
    const change = await lockChange(tx, id);
    const state = await requireEvent(tx, ctx, { change, event: "withdraw" });
    await settleChange(tx, ctx, { change, state, personId: ctx.actor.id, note: null });
    return {
      result: { id, kind: change.kind, state },
      audit: [changeEntry("change.withdraw", change, { words: {} })],
    };
  },
});
