import { AppError } from "#lib/kernel/errors.ts";

/** What Node, Prisma and PostgreSQL say of a database that cannot be reached, or is going down. */
const AWAY_CODES =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|57P0[1235]|25P0[34]|08\d\d\d|53300|P1001|P1002|P1008|P1017|P2024)$/;
const AWAY_WORDS =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Unable to start a transaction in the given time|Client has encountered a connection error|not queryable/;
const AWAY_KINDS = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
]);

/** Disk full, out of memory, a standby, files that cannot be written (appendix A of its manual). */
const STUCK_CODES = /^(?:53[012]00|25006|58030)$/;

/**
 * The database cannot be reached, or stores nothing, as the refusal that callers see; null for any
 * other error. It says nothing about a commit that was already on its way: that is looked up
 * (lib/audit/chain/recorded.ts).
 */
export function databaseUnavailable(error: unknown): AppError | null {
  if (isDatabaseAway(error))
    return new AppError(
      "unavailable",
      "The database cannot be reached, so nothing was changed. Try again in a moment.",
      { cause: error },
    );
  if (codesOf(error).some((code) => STUCK_CODES.test(code)))
    return new AppError(
      "unavailable",
      "The database cannot store anything, so nothing was changed. Gatehouse is read-only until it can.",
      { cause: error },
    );
  return null;
}

export const isDatabaseAway = (error: unknown): boolean =>
  causesOf(error).some(
    (cause) =>
      (cause instanceof Error && AWAY_WORDS.test(cause.message)) ||
      AWAY_KINDS.has(textOf(cause, "kind")),
  ) || codesOf(error).some((code) => AWAY_CODES.test(code));

const codesOf = (error: unknown) =>
  causesOf(error).flatMap((cause) => [textOf(cause, "code"), textOf(cause, "originalCode")]);

/**
 * PostgreSQL itself said no, and works on: a transaction that was answered so, even to its COMMIT,
 * is not there. What ends a connection (FATAL, PANIC) says nothing about it.
 */
export const saidNo = (error: unknown): boolean =>
  causesOf(error).some((cause) => textOf(cause, "severity") === "ERROR");

/** Prisma puts the driver's error into an object that is no Error, at one of two places. */
function causesOf(error: unknown): object[] {
  const causes: object[] = [];
  for (let at = error; typeof at === "object" && at !== null && causes.length < 6;) {
    causes.push(at);
    const { cause, meta } = at as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    at = cause ?? meta?.driverAdapterError;
  }
  return causes;
}

function textOf(value: object, key: string): string {
  const text = (value as Record<string, unknown>)[key];
  return typeof text === "string" ? text : "";
}
