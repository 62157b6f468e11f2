import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockPerson, refuseSelf } from "./person-steps.ts";
import { PersonRef } from "./schemas.ts";

/** Lets a disabled person sign in again. Their old tokens stay revoked. */
export const enablePerson = defineCommand({
  name: "enablePerson",
  permission: "person.manage",
  input: PersonRef,

  async run(tx, ctx, { email }) {
    const person = await lockPerson(tx, email);
    refuseSelf(ctx, person.id, "enable your own account");
    if (!person.disabledAt) return { result: { email, changed: false }, audit: [] };

    await tx.user.update({
      where: { id: person.id },
      data: { disabledAt: null, disabledReason: null },
    });
    return {
      result: { email, changed: true },
      audit: [
        {
          action: "person.enable",
          targetKind: "person",
          targetId: person.id,
          before: { disabled: person.disabledAt.toISOString() },
          after: { disabled: null },
          personal: { subject: person.id, facts: { after: { email } } },
        },
      ],
    };
  },
});
