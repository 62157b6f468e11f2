import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import type { FetchAnswer } from "#lib/egress/guarded-fetch.ts";
import { sendIsolating, type PartOutcome } from "../core/send-result.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { body, callSink, outcomeOf, withPath } from "./http-part.ts";
import { otlpLogs } from "./otlp-logs.ts";
import type { SinkTarget, Transport } from "./sink-target.ts";

const SERIALIZERS = { protobuf: ProtobufLogsSerializer, json: JsonLogsSerializer };
const TYPES = { protobuf: "application/x-protobuf", json: "application/json" };

/**
 * OTLP 1.x over HTTP. A receiver that takes a part (`partial_success`) does not say which records
 * it refused, so the batch is halved until it is known; what it took meanwhile arrives again.
 */
export const sendOtlp: Transport<"otlp"> = (batch, target, signal) =>
  sendIsolating(batch.length, (from, to) => part(batch.slice(from, to), target, signal));

async function part(
  events: readonly SinkEvent[],
  target: SinkTarget<"otlp">,
  signal: AbortSignal,
): Promise<PartOutcome> {
  const { config, secrets } = target;
  const data = SERIALIZERS[config.encoding].serializeRequest(otlpLogs(events, target));
  if (!data) return { status: "bad", reason: "The record could not be written as OTLP." };
  const { headers, ...packed } = await body(data, config.gzip);
  const called = await callSink(
    withPath(config.url, "/v1/logs"),
    {
      accept: TYPES[config.encoding],
      credentials: secrets.token === undefined ? {} : { [config.authHeader]: secrets.token },
      post: { ...packed, headers: { ...headers, "content-type": TYPES[config.encoding] } },
    },
    { target, signal },
  );
  if (!called.ok) return called.outcome;
  const outcome = outcomeOf(called.answer);
  if (outcome.status !== "accepted" || refused(called.answer) === 0) return outcome;
  return { status: "bad", reason: "The receiver refused the record (partial success)." };
}

/** How many records an answer with status 200 says it did not take. */
function refused({ body: answer, contentType }: FetchAnswer): number {
  if (answer.length === 0) return 0;
  const serializer = SERIALIZERS[contentType.includes("json") ? "json" : "protobuf"];
  try {
    const { partialSuccess } = serializer.deserializeResponse(answer);
    return Number(String(partialSuccess?.rejectedLogRecords ?? 0));
  } catch {
    // An answer that is no OTLP, such as "ok": its status has been read already.
    return 0;
  }
}
