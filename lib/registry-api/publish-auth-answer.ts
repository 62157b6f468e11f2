import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { GITHUB_ISSUER } from "#lib/publishing/core/issuer-rules.ts";
import { exchangeToken } from "#lib/publishing/exchange-token.ts";
import { getTrustedIssuer } from "#lib/publishing/get-trusted-issuer.ts";
import { namedIssuer, verifyOidcToken } from "#lib/publishing/verify-oidc-token.ts";
import { problemAnswer } from "./problem-answer.ts";
import { readBody } from "./read-body.ts";
import { BODY_TIMEOUT_MS } from "./validate-answer.ts";
import { answerOf, type Answer } from "./wire.ts";

const OFFERED = new Set(["oidc", "github-oidc"]);
const NOT_OFFERED = new Set(["none", "dns", "http", "github-at"]);

const Body = z.object({ oidc_token: z.string().min(1).max(16_384) });

/** POST /auth/{method}: a registry token of five minutes for the OpenID token of a pipeline. */
export async function answerAuth(req: IncomingMessage, method: string): Promise<Answer> {
  if (NOT_OFFERED.has(method))
    return problemAnswer({
      status: 501,
      detail: `Signing in with ${method} is not offered here. Pipelines exchange an OpenID token at /v0.1/auth/oidc or /v0.1/auth/github-oidc; people publish with a personal access token that has the scope requests:write.`,
    });
  if (!OFFERED.has(method))
    throw new AppError(
      "not_found",
      "There is nothing at this address: tokens are exchanged at /v0.1/auth/oidc and /v0.1/auth/github-oidc.",
    );
  const body = Body.safeParse(jsonOf(await readBody(req, BODY_TIMEOUT_MS)));
  if (!body.success)
    return problemAnswer({
      status: 422,
      detail: 'The body must be {"oidc_token": "…"} with the OpenID token of your pipeline.',
      more: { errors: [{ location: "body.oidc_token", message: "This is needed." }] },
    });
  const { token, expiresAt } = await exchange(body.data.oidc_token, method);
  return answerOf(
    JSON.stringify({
      registry_token: token,
      expires_at: Math.floor(expiresAt.getTime() / 1_000),
    }),
    { sharing: "none" },
  );
}

async function exchange(text: string, method: string) {
  const ctx: Context = {
    actor: systemActor("publishing", "Token exchange"),
    now: new Date(),
    requestId: randomUUID(),
  };
  const proven = await provenToken(ctx, text, method).catch(async (error: unknown) => {
    await recordRefusal(ctx, exchangeToken.permission, error);
    throw error;
  });
  return exchangeToken(ctx, proven);
}

async function provenToken(ctx: Context, text: string, method: string) {
  const issuer = namedIssuer(text);
  if (method === "github-oidc" && issuer !== GITHUB_ISSUER)
    throw new AppError(
      "unauthenticated",
      "This is not a token of GitHub Actions: exchange it at /v0.1/auth/oidc.",
    );
  // Only issuers that an administrator trusts are ever asked for their keys.
  const trusted = await getTrustedIssuer(ctx, { issuer });
  if (!trusted)
    throw new AppError(
      "unauthenticated",
      "No trusted publisher here uses the issuer of this token: an administrator can add one.",
    );
  const { claims, proof } = await verifyOidcToken(text, trusted, ctx.now);
  return { issuer, claims, proof };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
