import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { endSessionOf } from "./end-session-of.ts";
import { authOptions } from "./options.ts";

async function session() {
  const user = await createUser();
  const input = { userId: user.id, method: "demo", userAgent: null };
  return { ...(await startSession(systemContext(), input)), userId: user.id };
}
const revokedAt = async (id: string) =>
  (await db.session.findUniqueOrThrow({ where: { id } })).revokedAt;

test("signing out by next-auth's own route ends the session, not only the cookie", async () => {
  const { id, userId } = await session();
  await authOptions().events?.signOut?.({ token: { sid: id }, session: {} as never });
  expect(await revokedAt(id)).not.toBeNull();
  const [event] = await db.auditEvent.findMany({ where: { targetId: id, action: "session.end" } });
  expect(event).toMatchObject({ actorId: userId });
});

test("ending what has ended, or what is no session, changes nothing", async () => {
  const { id } = await session();
  await endSessionOf(id);
  const first = await revokedAt(id);
  await endSessionOf(id);
  await endSessionOf(undefined);
  expect(await revokedAt(id)).toEqual(first);
});

test("next-auth shows none of its own pages", () => {
  const { pages } = authOptions();
  for (const page of ["signIn", "signOut", "error", "verifyRequest"] as const)
    expect(pages?.[page]).toBe("/sign-in");
});
