import { lockServer } from "#lib/catalog/lock-server.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOperate, OPERATE_REFUSAL } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockVersion } from "../lock-version.ts";
import { EndWaiverInput } from "../schemas.ts";
import { reevaluate } from "./reevaluate.ts";
import { tellOfWaiver } from "./tell-of-waiver.ts";

const NOT_FOUND = "There is no such waiver.";

/**
 * Ends a waiver before its time, for the owner team and security: the control fails again at once.
 * No second person is needed for what makes nothing weaker.
 */
export const endWaiver = defineCommand({
  name: "endWaiver",
  permission: "server.own",
  input: EndWaiverInput,

  async run(tx, ctx, { waiverId, reason }) {
    const waiver = await tx.trustWaiver.findUnique({
      where: { id: waiverId },
      select: { id: true, serverId: true, versionId: true, version: true, ...PLACE },
    });
    if (waiver === null) throw new AppError("not_found", NOT_FOUND);
    const server = await lockServer(tx, ctx, {
      key: { id: waiver.serverId },
      select: { id: true, name: true, title: true, ownerTeamId: true },
    });
    if (!mayOperate(server, ctx.actor)) throw new AppError("forbidden", OPERATE_REFUSAL);
    await requireInForce(tx, ctx, waiver);
    await tx.trustWaiverEnd.create({
      data: { waiverId, cause: "ended", reason, endedAt: ctx.now, endedById: ctx.actor.id },
      select: { waiverId: true },
    });
    await tellOfWaiver(tx, ctx, {
      ...{ server, waiver },
      title: (what) => `${what} was ended`,
      body: reason,
      alsoSecurity: true,
    });
    const version = await lockVersion(tx, waiver.versionId);
    return {
      result: { waiverId },
      audit: [
        {
          action: "trust.end_waiver",
          targetKind: "server",
          targetId: server.id,
          before: { version: waiver.version, control: waiver.control, waived: true },
          after: { waiver: waiverId, waived: false, reason },
        },
        ...(await reevaluate(tx, ctx, { version, option: waiver.option })),
      ],
    };
  },
});

const PLACE = { option: true, control: true, expiresAt: true } as const;

async function requireInForce(
  tx: Tx,
  ctx: Context,
  { id, expiresAt }: { id: string; expiresAt: Date },
) {
  const end = await tx.trustWaiverEnd.findUnique({
    where: { waiverId: id },
    select: { endedAt: true },
  });
  const endedAt = end?.endedAt ?? expiresAt;
  if (end === null && expiresAt > ctx.now) return;
  throw new AppError(
    "conflict",
    `This waiver ended already, on ${endedAt.toISOString().slice(0, 10)}.`,
  );
}
