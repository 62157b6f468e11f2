import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { AuditEntry } from "./core/entry.ts";

const TEXT = `
  INSERT INTO "AuditEvent" ("id", "at", "actorKind", "actorId", "actorName", "requestId",
    "action", "targetKind", "targetId", "before", "after")
  SELECT e."id", $1::timestamptz, $2, $3, $4, $5, e."action", e."targetKind", e."targetId",
    nullif(e."before", 'null'), nullif(e."after", 'null')
  FROM jsonb_to_recordset($6::jsonb) e("id" uuid, "action" text, "targetKind" text, "targetId" text,
    "before" jsonb, "after" jsonb)`;

/** Appends records in the transaction of the change they describe. */
export async function writeAudit(
  tx: Tx,
  ctx: Context,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { kind, id, name } = ctx.actor;
  const rows = entries.map(({ action, targetKind, targetId, before, after }) => ({
    id: randomUUID(),
    action,
    targetKind,
    targetId,
    before,
    after,
  }));
  await sqlOf(tx)({ text: TEXT }, [ctx.now, kind, id, name, ctx.requestId, JSON.stringify(rows)]);
}
