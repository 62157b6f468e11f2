import { inSpan } from "#lib/telemetry/span.ts";
import type { Days } from "../core/days.ts";
import type { SendResult } from "../core/send-result.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { readBackFile, sendFile } from "./send-file.ts";
import { sendOtlp } from "./send-otlp.ts";
import { readBackS3, sendS3 } from "./send-s3.ts";
import { sendSplunkHec } from "./send-splunk-hec.ts";
import { sendSyslog } from "./send-syslog.ts";
import { sendWebhookBatch } from "./send-webhook-batch.ts";
import type { ReadBack, SinkTarget } from "./sink-target.ts";

/**
 * Sends a batch, in order. It never throws for what the other side does: a failure is a result,
 * whose reasons hold no secrets. Nothing is reported as accepted that the receiver did not take.
 */
export async function sendBatch(
  batch: readonly SinkEvent[],
  target: SinkTarget,
  signal: AbortSignal,
): Promise<SendResult> {
  const attributes = {
    "gatehouse.sink.kind": target.config.kind,
    "gatehouse.events": batch.length,
  };
  return inSpan({ name: "ship events", kind: "client", attributes }, async (span) => {
    const result = await sendByKind(batch, target, signal);
    span.set({ "gatehouse.events.accepted": result.accepted });
    if (result.retry !== null) span.fail("not_taken");
    return result;
  });
}

function sendByKind(
  batch: readonly SinkEvent[],
  target: SinkTarget,
  signal: AbortSignal,
): Promise<SendResult> {
  const { config } = target;
  switch (config.kind) {
    case "otlp":
      return sendOtlp(batch, { ...target, config }, signal);
    case "syslog":
      return sendSyslog(batch, { ...target, config }, signal);
    case "splunk_hec":
      return sendSplunkHec(batch, { ...target, config }, signal);
    case "webhook":
      return sendWebhookBatch(batch, { ...target, config }, signal);
    case "s3":
      return sendS3(batch, { ...target, config }, signal);
    case "file":
      return sendFile(batch, { ...target, config }, signal);
  }
}

/**
 * What is there of the records of these days. Null for kinds that only the other side can list.
 * @throws AppError `unavailable` when the store cannot be read.
 */
export async function readBack(
  days: Days,
  target: SinkTarget,
  signal: AbortSignal,
): Promise<ReadBack | null> {
  const { config } = target;
  if (config.kind === "s3") return readBackS3(days, { ...target, config }, signal);
  if (config.kind === "file") return readBackFile(days, { ...target, config });
  return null;
}
