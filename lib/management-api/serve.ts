import type { z } from "zod";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { defineRoute } from "#lib/http/define-route.ts";
import { etag, preconditionFailed, readIfMatch, type IfMatch } from "#lib/http/if-match.ts";
import { readJsonBody, type JsonBody } from "#lib/http/read-json-body.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { parseInput } from "#lib/verbs/parse-input.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { checkBody } from "./check-body.ts";
import type { Operation } from "./define-operation.ts";
import { inputSchema } from "./json-schema.ts";
import { fingerprintOf, once, readIdempotencyKey } from "./once.ts";
import { plainJson } from "./plain-json.ts";

export type Call<Query = unknown> = {
  ctx: Context;
  /** Of the address; Next has decoded them. */
  params: Record<string, string>;
  query: Query;
  /** As the verb's schema expects it; not yet parsed by it. */
  body: Record<string, unknown>;
  /** The same, with every number as it was written. */
  exactBody: JsonObject;
  ifMatch: IfMatch;
};

export type Answer = {
  body: unknown;
  revision?: number;
  location?: string;
  headers?: readonly (readonly [name: string, value: string])[];
};

/**
 * The door of one operation: who, how often, what; then one verb, once per Idempotency-Key.
 * `handle` decodes what is special to it, calls the verb and says what to answer.
 */
export function serve<Query extends z.ZodObject>(
  operation: Operation<Query>,
  handle: (call: Call<z.output<Query>>) => Promise<Answer>,
) {
  const bodySchema = operation.body ? inputSchema(operation.body) : null;
  const route = defineRoute<Record<string, string> | undefined>(async (ctx, request, params) => {
    await requireCaller(ctx, operation);
    const query = readQuery(operation, request);
    const sent = request.method === "GET" ? NOTHING : await readJsonBody(request);
    checkBody(bodySchema ?? NO_FIELDS, sent.value);
    const call = {
      ctx,
      params: params ?? {},
      query,
      body: plainJson(sent.value) as Record<string, unknown>,
      exactBody: sent.value,
      ifMatch: readIfMatch(request.headers.get("if-match")),
    };
    const run = async () => respond(operation, await handle(call).catch(asPrecondition(call)));
    const key = request.method === "POST" ? readIdempotencyKey(request) : null;
    if (key === null) return run();
    const { secrets = [] } = operation;
    return once(ctx, { key, secrets, fingerprint: fingerprintOf(request, sent.bytes) }, run);
  });
  return Object.assign(route, { operation });
}

const NOTHING: JsonBody = { bytes: new Uint8Array(), value: {} };
const NO_FIELDS = { type: "object", properties: {}, additionalProperties: false };

/** Before anything of the request is read; and before a kept answer is given out again. */
async function requireCaller(
  ctx: Context,
  { permission }: Pick<Operation, "permission">,
): Promise<void> {
  if (ctx.actor.kind === "user") {
    if (permission !== null) await requireAtDoor(ctx, permission);
    return;
  }
  const refusal = new AppError("unauthenticated", "Sign in to continue.");
  await recordRefusal(ctx, permission ?? "identity.resolve", refusal);
  throw refusal;
}

/** A parameter given several times is a list, as one with commas is. */
function readQuery<Query extends z.ZodObject>(
  { query }: Operation<Query>,
  request: Request,
): z.output<Query> {
  const search = new URL(request.url).searchParams;
  const names = [...new Set(search.keys())];
  const unknown = names.filter((name) => !Object.hasOwn(query?.shape ?? {}, name));
  if (unknown.length > 0)
    throw new AppError("invalid", `Not known here: ${unknown.join(", ")}.`, {
      fields: Object.fromEntries(unknown.map((name) => [name, ["There is no such parameter."]])),
    });
  const given = Object.fromEntries(names.map((name) => [name, search.getAll(name).join(",")]));
  return (query ? parseInput(query, given) : {}) as z.output<Query>;
}

/** What the verb found out under its lock is the same refusal as what the door saw before. */
const asPrecondition =
  ({ ifMatch }: Pick<Call, "ifMatch">) =>
  (error: unknown): never => {
    const stale =
      ifMatch !== null &&
      error instanceof AppError &&
      error.code === "conflict" &&
      "revision" in error.fields;
    throw stale ? preconditionFailed(error.message) : error;
  };

function respond({ answer }: Operation, { body, revision, location, headers }: Answer): Response {
  return Response.json(body, {
    status: answer.status,
    headers: {
      ...Object.fromEntries(headers ?? []),
      "cache-control": "no-store",
      ...(revision === undefined ? {} : { etag: etag(revision) }),
      ...(location === undefined ? {} : { location }),
    },
  });
}
