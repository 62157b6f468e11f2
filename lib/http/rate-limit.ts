import { env } from "#lib/config/env.ts";
import { doorContext } from "#lib/auth/bearer.ts";
import type { Context } from "#lib/kernel/context.ts";
import { countCall, WINDOW_SECONDS } from "#lib/management-api/count-call.ts";
import { HttpRefusal } from "./refusal.ts";

export type Allowance = {
  headers: Record<string, string>;
  exceeded: boolean;
  limit: number;
  resetSeconds: number;
};

/**
 * Counts a call of this person, reading and changing apart. Null for whoever is not signed in:
 * every route refuses them before it does any work.
 */
export async function takeAllowance(ctx: Context, method: string): Promise<Allowance | null> {
  if (ctx.actor.kind !== "user") return null;
  const reads = method === "GET" || method === "HEAD";
  const limit = reads ? env.apiRateLimit : env.apiWriteRateLimit;
  const { used, resetSeconds } = await countCall(
    { ...doorContext(ctx.requestId), now: ctx.now },
    { actorId: ctx.actor.id, bucket: reads ? "read" : "write", limit },
  );
  return {
    exceeded: used > limit,
    limit,
    resetSeconds,
    headers: {
      "ratelimit-limit": String(limit),
      "ratelimit-remaining": String(Math.max(0, limit - used)),
      "ratelimit-reset": String(resetSeconds),
    },
  };
}

export const tooMany = ({ limit, resetSeconds }: Allowance) =>
  new HttpRefusal(
    { status: 429, code: "rate_limited" },
    `That was more than ${limit} requests in ${WINDOW_SECONDS} seconds. Wait ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
