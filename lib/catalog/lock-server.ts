import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { decideServerAction, type PowerFacts, type ServerAction } from "./core/server-powers.ts";
import { stampOf, type Stampable } from "./core/stamp.ts";
import { visibleTo } from "./visibility.ts";

type Key = { name: string } | { id: string };

/**
 * A step: locks the server's row until the transaction ends, so that of two people deciding at
 * once the second sees what the first did. A server the actor may not see does not exist.
 */
export async function lockServer<Select extends Prisma.ServerSelect>(
  tx: Tx,
  ctx: Context,
  { key, select }: { key: Key; select: Select },
) {
  const [column, value] = "name" in key ? ["name", key.name] : ["id", key.id];
  const visible = visibleTo(ctx.actor, 2);
  const cast = column === "id" ? "$1::uuid" : "$1";
  const found = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT s."id" FROM "Server" s WHERE s."${column}" = ${cast} AND ${visible.text} FOR UPDATE`,
    value,
    ...visible.values,
  );
  const id = found[0]?.id;
  const row = id === undefined ? null : await tx.server.findUnique({ where: { id }, select });
  if (!row) throw new AppError("not_found", "There is no such server in the catalog.");
  return row;
}

/** A step: throws the refusal of the powers table. */
export function requireServerAction(ctx: Context, server: PowerFacts, action: ServerAction): void {
  const decision = decideServerAction(server, action, ctx.actor);
  if (!decision.ok) throw new AppError(decision.code, decision.reason);
}

/** A step: refuses to write over what somebody else changed after the form was shown. */
export function requireUnchanged(seen: string | undefined, facts: readonly Stampable[]): void {
  if (seen === undefined || seen === stampOf(facts)) return;
  throw new AppError(
    "conflict",
    "Somebody changed this while you were writing. Load the page again to see how it is now.",
  );
}
