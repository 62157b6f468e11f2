import { STATUS_CODES } from "node:http";
import { databaseUnavailable } from "#lib/db/unavailable.ts";
import { AppError, type ErrorCode, type FieldErrors } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import { HttpRefusal } from "./refusal.ts";

const STATUS: Record<ErrorCode, number> = {
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

type Refusal = { status: number; code: string; detail: string; fields: FieldErrors };

/** Any failure as RFC 9457 problem details, with the reference that support finds in the log. */
export function problemResponse(error: unknown, requestId: string): Response {
  const refusal = refusalOf(error, requestId);
  const { status, code, detail, fields } = refusal;
  const body = { type: "about:blank", title: STATUS_CODES[status], status, code, detail };
  return Response.json(
    { ...body, requestId, fields },
    {
      status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        ...(status === 401 ? { "www-authenticate": 'Bearer realm="Gatehouse"' } : {}),
        ...(error instanceof HttpRefusal ? error.headers : {}),
      },
    },
  );
}

function refusalOf(error: unknown, requestId: string): Refusal {
  if (error instanceof AppError)
    return {
      status: STATUS[error.code],
      code: error.code,
      detail: error.message,
      fields: error.fields,
    };
  if (error instanceof HttpRefusal)
    return { status: error.status, code: error.code, detail: error.message, fields: error.fields };
  log.error("error", { requestId, error });
  const unavailable = databaseUnavailable(error);
  if (unavailable !== null) return refusalOf(unavailable, requestId);
  const detail = `Something went wrong. Reference: ${requestId}.`;
  return { status: 500, code: "internal", detail, fields: {} };
}
