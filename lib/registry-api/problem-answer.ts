import { STATUS_CODES } from "node:http";
import { isDatabaseAway } from "#lib/db/unavailable.ts";
import { AppError, type ErrorCode, type FieldErrors } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import { answerOf, type Answer } from "./wire.ts";

export const STATUS: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  stale_sign_in: 403,
  not_found: 404,
  invalid: 400,
  conflict: 409,
  illegal_transition: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

/** The official registry calls these unprocessable (422); every other bad parameter is 400. */
const UNPROCESSABLE: ReadonlySet<string> = new Set(["limit", "include_deleted"]);

type Problem = {
  status: number;
  detail: string;
  fields?: FieldErrors;
  headers?: string[];
  /** Members beside those of RFC 9457. */
  more?: object;
};

/** RFC 9457, plus the `error` text that the official OpenAPI description promises. */
export function problemAnswer(problem: Problem): Answer {
  const { status, detail, fields = {}, headers = [], more = {} } = problem;
  const errors = Object.entries(fields).flatMap(([field, messages]) =>
    messages.map((message) => ({ location: `query.${field}`, message: `${field} ${message}.` })),
  );
  const body = {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    ...(errors.length === 0 ? {} : { errors }),
    ...more,
    error: detail,
  };
  return answerOf(JSON.stringify(body), {
    type: "application/problem+json",
    sharing: "none",
    status,
    headers,
  });
}

/** Every failure as an answer; what nobody expected goes to the log under a reference. */
export function failureAnswer(error: unknown, requestId: string): Answer {
  if (error instanceof AppError) return refusalAnswer(error);
  const away = isDatabaseAway(error);
  log.error("registry-error", { requestId, error });
  if (away)
    return problemAnswer({
      status: 503,
      detail: `The registry cannot reach its database. Reference: ${requestId}.`,
      headers: ["Retry-After", "5"],
    });
  return problemAnswer({
    status: 500,
    detail: `Something went wrong. Reference: ${requestId}.`,
  });
}

function refusalAnswer(error: AppError): Answer {
  const [first] = Object.entries(error.fields);
  const detail = first ? `${first[0]} ${first[1][0] ?? "is not valid"}.` : error.message;
  const unprocessable = Object.keys(error.fields).some((field) => UNPROCESSABLE.has(field));
  const status = unprocessable ? 422 : STATUS[error.code];
  // The rest of a body that is too large is not waited for.
  if (status === 413) return problemAnswer({ status, detail, headers: ["Connection", "close"] });
  const headers =
    status === 401 ? ["WWW-Authenticate", 'Bearer realm="registry", error="invalid_token"'] : [];
  return problemAnswer({ status, detail, fields: error.fields, headers });
}
