"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { doorContext } from "#lib/auth/bearer.ts";
import { currentPerson } from "#lib/auth/context.ts";
import { SESSION_COOKIE } from "#lib/auth/cookie.ts";
import { localPath } from "#lib/auth/core/local-path.ts";
import { endSessionOf } from "#lib/auth/end-session-of.ts";
import { sealSession, SESSION_SECONDS } from "#lib/auth/session-token.ts";
import { env } from "#lib/config/env.ts";
import { ANONYMOUS } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { listDemoPeople } from "#lib/people/list-demo-people.ts";
import { startSession } from "#lib/sessions/start-session.ts";

/** Signs in as one of the demo people. Exists only where the settings allow it. */
export async function demoSignInAction(form: FormData): Promise<void> {
  const ctx = doorContext();
  if (!env.demoSignIn) {
    const refusal = new AppError("forbidden", "The demo sign-in is switched off.");
    await recordRefusal({ ...ctx, actor: ANONYMOUS }, "identity.resolve", refusal);
    throw refusal;
  }
  const email = form.get("email");
  const person = (await listDemoPeople(ctx, {})).find((candidate) => candidate.email === email);
  if (!person) throw new AppError("not_found", "That demo account does not exist.");

  const userAgent = (await headers()).get("user-agent")?.slice(0, 400) ?? null;
  // Whoever was signed in here is signed out: no session outlives its cookie.
  await endSessionOf((await currentPerson())?.sessionId);
  const session = await startSession(ctx, { userId: person.id, method: "demo", userAgent });
  (await cookies()).set(SESSION_COOKIE.name, await sealSession(session.id), {
    ...SESSION_COOKIE.options,
    maxAge: SESSION_SECONDS,
  });
  redirect(localPath(form.get("next")));
}

/** Ends the session here, and the cookie with it. */
export async function signOutAction(): Promise<void> {
  await endSessionOf((await currentPerson())?.sessionId);
  (await cookies()).delete({ name: SESSION_COOKIE.name, ...SESSION_COOKIE.options });
  redirect("/sign-in");
}
