import { randomUUID } from "node:crypto";
import { TOKEN_SCOPES, type TokenScope } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createToken } from "#lib/tokens/create-token.ts";

type Route = (
  request: Request,
  route: { params: Promise<Record<string, string>> },
) => Promise<Response>;
type Sent = {
  /** An Authorization header; without it, nobody is signed in. */
  as?: string;
  method?: string;
  params?: Record<string, string>;
  query?: string;
  /** An object goes as JSON; text as it is. */
  body?: unknown;
  headers?: Record<string, string>;
};
type Answered = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

/** A header that speaks for a person, with all scopes unless told otherwise. */
export async function tokenFor(
  person: { ctx: () => Context },
  scopes: readonly TokenScope[] = TOKEN_SCOPES,
): Promise<string> {
  const asked = { name: "test", scopes: [...scopes], expiresInDays: 1 };
  return `Bearer ${(await createToken(person.ctx(), asked)).token}`;
}

/** Calls a route as Next would. A body makes it a POST unless told otherwise. */
export async function call(route: unknown, sent: Sent = {}): Promise<Answered> {
  const method = sent.method ?? (sent.body === undefined ? "GET" : "POST");
  const path = Object.values(sent.params ?? {})
    .map(encodeURIComponent)
    .join("/");
  const request = new Request(`http://x/api/v1/${path}${sent.query ?? ""}`, {
    method,
    headers: {
      ...(sent.as === undefined ? {} : { authorization: sent.as }),
      ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
      ...sent.headers,
    },
    ...(sent.body === undefined
      ? {}
      : { body: typeof sent.body === "string" ? sent.body : JSON.stringify(sent.body) }),
  });
  const answer = await (route as Route)(request, { params: Promise.resolve(sent.params ?? {}) });
  const text = await answer.text();
  const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: answer.status, headers: answer.headers, text, body };
}

export const newKey = () => ({ "idempotency-key": randomUUID() });
