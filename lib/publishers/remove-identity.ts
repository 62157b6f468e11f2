import { defineCommand } from "#lib/verbs/define-command.ts";
import { identityFacts, lockIdentity } from "./lock-identity.ts";
import { IdentityRef } from "./schemas.ts";

/** Its namespaces are nobody's from then on; checks of its proof stay. */
export const removeIdentity = defineCommand({
  name: "removeIdentity",
  permission: "publisher.manage",
  input: IdentityRef,

  async run(tx, _ctx, { id }) {
    const before = identityFacts(await lockIdentity(tx, id));
    await tx.publisher.delete({ where: { id } });
    return {
      result: undefined,
      audit: [
        { action: "identity.remove", targetKind: "publisher", targetId: id, before, after: null },
      ],
    };
  },
});
