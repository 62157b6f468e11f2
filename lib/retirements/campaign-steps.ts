import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { PhaseDates } from "./core/dates.ts";
import { isAsVisible, statusMessage } from "./core/status-message.ts";
import type { RetirementState } from "./core/words.ts";
import { datesOf, type LockedRetirement } from "./lock-retirement.ts";

/** What clients and people read of the server at this phase. */
export function messageAt(
  campaign: LockedRetirement,
  state: RetirementState,
  dates: PhaseDates = datesOf(campaign),
): string {
  const { reason, successor, server } = campaign;
  const named = successor && isAsVisible(successor, server) ? successor.name : null;
  return statusMessage({ state, reason, successor: named, dates });
}

/** A step: other dates, and the message that names them where clients read it already. */
export async function moveDates(
  tx: Tx,
  ctx: Context,
  { campaign, dates }: { campaign: LockedRetirement; dates: PhaseDates },
): Promise<void> {
  await tx.retirement.update({ where: { id: campaign.id }, data: dates, select: { id: true } });
  if (campaign.state === "announced") return;
  await tx.server.updateMany({
    where: { id: campaign.server.id, lifecycle: { in: ["approved", "deprecated"] } },
    data: { statusMessage: messageAt(campaign, campaign.state, dates), updatedAt: ctx.now },
  });
}

/** Campaigns stand in the log of their server. */
export const aboutServer = (
  campaign: LockedRetirement,
  action: Extract<AuditEntry["action"], `retirement.${string}`>,
  change: { before: AuditFacts | null; after: AuditFacts | null },
): AuditEntry => ({ action, targetKind: "server", targetId: campaign.server.id, ...change });

export const datesInWords = (dates: PhaseDates) => ({
  deprecates: dates.deprecatesAt.toISOString(),
  brownoutFrom: dates.brownoutAt.toISOString(),
  retires: dates.retiresAt.toISOString(),
});
