import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { AuditEntry, AuditFacts } from "./core/entry.ts";

const json = (facts: AuditFacts | null) =>
  facts === null ? Prisma.DbNull : (facts as Prisma.InputJsonObject);

/** Appends records in the transaction of the change they describe. */
export async function writeAudit(
  tx: Tx,
  ctx: Context,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.auditEvent.createMany({
    data: entries.map((entry) => ({
      id: randomUUID(),
      at: ctx.now,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      actorName: ctx.actor.name,
      action: entry.action,
      targetKind: entry.targetKind,
      targetId: entry.targetId,
      before: json(entry.before),
      after: json(entry.after),
      requestId: ctx.requestId,
    })),
  });
}
