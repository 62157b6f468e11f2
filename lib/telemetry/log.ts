import { isSecretName, redact } from "./core/redact.ts";
import { countUp } from "./metrics.ts";
import { telemetry } from "./state.ts";

export type Level = "info" | "warn" | "error";
export type Fields = Readonly<Record<string, unknown>>;

const MOST_CHARACTERS = 16_384;
const MOST_DEPTH = 4;
const MOST_MEMBERS = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Digests that an operator compares; nothing else may be this long and stay. */
const DIGEST_NAME = /^(?:hash|root|prev|digest|commitment)$/;

/**
 * One JSON line per event: `{"time","level","event",…,"traceId","spanId"}`. `info` goes to stdout,
 * the rest to stderr. Values are cleaned of what looks like a secret; errors come with their stack.
 */
export const log = {
  info: (event: string, fields: Fields = {}) => write("info", event, fields),
  warn: (event: string, fields: Fields = {}) => write("warn", event, fields),
  error: (event: string, fields: Fields = {}) => write("error", event, fields),
};

function write(level: Level, event: string, fields: Fields): void {
  countUp("gatehouse_log_lines_total", { level });
  const stream = level === "info" ? process.stdout : process.stderr;
  stream.write(`${logLine(level, event, fields)}\n`);
}

/** The line, without the end. */
export function logLine(level: Level, event: string, fields: Fields): string {
  const position = telemetry.position.getStore();
  return JSON.stringify({
    time: new Date().toISOString(),
    level,
    event,
    ...cleanMembers(fields, 0),
    ...(position ? { traceId: position.traceId, spanId: position.spanId } : {}),
  });
}

function cleanValue(name: string, value: unknown, depth: number): unknown {
  if (value == null || typeof value === "number" || typeof value === "boolean") return value;
  if (isSecretName(name)) return "[redacted]";
  if (value instanceof Error) return cleanText(name, describe(value));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return cleanObject(name, value, depth);
  return typeof value === "string" ? cleanText(name, value) : `[${typeof value}]`;
}

function cleanObject(name: string, value: object, depth: number): unknown {
  if (depth >= MOST_DEPTH) return "[deeper]";
  if (Array.isArray(value))
    return value.slice(0, MOST_MEMBERS).map((item) => cleanValue(name, item, depth + 1));
  return cleanMembers(value as Fields, depth + 1);
}

function cleanMembers(members: Fields, depth: number): object {
  const kept = Object.entries(members).slice(0, MOST_MEMBERS);
  return Object.fromEntries(kept.map(([name, value]) => [name, cleanValue(name, value, depth)]));
}

function cleanText(name: string, text: string): string {
  if (UUID.test(text) || (DIGEST_NAME.test(name) && /^[0-9a-f]{64}$/.test(text))) return text;
  return redact(shortened(text));
}

/** Cut between words: half a secret may not be known as one. */
function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const end = text.slice(0, MOST_CHARACTERS).search(/\s\S*$/);
  return `${end < 0 ? "" : text.slice(0, end)} [${text.length} characters in all]`;
}

/** Stack and causes: where the reason of a refusal stands. */
function describe(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error && error.cause !== error
    ? `${own}\nCaused by: ${error.cause.stack ?? error.cause.message}`
    : own;
}
