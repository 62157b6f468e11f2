import { telemetry } from "./state.ts";

/**
 * The trace that this work belongs to (32 hex digits), for records and logs: ours, or the one
 * that the request brought in its `traceparent`, which is known even while tracing is off.
 */
export function currentTraceId(): string | null {
  return telemetry.position.getStore()?.traceId ?? null;
}
