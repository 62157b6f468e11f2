import { visibleTo } from "#lib/catalog/visibility.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { decide, type RetirementEvent } from "./core/machine.ts";
import { runsCampaign } from "./core/powers.ts";

const SELECT = {
  id: true,
  state: true,
  reason: true,
  announcedAt: true,
  deprecatesAt: true,
  brownoutAt: true,
  retiresAt: true,
  remindedAt: true,
  deprecatedServer: true,
  formerMessage: true,
  successor: { select: { name: true, visibility: true, exposed: true } },
  server: {
    select: {
      id: true,
      name: true,
      title: true,
      lifecycle: true,
      statusMessage: true,
      ownerTeamId: true,
      visibility: true,
      exposed: true,
      inBrownout: true,
    },
  },
  consumers: {
    select: {
      id: true,
      teamId: true,
      userId: true,
      answer: true,
      note: true,
      answeredAt: true,
      extendUntil: true,
      extensionAnswer: true,
      team: { select: { name: true } },
      user: { select: { name: true } },
    },
  },
} as const;

export type LockedRetirement = Awaited<ReturnType<typeof lockRetirement>>;

/**
 * A step: locks a server's campaign (the one that runs, else the last) until the transaction ends.
 * What the actor may not see does not exist.
 */
export async function lockRetirement(tx: Tx, ctx: Context, key: { name: string } | { id: string }) {
  const [column, value] =
    "name" in key ? [`s."name" = $1`, key.name] : [`r."id" = $1::uuid`, key.id];
  const visible = visibleTo(ctx.actor, 2);
  const [found] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT r."id" FROM "Retirement" r JOIN "Server" s ON s."id" = r."serverId"
     WHERE ${column} AND ${visible.text}
     ORDER BY r."state" IN ('retired', 'cancelled'), r."createdAt" DESC LIMIT 1 FOR UPDATE OF r`,
    value,
    ...visible.values,
  );
  const row = found
    ? await tx.retirement.findUnique({ where: { id: found.id }, select: SELECT })
    : null;
  if (!row) throw new AppError("not_found", "There is no such retirement.");
  return row;
}

/** A step: refuses what the machine does not know, and what only the owner may do. */
export function requireEvent(
  ctx: Context,
  campaign: Pick<LockedRetirement, "state" | "server">,
  event: RetirementEvent,
): void {
  if (event !== "answer" && !runsCampaign(campaign.server, ctx.actor))
    throw new AppError(
      "forbidden",
      "Only members of the owner team and security run this retirement. Tell them.",
    );
  const decision = decide(campaign, event, ctx.actor.kind === "system" ? "clock" : "person");
  if (!decision.ok) throw new AppError(decision.code, decision.reason);
}

export const datesOf = ({ deprecatesAt, brownoutAt, retiresAt }: DatesRow) => ({
  deprecatesAt,
  brownoutAt,
  retiresAt,
});
type DatesRow = Pick<LockedRetirement, "deprecatesAt" | "brownoutAt" | "retiresAt">;

type Named = { team: { name: string } | null; user: { name: string } | null };
export const consumerLabel = ({ team, user }: Named): string =>
  team?.name ?? user?.name ?? "Somebody";

/** As the log names it: a person by id only. */
export const consumerFact = (consumer: Named & { userId: string | null }): string =>
  consumer.team?.name ?? consumer.userId ?? "";
