import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeEntry } from "./change-entries.ts";
import { applyChange } from "./effects/apply-change.ts";
import { lockChange } from "./lock-change.ts";
import { requireEvent, requireFreshPerson } from "./require-decider.ts";
import { ConfirmAuditChangeInput } from "./schemas.ts";
import { settleChange } from "./settle-change.ts";

/**
 * The second person agrees: what was proposed is done in the same transaction, each part with a
 * record of its own. The database lets it happen in no other one.
 */
export const confirmAuditChange = defineCommand({
  name: "confirmAuditChange",
  permission: "audit.confirm",
  input: ConfirmAuditChangeInput,

  async run(tx, ctx, { id, note }) {
    const person = requireFreshPerson(ctx);
    const change = await lockChange(tx, id);
    const state = await requireEvent(tx, ctx, { change, event: "confirm" });
    await settleChange(tx, ctx, { change, state, personId: person.id, note });
    const effects = await applyChange(tx, ctx, change);
    const proposer = change.proposal.proposedById;
    return {
      result: { id, kind: change.kind, state },
      audit: [changeEntry("change.confirm", change, { words: { note }, proposer }), ...effects],
    };
  },
});
