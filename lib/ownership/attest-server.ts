import { AppError } from "#lib/kernel/errors.ts";
import { ATTESTATION_DAYS } from "#lib/requests/core/periods.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { daysAfter } from "./core/ownership.ts";
import { lockOwn } from "./lock-owned.ts";
import { AttestServerInput } from "./schemas.ts";

/**
 * A member of the owner team confirms that the team looks after the server. The next confirmation
 * is due a quarter later; a server that counted as unowned is owned again.
 */
export const attestServer = defineCommand({
  name: "attestServer",
  permission: "server.own",
  input: AttestServerInput,

  async run(tx, ctx, { name }) {
    const server = await lockOwn(tx, ctx, name);
    if (server.lifecycle !== "approved" && server.lifecycle !== "deprecated")
      throw new AppError("conflict", "Only servers on offer are confirmed.");
    const dueAt = daysAfter(ctx.now, ATTESTATION_DAYS);
    await tx.server.update({
      where: { id: server.id },
      data: {
        attestedAt: ctx.now,
        attestationDueAt: dueAt,
        unownedSince: null,
        freezesAt: null,
        updatedAt: ctx.now,
      },
      select: { id: true },
    });
    return {
      result: { name, attestedAt: ctx.now, dueAt },
      audit: [
        {
          action: "server.attest",
          targetKind: "server",
          targetId: server.id,
          before: {
            attested: server.attestedAt?.toISOString() ?? null,
            unowned: server.unownedSince?.toISOString() ?? null,
          },
          after: { attested: ctx.now.toISOString(), due: dueAt.toISOString(), unowned: null },
        },
      ],
    };
  },
});
