import { AppError } from "#lib/kernel/errors.ts";
import { requirePermission } from "#lib/kernel/permissions.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ChangeMirrorInput } from "./schemas.ts";

const SETTINGS = {
  name: true,
  url: true,
  enabled: true,
  allowedHosts: true,
  approve: true,
  expose: true,
} as const;

/** Changes the settings that are given. Another address starts from the beginning. */
export const changeMirrorSource = defineCommand({
  name: "changeMirrorSource",
  permission: "mirror.manage",
  input: ChangeMirrorInput,

  async run(tx, ctx, { id, ...wanted }) {
    const given = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    );
    const before = await tx.mirrorSource.findUnique({ where: { id }, select: SETTINGS });
    if (!before) throw new AppError("not_found", "There is no such mirror source.");
    if (wanted.expose && !before.expose) requirePermission(ctx.actor, "server.expose");

    const moved = wanted.url !== undefined && wanted.url !== before.url;
    const restart = { updatedSince: null, resumeCursor: null, resumeStartedAt: null };
    const after = await tx.mirrorSource.update({
      where: { id },
      data: { ...given, ...(moved ? restart : {}) },
      select: SETTINGS,
    });
    const same = JSON.stringify(before) === JSON.stringify(after);
    return {
      result: undefined,
      audit: same
        ? []
        : [{ action: "mirror.change", targetKind: "mirror", targetId: id, before, after }],
    };
  },
});
