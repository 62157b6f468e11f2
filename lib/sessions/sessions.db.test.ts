import { expect, test } from "vitest";
import { listAuditEvents } from "#lib/audit/list-events.ts";
import { db } from "#lib/db/client.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { endSession } from "./end-session.ts";
import { getSessionActor } from "./get-session-actor.ts";
import { startSession } from "./start-session.ts";

const start = (userId: string) =>
  startSession(systemContext(), { userId, method: "demo", userAgent: null });
const actorOf = (sessionId: string) => getSessionActor(systemContext(), { sessionId });

test("a session gives its person, with roles and teams, until it is ended", async () => {
  const user = await createUser({ roles: ["engineer", "auditor"] });
  const session = await start(user.id);
  expect(await actorOf(session.id)).toMatchObject({ id: user.id, roles: ["engineer", "auditor"] });

  await endSession(userContext("engineer", { id: user.id }), { sessionId: session.id });
  expect(await actorOf(session.id)).toBeNull();
});

test("a disabled person's session is dead at the next request", async () => {
  const user = await createUser();
  const session = await start(user.id);
  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
  expect(await actorOf(session.id)).toBeNull();
});

test("a role taken away is gone at the next request", async () => {
  const user = await createUser({ roles: ["engineer", "admin"] });
  const session = await start(user.id);
  await db.user.update({ where: { id: user.id }, data: { roles: ["engineer"] } });
  expect((await actorOf(session.id))?.roles).toEqual(["engineer"]);
});

test("nobody ends another person's session by its id", async () => {
  const session = await start((await createUser()).id);
  await endSession(userContext("admin"), { sessionId: session.id });
  expect(await actorOf(session.id)).not.toBeNull();
});

test("a disabled person cannot sign in", async () => {
  const user = await createUser({ disabledAt: new Date() });
  await expect(start(user.id)).rejects.toMatchObject({ code: "forbidden" });
});

test("signing in and out are records of the log, both of the person", async () => {
  const user = await createUser();
  const session = await start(user.id);
  await endSession(userContext("engineer", { id: user.id }), { sessionId: session.id });
  const { events } = await listAuditEvents(userContext("auditor"), { actor: user.email });
  const own = events.filter(({ target }) => target.id === session.id);
  const actor = { kind: "user", id: user.id, name: user.name };
  expect(own.map(({ action }) => action).sort()).toEqual(["session.end", "session.start"]);
  expect(own.map((event) => event.actor)).toEqual([actor, actor]);
});
