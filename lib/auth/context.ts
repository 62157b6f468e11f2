import { randomUUID } from "node:crypto";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { ANONYMOUS } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { getSessionActor, type SessionActor } from "#lib/sessions/get-session-actor.ts";
import { bearerActor, doorContext } from "./bearer.ts";
import { SESSION_COOKIE } from "./cookie.ts";
import { openSession } from "./session-token.ts";

async function actorOfCookie(value: string | undefined): Promise<SessionActor | null> {
  const sessionId = await openSession(value);
  return sessionId ? getSessionActor(doorContext(), { sessionId }) : null;
}

/** The signed-in person of this request, or null. Looked up once per request. */
export const currentPerson = cache(async (): Promise<SessionActor | null> => {
  const jar = await cookies();
  return actorOfCookie(jar.get(SESSION_COOKIE.name)?.value);
});

/** For pages and server actions: a signed-in person, or off to the sign-in page. */
export async function sessionContext(): Promise<Context & { actor: SessionActor }> {
  const actor = await currentPerson();
  if (!actor) redirect("/sign-in");
  return { actor, now: new Date(), requestId: randomUUID() };
}

/** For JSON routes: a bearer token first, then the browser's session, else anonymous. */
export async function requestContext(request: Request, requestId: string): Promise<Context> {
  const now = new Date();
  const header = request.headers.get("authorization");
  if (header) return { actor: await bearerActor(header, requestId), now, requestId };

  const cookie = cookieValue(request.headers.get("cookie"), SESSION_COOKIE.name);
  const actor = await actorOfCookie(cookie);
  const ctx = { actor: actor ?? ANONYMOUS, now, requestId };
  if (actor && isForeign(request)) {
    const refusal = new AppError(
      "forbidden",
      "This request did not come from a page of this site.",
      { about: { kind: "person", id: actor.id } },
    );
    await recordRefusal(ctx, "session.own", refusal);
    throw refusal;
  }
  return ctx;
}

/** A browser sends cookies with forms of other sites too; what changes state must come from ours. */
function isForeign(request: Request): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  const origin = request.headers.get("origin");
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return !origin || !URL.canParse(origin) || new URL(origin).host !== host;
}

/** As it stands: what we write (a JWE) needs no percent encoding, and decoding could throw. */
function cookieValue(header: string | null, name: string): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
