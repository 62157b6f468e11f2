import { isOwner } from "#lib/catalog/core/server-powers.ts";
import { lockServer } from "#lib/catalog/lock-server.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOperate, OPERATE_REFUSAL } from "./core/owner-powers.ts";

const SELECT = {
  id: true,
  name: true,
  title: true,
  lifecycle: true,
  ownerTeamId: true,
  attestedAt: true,
  attestationDueAt: true,
  unownedSince: true,
  responsible: { select: { id: true, email: true } },
  deputy: { select: { id: true, email: true } },
} as const;

/** A step: the server, locked, for those who run it; security may for everyone's. */
export async function lockOperated(tx: Tx, ctx: Context, name: string) {
  const server = await lockServer(tx, ctx, { key: { name }, select: SELECT });
  if (!mayOperate(server, ctx.actor)) throw new AppError("forbidden", OPERATE_REFUSAL);
  return server;
}

/** A step: the server, locked, for members of its owner team and nobody else. */
export async function lockOwn(tx: Tx, ctx: Context, name: string) {
  const server = await lockServer(tx, ctx, { key: { name }, select: SELECT });
  if (!isOwner(server, ctx.actor))
    throw new AppError(
      "forbidden",
      "Only a member of the owner team can say that it looks after a server.",
    );
  return server;
}

export type OperatedServer = Awaited<ReturnType<typeof lockOperated>>;
