import { recordRefusal } from "#lib/audit/refusals.ts";
import { bearerActor, doorContext, refusedToken } from "#lib/auth/bearer.ts";
import { ANONYMOUS, type Actor } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { readRegistryToken } from "#lib/publishing/core/registry-token-text.ts";
import { getPublisherActor } from "#lib/publishing/get-publisher-actor.ts";
import { publishServer } from "#lib/publishing/publish-server.ts";
import { bearerOf } from "#lib/tokens/core/token-text.ts";

export type PublishActor = { actor: Actor; publisherId: string | null; subject: string | null };

/**
 * Who publishes: a trusted publisher with the registry token of an exchange, or a person with a
 * personal access token.
 * @throws AppError `unauthenticated` without a good token.
 */
export async function publishActor(authorization: string | undefined): Promise<PublishActor> {
  if (authorization === undefined) throw await refusedStranger();
  const text = bearerOf(authorization);
  const parts = text === null ? null : readRegistryToken(text);
  if (parts === null)
    return { actor: await bearerActor(authorization), publisherId: null, subject: null };
  const publisher = await getPublisherActor(doorContext(), { text });
  if (publisher) return publisher;
  throw await refusedToken(
    "This registry token is unknown or has expired: they last five minutes. Exchange the OpenID token of your pipeline again.",
    { prefix: parts.prefix },
  );
}

async function refusedStranger(): Promise<AppError> {
  const refusal = new AppError(
    "unauthenticated",
    "Publishing needs a token: exchange your pipeline's OpenID token at /v0.1/auth/oidc, or send a personal access token with the scope requests:write.",
  );
  await recordRefusal({ ...doorContext(), actor: ANONYMOUS }, publishServer.permission, refusal);
  return refusal;
}
