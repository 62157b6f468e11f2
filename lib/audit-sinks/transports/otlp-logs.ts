import type { ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import { SEVERITY_NUMBERS, severityOf } from "../core/severity.ts";
import {
  actorName,
  eventAction,
  eventAt,
  eventId,
  LOG_NAME,
  type SinkEvent,
} from "../core/sink-event.ts";
import { renderEvent, type SinkTarget } from "./sink-target.ts";

type LogRecords = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];
type LogRecord = LogRecords[number];

/**
 * The events as log records of OpenTelemetry. The body is the event's text in the sink's format,
 * because a map of OTLP values could not hold every JSON number; what one searches by are attributes.
 */
export function otlpLogs(events: readonly SinkEvent[], target: SinkTarget): LogRecord[] {
  const resource = resourceFromAttributes({
    "service.name": "gatehouse",
    "service.version": target.version,
  });
  const instrumentationScope = { name: LOG_NAME, version: target.version };
  return events.map((event) => logRecord(event, { target, resource, instrumentationScope }));
}

type Shared = {
  target: SinkTarget;
  resource: Resource;
  instrumentationScope: LogRecord["instrumentationScope"];
};

function logRecord(event: SinkEvent, { target, ...shared }: Shared): LogRecord {
  const severity = severityOf(event);
  const time = hrTime(eventAt(event));
  return {
    ...shared,
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: SEVERITY_NUMBERS[severity].otlp,
    severityText: severity,
    eventName: eventAction(event),
    body: renderEvent(event, target),
    attributes: attributesOf(event),
    droppedAttributesCount: 0,
    ...spanOf(event),
  };
}

function attributesOf(event: SinkEvent): Record<string, string | number> {
  const own = { "gatehouse.id": eventId(event), "gatehouse.action": eventAction(event) };
  if (event.type === "checkpoint")
    return { ...own, "gatehouse.tree.size": event.size, "gatehouse.tree.root": event.root };
  const { record } = event;
  const name = actorName(event);
  return {
    ...own,
    "gatehouse.outcome": record.outcome,
    "gatehouse.writer": record.writer,
    "gatehouse.epoch": record.epoch,
    "gatehouse.seq": record.seq,
    "gatehouse.leaf": record.leaf,
    "gatehouse.hash": record.hash,
    "gatehouse.actor.kind": record.actorKind,
    // Attributes of the semantic conventions.
    "user.id": record.actorId.slice(0, 256),
    ...(name === "" ? {} : { "user.name": name.slice(0, 256) }),
  };
}

/** Trace and span ids of W3C Trace Context; we know no span, and zeros say so. */
function spanOf(event: SinkEvent): Pick<LogRecord, "spanContext"> {
  const traceId = event.type === "record" ? event.record.traceId : null;
  if (traceId === null || !/^[0-9a-f]{32}$/.test(traceId)) return {};
  return { spanContext: { traceId, spanId: "0".repeat(16), traceFlags: 0 } };
}

function hrTime(at: string): [number, number] {
  const ms = Date.parse(at);
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
}
