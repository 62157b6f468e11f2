import { randomUUID } from "node:crypto";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { datesInWords } from "./campaign-steps.ts";
import { planDates } from "./core/dates.ts";
import { dayOf } from "./core/status-message.ts";
import { RUNNING_STATES } from "./core/words.ts";
import { findConsumers } from "./find-consumers.ts";
import { consumerPeople, labelOf, tellCampaign } from "./tell-campaign.ts";

export type OpenRetirement = {
  serverId: string;
  requestId: string | null;
  createdById: string;
  reason: string;
  /** Official name of what to use instead. */
  successor: string | null;
  toolMap: readonly { from: string; to: string | null; note: string | null }[];
  deprecatesOn: string | null;
  brownoutOn: string | null;
  retiresOn: string | null;
};

/** A step: begins the campaign that ends a server, and tells everyone who uses it. */
export async function openRetirement(
  tx: Tx,
  ctx: Context,
  input: OpenRetirement,
): Promise<AuditEntry[]> {
  const server = await retirableServer(tx, input.serverId);
  const successor = input.successor === null ? null : await successorOf(tx, input);
  const dates = planDates(ctx.now, input);
  const id = randomUUID();
  await tx.retirement.create({
    data: {
      id,
      serverId: input.serverId,
      requestId: input.requestId,
      reason: input.reason,
      successorId: successor?.id ?? null,
      toolMap: input.toolMap.map((entry) => ({ ...entry })),
      announcedAt: ctx.now,
      ...dates,
      createdById: input.createdById,
      createdAt: ctx.now,
    },
    select: { id: true },
  });
  const consumers = await findConsumers(tx, input.serverId);
  await tx.retirementConsumer.createMany({
    data: consumers.map(({ teamId, userId }) => ({ retirementId: id, teamId, userId })),
  });
  await tellCampaign(tx, ctx, {
    campaign: { id, server, successor, retiresAt: dates.retiresAt },
    topic: "retirement.announced",
    title: `${labelOf({ server })} will be retired on ${dayOf(dates.retiresAt)}`,
    body: successor ? `${input.reason} Use ${successor.name} instead.` : input.reason,
    to: await consumerPeople(tx, consumers),
  });
  return [
    {
      action: "retirement.announce",
      targetKind: "server",
      targetId: input.serverId,
      before: null,
      after: {
        reason: input.reason,
        successor: successor?.name ?? null,
        ...datesInWords(dates),
        consumers: consumers.length,
      },
    },
  ];
}

async function retirableServer(tx: Tx, id: string) {
  const server = await tx.server.findUniqueOrThrow({
    where: { id },
    select: { name: true, title: true, ownerTeamId: true, lifecycle: true },
  });
  const running = await tx.retirement.count({
    where: { serverId: id, state: { in: [...RUNNING_STATES] } },
  });
  if (running > 0 || server.lifecycle === "retired")
    throw new AppError("conflict", `${server.name} is being retired already.`);
  return server;
}

async function successorOf(tx: Tx, { successor, serverId }: OpenRetirement) {
  const found = await tx.server.findUnique({
    where: { name: successor ?? "" },
    select: { id: true, name: true, lifecycle: true },
  });
  if (!found || !["approved", "deprecated"].includes(found.lifecycle) || found.id === serverId)
    throw fieldError("successor", "The successor is another server that is listed.");
  return found;
}
