import { z } from "zod";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { DUE_APPROVAL, DUE_AT_ONCE, type DueApproval } from "#lib/requests/due-approval.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { RENEWAL_DAYS } from "./core/desk.ts";
import { daysAfter } from "./core/ownership.ts";
import { renewalLink } from "./core/request-links.ts";

const DUE = `
  SELECT ${DUE_APPROVAL} FROM "Approval" a JOIN "Server" s ON s."id" = a."serverId"
  WHERE a."endedAt" IS NULL AND a."ranOutAt" IS NULL AND a."remindedAt" IS NULL
    AND a."expiresAt" <= $2::timestamptz AND a."expiresAt" > $1::timestamptz
    AND s."lifecycle" IN ('approved', 'deprecated')
  ORDER BY a."expiresAt" LIMIT ${DUE_AT_ONCE}
  FOR NO KEY UPDATE OF a SKIP LOCKED`;

/**
 * Tells owners of approvals that run out, a month before. `remindedAt` is the time of that word, so
 * nothing is said twice. On the day itself `expireApprovals` closes them. For the worker.
 */
export const checkApprovals = defineCommand({
  name: "checkApprovals",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const until = daysAfter(ctx.now, RENEWAL_DAYS);
    const due = await sqlOf(tx)<DueApproval>({ text: DUE }, [ctx.now, until]);
    for (const approval of due) await tellOfExpiry(tx, ctx, approval);
    return { result: { told: due.length }, audit: [] };
  },
});

async function tellOfExpiry(tx: Tx, ctx: Context, approval: DueApproval): Promise<void> {
  await tx.approval.update({
    where: { id: approval.id },
    data: { remindedAt: ctx.now },
    select: { id: true },
  });
  // What a newer approved version has replaced, nobody has to renew.
  if (approval.version !== approval.latestVersion) return;
  const label = approval.title ?? approval.name;
  const day = approval.expiresAt.toISOString().slice(0, 10);
  await writeEvent(tx, ctx, {
    topic: "approval.expiring",
    subject: { kind: "server", id: approval.serverId },
    title: `The approval of ${label} runs out on ${day}`,
    body: `Version ${approval.version} is approved until then; after that, clients do not get it any more. Ask for a renewal.`,
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
