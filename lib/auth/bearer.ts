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
export async function bearerActor(header: string | null | undefined): Promise<Actor> {
  const text = bearerOf(header);
  if (!text) {
    if (!header) return ANONYMOUS;
    throw new AppError("unauthenticated", "The Authorization header must be: Bearer <token>.");
  }
  const actor = await getTokenActor(doorContext(), { text });
  if (actor) return actor;
  const refusal = new AppError("unauthenticated", "This token is unknown, expired or revoked.", {
    about: { kind: "token", id: readTokenText(text)?.prefix ?? "unreadable" },
  });
  await recordRefusal({ ...doorContext(), actor: ANONYMOUS }, "identity.resolve", refusal);
  throw refusal;
}
