import { lockServer } from "#lib/catalog/lock-server.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOperate, OPERATE_REFUSAL } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { RemoveScanCredentialInput } from "../schemas.ts";

/** Forgets what scans show to a remote: from the next scan on it is asked as a stranger would. */
export const removeScanCredential = defineCommand({
  name: "removeScanCredential",
  permission: "server.own",
  input: RemoveScanCredentialInput,

  async run(tx, ctx, { name, url }) {
    const server = await lockServer(tx, ctx, {
      key: { name },
      select: { id: true, name: true, ownerTeamId: true },
    });
    if (!mayOperate(server, ctx.actor)) throw new AppError("forbidden", OPERATE_REFUSAL);
    const where = { serverId_url: { serverId: server.id, url } };
    const before = await tx.scanCredential.findUnique({
      where,
      select: { header: true, expiresAt: true },
    });
    if (before === null)
      throw new AppError("not_found", "No credential for scans is kept for this address.");
    await tx.scanCredential.delete({ where, select: { id: true } });
    return {
      result: { url },
      audit: [
        {
          action: "trust.remove_credential",
          targetKind: "server",
          targetId: server.id,
          before: { url, header: before.header, until: before.expiresAt.toISOString() },
          after: null,
        },
      ],
    };
  },
});
