import { createHash } from "node:crypto";
import { z } from "zod";
import { doorContext } from "#lib/auth/bearer.ts";
import { HttpRefusal } from "#lib/http/refusal.ts";
import { problemResponse } from "#lib/http/problem.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { claimKey, type KeptAnswer } from "./claim-key.ts";
import { finishKey } from "./finish-key.ts";

/** Answers that may differ the next time and did nothing: the key stays free. */
const NOT_KEPT = new Set([401, 403, 429]);

/** @throws AppError `invalid` for what is no key. */
export function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError(
    "invalid",
    "The header Idempotency-Key takes 1 to 255 visible ASCII characters, such as a UUID.",
  );
}

export function fingerprintOf(request: Request, body: Uint8Array): string {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256")
    .update(`${request.method} ${pathname}${search}\n`)
    .update(body)
    .digest("hex");
}

type Keyed = {
  key: string;
  fingerprint: string;
  /** Fields of the answer that are kept nowhere. */
  secrets: readonly string[];
};

/**
 * Runs a request once per key: whoever repeats it gets the first answer, byte for byte, but for
 * its secrets, which are null.
 */
export async function once(
  ctx: Context,
  { key, fingerprint, secrets }: Keyed,
  run: () => Promise<Response>,
): Promise<Response> {
  const door: Context = { ...doorContext(ctx.requestId), now: ctx.now };
  const held = { actorId: ctx.actor.id, key };
  const claim = await claimKey(door, { ...held, fingerprint });
  switch (claim.outcome) {
    case "finished":
      return responseOf(claim.answer, { "idempotency-replayed": "true" });
    case "other":
      throw new HttpRefusal(
        { status: 422, code: "idempotency_key_reused" },
        "This Idempotency-Key came with another request before. Use a new one for each request.",
      );
    case "running":
      throw new HttpRefusal(
        { status: 409, code: "idempotency_key_in_use" },
        "The first request with this Idempotency-Key is still being worked on. Ask again in a moment.",
        { headers: { "retry-after": "1" } },
      );
    case "lost":
      throw new HttpRefusal(
        { status: 409, code: "answer_lost" },
        "The first request with this Idempotency-Key took effect, and its answer was lost. Read what it changed.",
      );
    case "first": {
      const answer = await answerOf(run, ctx.requestId);
      const kept = answer.status < 500 && !NOT_KEPT.has(answer.status);
      await finishKey(door, { ...held, answer: kept ? withoutSecrets(answer, secrets) : null });
      return responseOf(answer);
    }
  }
}

async function answerOf(run: () => Promise<Response>, requestId: string): Promise<KeptAnswer> {
  const response = await run().catch((error: unknown) => problemResponse(error, requestId));
  return {
    status: response.status,
    body: await response.text(),
    headers: Object.fromEntries(response.headers),
  };
}

function withoutSecrets(answer: KeptAnswer, secrets: readonly string[]): KeptAnswer {
  if (secrets.length === 0 || answer.status >= 300) return answer;
  const body = z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body));
  for (const field of secrets) body[field] = null;
  return { ...answer, body: JSON.stringify(body) };
}

const responseOf = ({ status, body, headers }: KeptAnswer, extra: Record<string, string> = {}) =>
  new Response(body, { status, headers: { ...headers, ...extra } });
