import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ReserveNamespaceInput } from "./schemas.ts";

/** Keeps a namespace, with everything below it, from all but a publisher that is given it (MTF RG-01). */
export const reserveNamespace = defineCommand({
  name: "reserveNamespace",
  permission: "publisher.manage",
  input: ReserveNamespaceInput,

  async run(tx, ctx, { namespace, reason }) {
    if ((await tx.reservedNamespace.count({ where: { namespace } })) > 0)
      throw new AppError("conflict", `${namespace} is reserved already.`);
    await tx.reservedNamespace.create({
      data: { namespace, reason, byName: ctx.actor.name, at: ctx.now },
      select: { namespace: true },
    });
    return {
      result: { namespace },
      audit: [
        {
          action: "namespace.reserve",
          targetKind: "namespace",
          targetId: namespace,
          before: null,
          after: { reason },
        },
      ],
    };
  },
});
