import { defineCommand } from "#lib/verbs/define-command.ts";
import {
  lockAdmins,
  lockPerson,
  refuseLastAdmin,
  refuseSelf,
  revokeSessionsOf,
} from "./person-steps.ts";
import { DisablePersonInput } from "./schemas.ts";

/** Locks a person out at once: their sessions end and their tokens stop working. */
export const disablePerson = defineCommand({
  name: "disablePerson",
  permission: "person.manage",
  input: DisablePersonInput,

  async run(tx, ctx, { email, reason }) {
    const admins = await lockAdmins(tx);
    const person = await lockPerson(tx, email);
    refuseSelf(ctx, person.id, "disable your own account");
    refuseLastAdmin(admins, person.id, "disabled");
    if (person.disabledAt) return { result: { email, changed: false }, audit: [] };

    await tx.user.update({
      where: { id: person.id },
      data: { disabledAt: ctx.now, disabledReason: reason },
    });
    const sessions = await revokeSessionsOf(
      tx,
      { userId: person.id },
      { at: ctx.now, reason: "Account disabled" },
    );
    const tokens = await tx.accessToken.updateMany({
      where: { userId: person.id, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    return {
      result: { email, changed: true },
      audit: [
        {
          action: "person.disable",
          targetKind: "person",
          targetId: person.id,
          before: null,
          after: { sessions_ended: sessions, tokens_revoked: tokens.count },
          personal: { subject: person.id, facts: { after: { email, reason } } },
        },
      ],
    };
  },
});
