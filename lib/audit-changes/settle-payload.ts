import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import type { ProposeAuditChange, StoredChange } from "./schemas.ts";

/**
 * A step: a proposal as it is stored: people by id, and what it is about is there.
 * @throws AppError with what is wrong, before a second person is asked.
 */
export async function settlePayload(
  tx: Tx,
  ctx: Context,
  asked: ProposeAuditChange,
): Promise<StoredChange> {
  switch (asked.kind) {
    case "retention.set":
    case "retention.clear":
      await requireOther(tx, asked);
      return asked;
    case "hold.set": {
      const { person, ...rest } = asked.payload;
      const subject = person === null ? null : (await personOf(tx, person)).id;
      return { kind: asked.kind, payload: { ...rest, subject } };
    }
    case "hold.lift":
      await requireHold(tx, asked.payload.holdId);
      return asked;
    case "subject.erase":
      return { kind: asked.kind, payload: await erasable(tx, ctx, asked.payload.person) };
    case "sink.create":
    case "sink.change":
    case "sink.remove":
      await settleSink(tx, asked);
      return asked;
  }
}

async function settleSink(
  tx: Tx,
  asked: Extract<ProposeAuditChange, { kind: `sink.${string}` }>,
): Promise<void> {
  const sinkId = asked.kind === "sink.create" ? null : asked.payload.sinkId;
  if (sinkId !== null) await requireSink(tx, sinkId);
  if (asked.kind !== "sink.remove") await requireFreeName(tx, asked.payload.name, sinkId);
}

async function erasable(tx: Tx, ctx: Context, person: string): Promise<{ subject: string }> {
  const { id } = await personOf(tx, person);
  if (id === ctx.actor.id)
    throw fieldError("payload.person", "Your own traces are erased by another administrator.");
  await requireErasable(tx, id);
  return { subject: id };
}

type Retention = Extract<ProposeAuditChange, { kind: `retention.${string}` }>;

async function requireOther(tx: Tx, asked: Retention): Promise<void> {
  const { kind } = asked.payload;
  const now = await tx.auditRetention.findUnique({ where: { kind }, select: { days: true } });
  const wanted = asked.kind === "retention.set" ? asked.payload.days : undefined;
  if (now?.days !== wanted) return;
  throw fieldError("payload.days", "That is how long they are kept already.");
}

async function requireHold(tx: Tx, id: string): Promise<void> {
  const hold = await tx.auditHold.findUnique({ where: { id }, select: { liftedAt: true } });
  if (!hold) throw new AppError("not_found", "There is no such hold.");
  if (hold.liftedAt !== null) throw new AppError("conflict", "This hold was lifted already.");
}

async function personOf(tx: Tx, given: string): Promise<{ id: string }> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given);
  const person = await tx.user.findUnique({
    where: isId ? { id: given.toLowerCase() } : { email: given.toLowerCase() },
    select: { id: true },
  });
  if (!person) throw fieldError("payload.person", `Nobody here has the address ${given}.`);
  return person;
}

async function requireErasable(tx: Tx, subject: string): Promise<void> {
  const hold = await tx.auditHold.findFirst({
    where: { subject, liftedAt: null },
    select: { name: true },
  });
  if (hold)
    throw fieldError(
      "payload.person",
      `The legal hold "${hold.name}" covers this person: lift it first.`,
    );
  const keys = await tx.auditSubjectKey.count({ where: { subject, destroyedAt: null } });
  if (keys === 0)
    throw fieldError(
      "payload.person",
      "The log holds nothing about this person that could be erased.",
    );
}

async function requireSink(tx: Tx, id: string): Promise<void> {
  if ((await tx.auditSink.count({ where: { id } })) === 0)
    throw new AppError("not_found", "There is no such sink.");
}

async function requireFreeName(tx: Tx, name: string | undefined, sinkId: string | null) {
  if (name === undefined) return;
  const taken = await tx.auditSink.findUnique({ where: { name }, select: { id: true } });
  if (taken && taken.id !== sinkId) throw fieldError("payload.name", "Another sink has this name.");
}
