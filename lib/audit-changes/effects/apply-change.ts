import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { LockedChange } from "../lock-change.ts";
import { changeSink, createSink, removeSink } from "./sink-effects.ts";

/** A step: does what was confirmed. Without the confirmation the database refuses each of these. */
export function applyChange(tx: Tx, ctx: Context, change: LockedChange): Promise<AuditEntry[]> {
  const { id } = change;
  switch (change.kind) {
    case "retention.set":
      return setRetention(tx, id, change.payload);
    case "retention.clear":
      return clearRetention(tx, id, change.payload.kind);
    case "hold.set":
      return setHold(tx, ctx, { ...change.payload, id, reason: change.reason });
    case "hold.lift":
      return liftHold(tx, ctx, { holdId: change.payload.holdId, id });
    case "subject.erase":
      return eraseSubject(tx, id, change.payload.subject);
    case "sink.create":
      return createSink(tx, ctx, { ...change, ...change.payload });
    case "sink.change":
      return changeSink(tx, { ...change, ...change.payload });
    case "sink.remove":
      return removeSink(tx, id, change.payload.sinkId);
  }
}

type Kept = { kind: string; days: number };

async function setRetention(tx: Tx, change: string, { kind, days }: Kept): Promise<AuditEntry[]> {
  const before = await tx.auditRetention.findUnique({ where: { kind }, select: { days: true } });
  await tx.auditRetention.upsert({ where: { kind }, create: { kind, days }, update: { days } });
  return [
    {
      action: "retention.set",
      targetKind: "retention",
      targetId: kind,
      before: { days: before?.days ?? null },
      after: { days, change },
    },
  ];
}

async function clearRetention(tx: Tx, change: string, kind: string): Promise<AuditEntry[]> {
  const before = await tx.auditRetention.findUnique({ where: { kind }, select: { days: true } });
  if (!before) throw new AppError("conflict", "These records are kept for ever already.");
  await tx.auditRetention.delete({ where: { kind } });
  return [
    {
      action: "retention.clear",
      targetKind: "retention",
      targetId: kind,
      before,
      after: { days: null, change },
    },
  ];
}

type Hold = {
  id: string;
  name: string;
  reason: string;
  subject: string | null;
  from: string | null;
  to: string | null;
};

/** A hold has the id of the proposal that set it. */
async function setHold(tx: Tx, ctx: Context, hold: Hold): Promise<AuditEntry[]> {
  const { id, name, reason, subject, from, to } = hold;
  const range = {
    from: from === null ? null : new Date(from),
    to: to === null ? null : new Date(to),
  };
  await tx.auditHold.create({
    data: { id, name, reason, subject, ...range, createdAt: ctx.now },
    select: { id: true },
  });
  return [
    {
      action: "hold.set",
      targetKind: "hold",
      targetId: id,
      before: null,
      after: { name, subject, from, to },
    },
  ];
}

async function liftHold(
  tx: Tx,
  ctx: Context,
  { holdId, id }: { holdId: string; id: string },
): Promise<AuditEntry[]> {
  const { count } = await tx.auditHold.updateMany({
    where: { id: holdId, liftedAt: null },
    data: { liftedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "This hold was lifted already.");
  return [
    {
      action: "hold.lift",
      targetKind: "hold",
      targetId: holdId,
      before: { lifted: null },
      after: { lifted: ctx.now.toISOString(), change: id },
    },
  ];
}

const ERASE = { text: `SELECT * FROM gatehouse_audit_erase($1)` };

async function eraseSubject(tx: Tx, change: string, subject: string): Promise<AuditEntry[]> {
  const [erased] = await sqlOf(tx)<{ keys: number; payloads: number }>(ERASE, [subject]);
  return [
    {
      action: "subject.erase",
      targetKind: "subject",
      targetId: subject,
      before: null,
      after: { keys: erased?.keys ?? 0, payloads: erased?.payloads ?? 0, change },
    },
  ];
}
