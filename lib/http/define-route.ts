import { randomUUID } from "node:crypto";
import { requestContext } from "#lib/auth/context.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, type ErrorCode } from "#lib/kernel/errors.ts";

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

/** RFC 9457, plus the reference that support finds in the log. */
export function problemBody(error: unknown, requestId: string) {
  if (error instanceof AppError)
    return {
      type: "about:blank",
      status: STATUS[error.code],
      code: error.code,
      detail: error.message,
      requestId,
      fields: error.fields,
    };
  console.error(JSON.stringify({ event: "error", requestId, error: describe(error) }));
  return {
    type: "about:blank",
    status: 500,
    code: "internal",
    detail: `Something went wrong. Reference: ${requestId}.`,
    requestId,
    fields: {},
  };
}

const describe = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Session cookie or bearer token in, Response out, and every failure as application/problem+json. */
export function defineRoute<Params = unknown>(
  handle: (ctx: Context, request: Request, params: Params) => Promise<Response>,
) {
  return async (request: Request, route: { params: Promise<Params> }): Promise<Response> => {
    const requestId = randomUUID();
    try {
      const ctx = await requestContext(request, requestId);
      return await handle(ctx, request, await route.params);
    } catch (error) {
      const body = problemBody(error, requestId);
      return Response.json(body, {
        status: body.status,
        headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      });
    }
  };
}

export const searchParams = (request: Request) =>
  Object.fromEntries(new URL(request.url).searchParams);
