/**
 * W3C Trace Context §3.2: version, trace id, parent id, flags. Version ff is none, later versions
 * than 00 may add fields, and an id of zeros is none.
 */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(.*)$/;

export type Parent = { traceId: string; spanId: string; sampled: boolean };

/**
 * The trace that a caller is in; null when the header is absent or not valid. `tracestate` and
 * `baggage` are left aside: they may carry anything, and we would send it on.
 */
export function readTraceparent(header: string | string[] | undefined): Parent | null {
  const match = typeof header === "string" ? TRACEPARENT.exec(header) : null;
  if (match === null) return null;
  const [, traceId = "", spanId = "", flags = "", more = ""] = match;
  if (more !== "" && (match[0].startsWith("00") || !more.startsWith("-"))) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
