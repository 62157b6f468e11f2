import { randomUUID } from "node:crypto";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getSinkTarget } from "./get-sink-target.ts";
import { noteSinkTest } from "./note-sink-test.ts";
import { sendBatch } from "./transports/send-batch.ts";

export type SinkTest = { sent: true } | { sent: false; reason: string };

const TIMEOUT_MS = 30_000;
const NO_HASH = "0".repeat(64);

/**
 * Sends one event of its own at once, and says what came of it. It is no record of the log: its
 * writer is called "test". Input as `SinkRef`.
 */
export async function testSink(ctx: Context, input: unknown): Promise<SinkTest> {
  const target = await getSinkTarget(ctx, input);
  const record: SequencedRecord = {
    id: randomUUID(),
    at: ctx.now.toISOString(),
    writer: "test",
    epoch: 1,
    seq: 1,
    leaf: 0,
    kind: "event",
    action: "sink.test",
    outcome: "success",
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    credentialId: null,
    targetKind: "sink",
    targetId: target.id,
    requestId: ctx.requestId,
    traceId: null,
    before: null,
    after: { message: "Gatehouse can reach this sink. Nothing happened: this is a test." },
    commitment: null,
    prev: NO_HASH,
    hash: NO_HASH,
  };
  const { retry, rejected = [] } = await sendBatch(
    [{ type: "record", record, people: new Map() }],
    target,
    AbortSignal.timeout(TIMEOUT_MS),
  );
  const reason = retry?.reason ?? rejected[0]?.reason ?? null;
  await noteSinkTest(ctx, { id: target.id, reason });
  return reason === null ? { sent: true } : { sent: false, reason };
}
