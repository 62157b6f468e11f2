import { randomUUID } from "node:crypto";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { planDates } from "./core/dates.ts";
import { findConsumers } from "./find-consumers.ts";

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
  const server = await tx.server.findUniqueOrThrow({
    where: { id: input.serverId },
    select: { name: true, title: true, ownerTeamId: true, lifecycle: true },
  });
  const running = await tx.retirement.count({
    where: { serverId: input.serverId, state: { notIn: ["retired", "cancelled"] } },
  });
  if (running > 0 || server.lifecycle === "retired")
    throw new AppError("conflict", `${server.name} is being retired already.`);
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
  const people = [
    ...consumers.map(({ userId }) => userId),
    ...(await membersOf(
      tx,
      consumers.map(({ teamId }) => teamId),
    )),
  ];
  await writeEvent(tx, ctx, {
    topic: "retirement.announced",
    subject: { kind: "retirement", id },
    title: `${server.title ?? server.name} will be retired on ${dates.retiresAt.toISOString().slice(0, 10)}`,
    body: [input.reason, successor ? `Use ${successor.name} instead.` : ""]
      .filter(Boolean)
      .join(" "),
    link: serverPath(server.name, "retirement"),
    to: people,
    data: {
      server: server.name,
      successor: successor?.name ?? null,
      retires: dates.retiresAt.toISOString(),
    },
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
        deprecates: dates.deprecatesAt.toISOString(),
        brownout: dates.brownoutAt.toISOString(),
        retires: dates.retiresAt.toISOString(),
        consumers: consumers.length,
      },
    },
  ];
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
