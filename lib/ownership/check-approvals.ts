import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { daysAfter } from "./core/ownership.ts";
import { renewalLink } from "./core/request-links.ts";

import { RENEWAL_DAYS } from "./core/desk.ts";
const AT_ONCE = 200;

type Due = {
  id: string;
  version: string;
  expiresAt: Date;
  serverId: string;
  name: string;
  title: string | null;
  ownerTeamId: string | null;
  latestVersion: string | null;
};

/**
 * Tells owners of approvals that run out: a month before, and on the day. `remindedAt` is the time
 * of the last word about an approval, so nothing is said twice. An approval that ran out is not
 * ended: its conditions bind until a renewal takes its place. For the worker.
 */
export const checkApprovals = defineCommand({
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await tx.$queryRaw<Due[]>`
      SELECT a."id", a."version", a."expiresAt", a."serverId", s."name", s."title",
             s."ownerTeamId", s."latestVersion"
      FROM "Approval" a JOIN "Server" s ON s."id" = a."serverId"
      WHERE a."endedAt" IS NULL AND a."expiresAt" <= ${daysAfter(ctx.now, RENEWAL_DAYS)}
        AND s."lifecycle" IN ('approved', 'deprecated')
        AND (a."remindedAt" IS NULL OR a."expiresAt" <= ${ctx.now} AND a."remindedAt" < a."expiresAt")
      ORDER BY a."expiresAt" LIMIT ${AT_ONCE}
      FOR NO KEY UPDATE OF a SKIP LOCKED`;
    const audit: AuditEntry[] = [];
    for (const approval of due) audit.push(...(await tellOfExpiry(tx, ctx, approval)));
    return { result: { told: due.length, expired: audit.length }, audit };
  },
});

async function tellOfExpiry(tx: Tx, ctx: Context, approval: Due): Promise<AuditEntry[]> {
  const passed = approval.expiresAt <= ctx.now;
  await tx.approval.update({
    where: { id: approval.id },
    data: { remindedAt: ctx.now },
    select: { id: true },
  });
  // What a newer approved version has replaced, nobody has to renew.
  if (approval.version === approval.latestVersion) {
    const label = approval.title ?? approval.name;
    const day = approval.expiresAt.toISOString().slice(0, 10);
    await writeEvent(tx, ctx, {
      topic: "approval.expiring",
      subject: { kind: "server", id: approval.serverId },
      title: passed
        ? `The approval of ${label} has run out`
        : `The approval of ${label} runs out on ${day}`,
      body: `Version ${approval.version} was approved until ${day}. Ask for a renewal.`,
      link: renewalLink(approval.name),
      to: await membersOf(tx, [approval.ownerTeamId]),
      data: {
        server: approval.name,
        version: approval.version,
        expires: approval.expiresAt.toISOString(),
        page: serverPath(approval.name),
      },
    });
  }
  if (!passed) return [];
  return [
    {
      action: "server.expire_approval",
      targetKind: "server",
      targetId: approval.serverId,
      before: null,
      after: { version: approval.version, expired: approval.expiresAt.toISOString() },
    },
  ];
}
