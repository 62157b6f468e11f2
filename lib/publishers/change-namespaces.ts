import { defineCommand } from "#lib/verbs/define-command.ts";
import { identityFacts, lockIdentity, setNamespaces } from "./lock-identity.ts";
import { ChangeNamespacesInput } from "./schemas.ts";

/** Gives a publisher these namespaces, in place of those it had. */
export const changeNamespaces = defineCommand({
  name: "changeNamespaces",
  permission: "publisher.manage",
  input: ChangeNamespacesInput,

  async run(tx, ctx, { id, namespaces }) {
    const before = await lockIdentity(tx, id);
    await setNamespaces(tx, before, { namespaces, now: ctx.now });
    return {
      result: { id },
      audit: [
        {
          action: "identity.change",
          targetKind: "publisher",
          targetId: id,
          before: identityFacts(before),
          after: identityFacts(await lockIdentity(tx, id)),
        },
      ],
    };
  },
});
