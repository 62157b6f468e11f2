import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeEntry } from "./change-entries.ts";
import { lockChange } from "./lock-change.ts";
import { requireEvent, requireFreshPerson } from "./require-decider.ts";
import { DeclineAuditChangeInput } from "./schemas.ts";
import { settleChange } from "./settle-change.ts";

/** The second person does not agree, and says why: nothing changes. */
export const declineAuditChange = defineCommand({
  name: "declineAuditChange",
  permission: "audit.confirm",
  input: DeclineAuditChangeInput,

  async run(tx, ctx, { id, note }) {
    const person = requireFreshPerson(ctx);
    const change = await lockChange(tx, id);
    const state = await requireEvent(tx, ctx, { change, event: "decline" });
    await settleChange(tx, ctx, { change, state, personId: person.id, note });
    const proposer = change.proposal.proposedById;
    return {
      result: { id, kind: change.kind, state },
      audit: [changeEntry("change.decline", change, { words: { note }, proposer })],
    };
  },
});
