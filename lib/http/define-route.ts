import { randomUUID } from "node:crypto";
import { requestContext } from "#lib/auth/context.ts";
import type { Context } from "#lib/kernel/context.ts";
import { problemResponse } from "./problem.ts";
import { takeAllowance, tooMany } from "./rate-limit.ts";

/**
 * Session cookie or bearer token in, Response out, and every failure as application/problem+json.
 * Calls of one person are counted, and every answer says how many are left.
 */
export function defineRoute<Params = unknown>(
  handle: (ctx: Context, request: Request, params: Params) => Promise<Response>,
) {
  return async (request: Request, route: { params: Promise<Params> }): Promise<Response> => {
    const requestId = randomUUID();
    let limits: Record<string, string> = {};
    try {
      const ctx = await requestContext(request, requestId);
      const allowance = await takeAllowance(ctx, request.method);
      limits = allowance?.headers ?? {};
      if (allowance?.exceeded) throw tooMany(allowance);
      return withHeaders(await handle(ctx, request, await route.params), limits);
    } catch (error) {
      return withHeaders(problemResponse(error, requestId), limits);
    }
  };
}

/** A new answer: headers of a redirect, for one, cannot be changed. */
function withHeaders(response: Response, extra: Record<string, string>): Response {
  if (Object.keys(extra).length === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

export const searchParams = (request: Request) =>
  Object.fromEntries(new URL(request.url).searchParams);
