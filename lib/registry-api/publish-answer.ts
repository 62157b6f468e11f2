import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Issue } from "#lib/catalog/core/semantic-rules.ts";
import { env } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { publishServer, type Published } from "#lib/publishing/publish-server.ts";
import { requestNumber, STATE_WORDS } from "#lib/requests/core/words.ts";
import { checkDocument } from "#lib/requests/payload.ts";
import { entryJson, REQUEST_KEY } from "./core/entry-json.ts";
import { getRegistryVersion } from "./get-registry-version.ts";
import { publishActor } from "./publish-actor.ts";
import { problemAnswer, STATUS } from "./problem-answer.ts";
import { readBody } from "./read-body.ts";
import { BODY_TIMEOUT_MS, validateBody } from "./validate-answer.ts";
import { answerOf, type Answer } from "./wire.ts";

/**
 * POST /publish. What was published is not served before it is reviewed, so the answer says which
 * request it became. 201 and not 202: the official publisher takes 200 and 201 for success only.
 */
export async function answerPublish(req: IncomingMessage): Promise<Answer> {
  const { actor, publisherId, subject } = await publishActor(req.headers.authorization);
  const body = await readBody(req, BODY_TIMEOUT_MS);
  const { valid, issues } = validateBody(body, checkDocument);
  if (!valid) return invalidAnswer(issues);
  const document = new TextDecoder().decode(body).trim();
  const ctx: Context = { actor, now: new Date(), requestId: randomUUID() };
  try {
    const published = await publishServer(ctx, { document, publisherId, subject });
    return await publishedAnswer(ctx, document, published);
  } catch (error) {
    if (error instanceof AppError && error.code !== "unauthenticated") return refusedAnswer(error);
    throw error;
  }
}

/**
 * Every issue, in the words of /validate, which is stricter about where packages come from. The
 * official publisher asks there for more after a 422.
 */
function invalidAnswer(issues: readonly Issue[]): Answer {
  const errors = issues.filter((issue) => issue.severity === "error");
  const [first] = errors;
  return problemAnswer({
    status: first?.type === "json" ? 400 : 422,
    detail: `The server.json does not fit: ${[first?.path, first?.message].filter(Boolean).join(" ")}`,
    more: {
      errors: errors.map(({ path, message }) => ({
        location: path === "" ? "body" : `body.${path}`,
        message,
      })),
      issues,
    },
  });
}

function refusedAnswer(error: AppError): Answer {
  const errors = Object.entries(error.fields).flatMap(([field, messages]) =>
    messages.map((message) => ({
      location: field === "server" ? "body" : `body.${field}`,
      message,
    })),
  );
  return problemAnswer({
    status: STATUS[error.code],
    detail: error.message,
    more: errors.length === 0 ? {} : { errors },
  });
}

async function publishedAnswer(
  ctx: Context,
  document: string,
  published: Published,
): Promise<Answer> {
  const about = requestMeta(published);
  const text =
    published.outcome === "published"
      ? await listedText(ctx, published, about)
      : `{"server":${document},"_meta":${JSON.stringify({ [REQUEST_KEY]: about })}}`;
  const isNew = published.outcome === "opened" || published.outcome === "revised";
  return answerOf(text, {
    sharing: "none",
    status: isNew ? 201 : 200,
    headers: ["Location", about.url],
  });
}

type About = ReturnType<typeof requestMeta>;

function requestMeta({ outcome, request, missing, fastTrack }: Published) {
  const { id, number, kind, state, revision, riskTier, requiredApprovals } = request;
  return {
    id,
    number,
    kind,
    state,
    revision,
    url: `${env.publicUrl}/requests/${requestNumber(number)}`,
    riskTier,
    requiredApprovals,
    outcome,
    message: messageOf({ outcome, request, missing }),
    ...(missing.length === 0
      ? {}
      : { missing: missing.map(([field, message]) => ({ field, message })) }),
    ...(fastTrack === null ? {} : { fastTrack }),
  };
}

type Told = Pick<Published, "outcome" | "request" | "missing">;

function messageOf({ outcome, request, missing }: Told): string {
  const name = requestNumber(request.number);
  if (outcome === "published") return `${name} was approved at once: the version is published.`;
  if (missing.length > 0)
    return `${name} is a draft. Its author has to complete and submit it: ${missing.map(([, words]) => words).join(" ")}`;
  if (request.state === "draft") return `${name} is a draft: its author has to submit it.`;
  const state = STATE_WORDS[request.state].label.toLowerCase();
  const what =
    outcome === "unchanged" ? "asks for this already" : `has revision ${request.revision}`;
  return `${name} ${what} (${state}). The version is published once it is approved.`;
}

/** What everybody reads of it from now on, and the request that brought it. */
async function listedText(ctx: Context, published: Published, about: About): Promise<string> {
  const { name, version } = published.server;
  const entry = await getRegistryVersion(ctx, { audience: null, name, version });
  return entryJson({ ...entry, otherMeta: { ...entry.otherMeta, [REQUEST_KEY]: about } });
}
