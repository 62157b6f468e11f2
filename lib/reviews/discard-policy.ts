import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { mayDiscard } from "./core/four-eyes.ts";
import { lockedPolicy } from "./policy-steps.ts";
import { PolicyRef } from "./schemas.ts";

/** Takes a draft away; it stays in the history. */
export const discardPolicy = defineCommand({
  name: "discardPolicy",
  permission: "policy.manage",
  input: PolicyRef,

  async run(tx, _ctx, { version }) {
    const draft = await lockedPolicy(tx, version);
    const allowed = mayDiscard(draft);
    if (!allowed.ok) throw new AppError(allowed.code, allowed.reason);
    await tx.reviewPolicy.update({
      where: { version, state: "draft" },
      data: { state: "discarded" },
      select: { version: true },
    });
    return {
      result: { version },
      audit: [
        {
          action: "policy.discard",
          targetKind: "policy",
          targetId: String(version),
          before: { state: "draft", author: draft.authorId },
          after: { state: "discarded" },
        },
      ],
    };
  },
});
