import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockVersion } from "../lock-version.ts";
import { reevaluate } from "./reevaluate.ts";
import { tellOfWaiver } from "./tell-of-waiver.ts";

/**
 * Writes down that the waiver which ran out longest ago did, and concludes from what is kept again:
 * its control fails from here on. One server at a time, so that no two are locked at once. For the
 * worker, every minute until none is left.
 */
export const expireWaiver = defineCommand({
  name: "expireWaiver",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await tx.trustWaiver.findFirst({
      where: { end: null, expiresAt: { lte: ctx.now } },
      orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
      select: DUE,
    });
    if (due === null) return { result: { expired: 0 }, audit: [] };
    return { result: { expired: 1 }, audit: await expire(tx, ctx, due) };
  },
});

const DUE = {
  id: true,
  serverId: true,
  versionId: true,
  version: true,
  option: true,
  control: true,
  expiresAt: true,
} as const;

type Due = {
  id: string;
  serverId: string;
  versionId: string;
  version: string;
  option: string;
  control: string;
  expiresAt: Date;
};

async function expire(tx: Tx, ctx: Context, waiver: Due): Promise<AuditEntry[]> {
  const isThere = (await tx.serverVersion.count({ where: { id: waiver.versionId } })) > 0;
  const version = isThere ? await lockVersion(tx, waiver.versionId) : null;
  // Somebody may have ended it while its server was locked.
  if ((await tx.trustWaiverEnd.count({ where: { waiverId: waiver.id } })) > 0) return [];
  const day = waiver.expiresAt.toISOString().slice(0, 10);
  await tx.trustWaiverEnd.create({
    data: {
      waiverId: waiver.id,
      cause: "expired",
      reason: `It was given until ${day}.`,
      endedAt: ctx.now,
    },
    select: { waiverId: true },
  });
  const entry: AuditEntry = {
    action: "trust.expire_waiver",
    targetKind: "server",
    targetId: waiver.serverId,
    before: { version: waiver.version, control: waiver.control, waived: true },
    after: { waiver: waiver.id, waived: false, expired: waiver.expiresAt.toISOString() },
  };
  if (version === null) return [entry];
  await tellOfWaiver(tx, ctx, {
    ...{ server: version.server, waiver },
    title: (what) => `${what} has run out`,
    body: "The control fails again. Fix what it found, or ask for another waiver.",
  });
  return [entry, ...(await reevaluate(tx, ctx, { version, option: waiver.option }))];
}
