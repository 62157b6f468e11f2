import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { NamespaceRef } from "./schemas.ts";

/** Anybody may publish below it again, as far as it is nobody's. */
export const freeNamespace = defineCommand({
  name: "freeNamespace",
  permission: "publisher.manage",
  input: NamespaceRef,

  async run(tx, _ctx, { namespace }) {
    const row = await tx.reservedNamespace.findUnique({
      where: { namespace },
      select: { reason: true },
    });
    if (row === null) throw new AppError("not_found", `${namespace} is not reserved.`);
    await tx.reservedNamespace.delete({ where: { namespace } });
    return {
      result: undefined,
      audit: [
        {
          action: "namespace.free",
          targetKind: "namespace",
          targetId: namespace,
          before: { reason: row.reason },
          after: null,
        },
      ],
    };
  },
});
