import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { renewalLink } from "#lib/ownership/core/request-links.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { DUE_APPROVAL, DUE_AT_ONCE, type DueApproval } from "./due-approval.ts";

// Servers first, and nothing is waited for: a decision that holds one of them comes first.
const DUE = `
  SELECT ${DUE_APPROVAL} FROM "Server" s JOIN "Approval" a ON a."serverId" = s."id"
  WHERE a."endedAt" IS NULL AND a."ranOutAt" IS NULL AND a."expiresAt" <= $1::timestamptz
  ORDER BY a."expiresAt" LIMIT ${DUE_AT_ONCE}
  FOR NO KEY UPDATE OF s, a SKIP LOCKED`;

/**
 * Closes approvals whose time is over: clients do not get the version any more, as in a quarantine,
 * until a renewal takes the place of the approval (the database derives that from `ranOutAt`). Its
 * owners and users are told. For the worker, every minute.
 */
export const expireApprovals = defineCommand({
  name: "expireApprovals",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const due = await sqlOf(tx)<DueApproval>({ text: DUE }, [ctx.now]);
    if (due.length === 0) return { result: { expired: 0 }, audit: [] };
    await tx.approval.updateMany({
      where: { id: { in: due.map(({ id }) => id) } },
      data: { ranOutAt: ctx.now, remindedAt: ctx.now },
    });
    for (const approval of due) await tellOfEnd(tx, ctx, approval);
    return { result: { expired: due.length }, audit: due.map(entryOf) };
  },
});

const entryOf = ({ serverId, version, latestVersion, expiresAt }: DueApproval): AuditEntry => ({
  action: "server.expire_approval",
  targetKind: "server",
  targetId: serverId,
  before: { version, offered: true },
  after: {
    version,
    offered: false,
    expired: expiresAt.toISOString(),
    newest: version === latestVersion,
  },
});

async function tellOfEnd(tx: Tx, ctx: Context, approval: DueApproval): Promise<void> {
  const { serverId, version, latestVersion, name } = approval;
  const label = approval.title ?? name;
  const day = approval.expiresAt.toISOString().slice(0, 10);
  const isNewest = version === latestVersion;
  const about = {
    subject: { kind: "server" as const, id: serverId },
    data: { server: name, version, expires: approval.expiresAt.toISOString() },
  };
  // What a newer approved version has replaced, nobody has to renew.
  if (isNewest)
    await writeEvent(tx, ctx, {
      ...about,
      topic: "approval.expiring",
      title: `The approval of ${label} has run out`,
      body: `Version ${version} was approved until ${day}. Clients do not get it any more, until its approval is renewed: ask for that.`,
      link: renewalLink(name),
      to: await membersOf(tx, [approval.ownerTeamId]),
    });
  await writeEvent(tx, ctx, {
    ...about,
    topic: "server.lapsed",
    title: isNewest
      ? `The approval of ${label} has run out`
      : `Version ${version} of ${label} is not approved any more`,
    body: isNewest
      ? `Clients do not get it any more, until its owner has the approval renewed.`
      : `Its approval ran out on ${day}. Use version ${latestVersion ?? "that is approved"} instead.`,
    link: serverPath(name),
    to: isNewest ? await usersOf(tx, serverId) : await usersOfVersion(tx, serverId, version),
  });
}

async function usersOfVersion(tx: Tx, serverId: string, version: string): Promise<string[]> {
  const rows = await tx.serverUse.findMany({
    where: { serverId, version, user: { disabledAt: null } },
    select: { userId: true },
    distinct: ["userId"],
  });
  return rows.map((row) => row.userId);
}
