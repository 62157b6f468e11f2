import { expect, test } from "vitest";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { getSessionActor } from "./get-session-actor.ts";
import { startSession } from "./start-session.ts";

async function signIn(userId: string, authenticatedAt?: Date) {
  const ctx = systemContext();
  const input = { userId, method: "oidc", userAgent: null };
  const { id } = await startSession(ctx, { ...input, ...(authenticatedAt && { authenticatedAt }) });
  const actor = await getSessionActor(systemContext(), { sessionId: id });
  return { id, at: actor?.authenticatedAt ?? null, now: ctx.now };
}

test("each sign-in is a new session with an id of its own, so that none can be planted", async () => {
  const { id: userId } = await createUser();
  const [first, second] = [await signIn(userId), await signIn(userId)];
  expect(first.id).not.toBe(second.id);
});

test("a session is as fresh as its sign-in, and never fresher than now", async () => {
  const { id: userId } = await createUser();
  const usual = await signIn(userId);
  expect(usual.at).toEqual(usual.now);
  const earlier = new Date(Date.now() - 3_600_000);
  expect((await signIn(userId, earlier)).at).toEqual(earlier);
  const ahead = await signIn(userId, new Date(Date.now() + 3_600_000));
  expect(ahead.at).toEqual(ahead.now);
});
