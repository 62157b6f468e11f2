import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ClaimKeyInput } from "./schemas.ts";

const KEPT_MS = 24 * 3_600_000;
/** Longer than any command can run (its transaction ends after a minute): who claimed it is gone. */
const ABANDONED_MS = 5 * 60_000;

export type KeptAnswer = { status: number; body: string; headers: Record<string, string> };
export type Claim =
  | { outcome: "first" }
  | { outcome: "finished"; answer: KeptAnswer }
  /** The key came with another request before. */
  | { outcome: "other" }
  | { outcome: "running" }
  /** The first request took effect, and its process died before the answer was kept. */
  | { outcome: "lost" };

const Held = z.object({ requestId: z.string() }).loose();

/**
 * Takes an Idempotency-Key for this request, in a short transaction of its own: of many at once,
 * exactly one is first. Keys belong to one person and are kept for a day. Bookkeeping of the API,
 * so the log does not hold it.
 */
export const claimKey = defineCommand({
  name: "claimKey",
  permission: "identity.resolve",
  input: ClaimKeyInput,

  async run(tx, ctx, { actorId, key, fingerprint }) {
    await forgetOldKeys(tx, ctx);
    const { count } = await tx.idempotencyKey.createMany({
      data: [{ actorId, key, ...claimOf(ctx, fingerprint) }],
      skipDuplicates: true,
    });
    const result: Claim =
      count === 1 ? { outcome: "first" } : await seeClaim(tx, ctx, { actorId, key, fingerprint });
    return { result, audit: [] };
  },
});

const claimOf = (ctx: Context, fingerprint: string) => ({
  fingerprint,
  headers: { requestId: ctx.requestId },
  createdAt: ctx.now,
});

async function forgetOldKeys(tx: Tx, ctx: Context): Promise<void> {
  const before = new Date(ctx.now.getTime() - KEPT_MS);
  await tx.$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM "IdempotencyKey" WHERE "createdAt" < ${before}
      ORDER BY "createdAt" LIMIT 100 FOR UPDATE SKIP LOCKED))`;
}

async function seeClaim(
  tx: Tx,
  ctx: Context,
  { actorId, key, fingerprint }: { actorId: string; key: string; fingerprint: string },
): Promise<Claim> {
  await tx.$queryRaw`
    SELECT 1 FROM "IdempotencyKey" WHERE "actorId" = ${actorId}::uuid AND "key" = ${key} FOR UPDATE`;
  const where = { actorId_key: { actorId, key } };
  const row = await tx.idempotencyKey.findUnique({ where });
  // Given free this very moment: the caller asks again.
  if (!row) return { outcome: "running" };
  const ageMs = ctx.now.getTime() - row.createdAt.getTime();
  const take = async (): Promise<Claim> => {
    const data = { ...claimOf(ctx, fingerprint), status: null, body: null };
    await tx.idempotencyKey.update({ where, data, select: { key: true } });
    return { outcome: "first" };
  };
  if (ageMs > KEPT_MS) return take();
  if (row.fingerprint !== fingerprint) return { outcome: "other" };
  if (row.status !== null) {
    const headers = z.record(z.string(), z.string()).parse(row.headers);
    return { outcome: "finished", answer: { status: row.status, body: row.body ?? "", headers } };
  }
  if (ageMs <= ABANDONED_MS) return { outcome: "running" };
  return (await tookEffect(tx, row)) ? { outcome: "lost" } : take();
}

/** A change writes its record in its own transaction, at the moment and with the id of its request. */
async function tookEffect(tx: Tx, row: { createdAt: Date; headers: unknown }): Promise<boolean> {
  const { requestId } = Held.parse(row.headers);
  const where = { kind: "command", outcome: "success", actorKind: "user", at: row.createdAt };
  return (await tx.auditEvent.count({ where: { ...where, requestId } })) > 0;
}
