import { requirePermission } from "#lib/kernel/permissions.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { CreateMirrorInput } from "./schemas.ts";

/** Adds a registry whose entries the worker copies every hour. */
export const createMirrorSource = defineCommand({
  name: "createMirrorSource",
  permission: "mirror.manage",
  input: CreateMirrorInput,

  async run(tx, ctx, source) {
    if (source.expose) requirePermission(ctx.actor, "server.expose");
    const { id } = await tx.mirrorSource.create({ data: source, select: { id: true } });
    return {
      result: { id },
      audit: [
        {
          action: "mirror.create",
          targetKind: "mirror",
          targetId: id,
          before: null,
          after: source,
        },
      ],
    };
  },
});
