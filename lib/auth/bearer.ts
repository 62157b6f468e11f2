import { randomUUID } from "node:crypto";
import { ANONYMOUS, systemActor, type Actor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { bearerOf, readTokenText } from "#lib/tokens/core/token-text.ts";
import { getTokenActor } from "#lib/tokens/get-token-actor.ts";

/** What our own sign-in acts as while it finds out who somebody is. */
export const doorContext = (requestId: string = randomUUID()): Context => ({
  actor: systemActor("sign-in", "Sign-in"),
  now: new Date(),
  requestId,
});

/**
 * A bearer token's person.
 * @throws AppError `unauthenticated` when a token is given and is not good: an outdated token
 * must not silently read as an anonymous person.
 */
export async function bearerActor(
  header: string | null | undefined,
  requestId?: string,
): Promise<Actor> {
  if (!header) return ANONYMOUS;
  const text = bearerOf(header);
  const actor = text === null ? null : await getTokenActor(doorContext(requestId), { text });
  if (actor) return actor;
  const words =
    text === null
      ? "The Authorization header must be: Bearer <token>."
      : "This token is unknown, expired or revoked.";
  throw await refusedToken(words, { prefix: readTokenText(text ?? "")?.prefix, requestId });
}

type Given = { prefix: string | undefined; requestId?: string | undefined };

/**
 * The refusal of a token, recorded.
 * @param given.prefix its public part: of what cannot be read, nothing is kept.
 */
export async function refusedToken(words: string, { prefix, requestId }: Given): Promise<AppError> {
  const about = { kind: "token", id: prefix ?? "unreadable" } as const;
  const refusal = new AppError("unauthenticated", words, { about });
  await recordRefusal({ ...doorContext(requestId), actor: ANONYMOUS }, "identity.resolve", refusal);
  return refusal;
}
