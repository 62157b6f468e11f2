import { signatureHeaders } from "#lib/webhooks/sign.ts";
import { sendIsolating, type PartOutcome } from "../core/send-result.ts";
import { eventAt, eventId, type SinkEvent } from "../core/sink-event.ts";
import { callSink, outcomeOf } from "./http-part.ts";
import { renderEvent, sha256Hex, type SinkTarget, type Transport } from "./sink-target.ts";

/** A signed call (Standard Webhooks) with the events as `data`, in their order. */
export const sendWebhookBatch: Transport<"webhook"> = (batch, target, signal) =>
  sendIsolating(batch.length, (from, to) => part(batch.slice(from, to), target, signal));

async function part(
  events: readonly SinkEvent[],
  target: SinkTarget<"webhook">,
  signal: AbortSignal,
): Promise<PartOutcome> {
  const body = bodyOf(events, target);
  // Equal for equal batches, so that a receiver can leave out a repeat.
  const id = `audit_${sha256Hex(events.map(eventId).join("\n")).slice(0, 40)}`;
  const signature = signatureHeaders(target.secrets.signingSecret ?? "", {
    id,
    at: new Date(),
    body,
  });
  const called = await callSink(
    target.config.url,
    { post: { body, headers: { "content-type": "application/json", ...signature } } },
    { target, signal },
  );
  return called.ok ? outcomeOf(called.answer) : called.outcome;
}

function bodyOf(events: readonly SinkEvent[], target: SinkTarget<"webhook">): string {
  const last = events.at(-1);
  const head = { type: "audit.batch", timestamp: last ? eventAt(last) : "", count: events.length };
  const data = events.map((event) => renderEvent(event, target)).join(",");
  return `${JSON.stringify(head).slice(0, -1)},"data":[${data}]}`;
}
