import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { bearerActor } from "#lib/auth/bearer.ts";
import { db } from "#lib/db/client.ts";
import type { Role } from "#lib/kernel/actor.ts";
import { getSessionActor } from "#lib/sessions/get-session-actor.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { anonymousContext, systemContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { disablePerson } from "./disable-person.ts";
import { enablePerson } from "./enable-person.ts";
import { getPerson } from "./get-person.ts";
import { listPeople } from "./list-people.ts";
import { listSessions } from "./list-sessions.ts";
import { revokeSessions } from "./revoke-sessions.ts";
import { setRoles } from "./set-roles.ts";

const admin = () => userContext("admin");
const auditOf = (targetId: string, action: string) =>
  db.auditEvent.findMany({ where: { targetId, action } });

async function signedIn(userId: string) {
  const session = await startSession(systemContext(), { userId, method: "demo", userAgent: null });
  const made = await createToken(userContext("engineer", { id: userId }), {
    name: "ci",
    scopes: ["catalog:read"],
    expiresInDays: 1,
  });
  return { sessionId: session.id, token: made.token };
}

test.each(["engineer", "security", "auditor"] as const)(
  "%s may not manage people",
  async (role) => {
    const { email } = await createUser();
    for (const act of [
      () => setRoles(userContext(role), { email, add: ["security"] }),
      () => disablePerson(userContext(role), { email, reason: "because" }),
      () => enablePerson(userContext(role), { email }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  },
);

test.each([
  ["engineer", "forbidden"],
  ["security", null],
  ["auditor", null],
  ["admin", null],
] as const)("%s lists people: %s", async (role: Role, refusal) => {
  const listing = listPeople(userContext(role), {});
  if (refusal) await expect(listing).rejects.toMatchObject({ code: refusal });
  else expect((await listing).total).toBeGreaterThanOrEqual(0);
});

test("strangers are asked to sign in", async () => {
  await expect(listPeople(anonymousContext(), {})).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

test("roles are added and removed, and the log shows both sides", async () => {
  const { id, email } = await createUser();
  await setRoles(admin(), { email, add: ["security", "auditor"] });
  expect(await setRoles(systemContext(), { email, remove: "auditor" })).toMatchObject({
    roles: ["engineer", "security"],
  });
  const records = await auditOf(id, "person.set_roles");
  expect(records).toHaveLength(2);
  expect(records.map((record) => record.after)).toContainEqual({ roles: ["engineer", "security"] });
  expect(JSON.stringify(records)).not.toContain(email);
});

test("setting the roles somebody has already is neither a change nor a record", async () => {
  const { id, email } = await createUser({ roles: ["engineer", "security"] });
  expect(await setRoles(admin(), { email, add: ["security"] })).toMatchObject({ changed: false });
  expect(await auditOf(id, "person.set_roles")).toEqual([]);
});

test("nobody changes their own roles, not even an administrator", async () => {
  const me = await createUser({ roles: ["engineer", "admin"] });
  for (const change of [{ add: ["security"] }, { remove: ["admin"] }])
    await expect(
      setRoles(userContext("admin", { id: me.id }), { email: me.email, ...change }),
    ).rejects.toMatchObject({ code: "forbidden" });
  expect((await db.user.findUniqueOrThrow({ where: { id: me.id } })).roles).toEqual([
    "engineer",
    "admin",
  ]);
});

test("nobody disables themselves", async () => {
  const me = await createUser({ roles: ["engineer", "admin"] });
  await expect(
    disablePerson(userContext("admin", { id: me.id }), { email: me.email, reason: "holidays" }),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("everyone stays an engineer", async () => {
  const { email } = await createUser();
  await expect(setRoles(admin(), { email, remove: ["engineer"] })).rejects.toMatchObject({
    code: "invalid",
    fields: { remove: [expect.stringContaining("engineer")] },
  });
});

test("a role that does not exist names the field", async () => {
  const { email } = await createUser();
  await expect(setRoles(admin(), { email, add: ["root"] })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("an address nobody has is not found", async () => {
  const email = `${randomUUID()}@test.example`;
  await expect(setRoles(admin(), { email, add: ["security"] })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await getPerson(admin(), { email })).toBeNull();
});

test("disabling kills the person's sessions and tokens at once, and enabling revives neither", async () => {
  const person = await createUser();
  const { sessionId, token } = await signedIn(person.id);
  expect(await getSessionActor(systemContext(), { sessionId })).not.toBeNull();
  expect(await bearerActor(`Bearer ${token}`)).toMatchObject({ id: person.id });

  await disablePerson(admin(), { email: person.email, reason: "left the company" });

  expect(await getSessionActor(systemContext(), { sessionId })).toBeNull();
  await expect(bearerActor(`Bearer ${token}`)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(
    startSession(systemContext(), { userId: person.id, method: "demo", userAgent: null }),
  ).rejects.toMatchObject({ code: "forbidden" });

  await enablePerson(admin(), { email: person.email });
  expect(await getSessionActor(systemContext(), { sessionId })).toBeNull();
  await expect(bearerActor(`Bearer ${token}`)).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await auditOf(person.id, "person.disable")).toMatchObject([
    { after: { sessions_ended: 1, tokens_revoked: 1 } },
  ]);
  expect(await auditOf(person.id, "person.enable")).toHaveLength(1);
});

test("disabling needs a reason", async () => {
  const { email } = await createUser();
  await expect(disablePerson(admin(), { email, reason: " " })).rejects.toMatchObject({
    fields: { reason: [expect.any(String)] },
  });
});

test("a person sees and ends their own sessions only", async () => {
  const [me, other] = [await createUser(), await createUser()];
  const mine = await signedIn(me.id);
  const theirs = await signedIn(other.id);
  const ctx = userContext("engineer", { id: me.id });

  expect((await listSessions(ctx, {})).map((session) => session.id)).toEqual([mine.sessionId]);
  expect(await listSessions(ctx, { email: other.email })).toEqual([]);
  for (const input of [{ email: other.email }, { sessionId: theirs.sessionId }])
    await expect(revokeSessions(ctx, input)).rejects.toMatchObject({ code: "not_found" });
  expect(await getSessionActor(systemContext(), { sessionId: theirs.sessionId })).not.toBeNull();

  expect(await revokeSessions(ctx, { sessionId: mine.sessionId })).toEqual({ ended: 1 });
  expect(await getSessionActor(systemContext(), { sessionId: mine.sessionId })).toBeNull();
});

test("an administrator ends all of somebody's sessions, on record", async () => {
  const person = await createUser();
  await signedIn(person.id);
  const { sessionId } = await signedIn(person.id);
  expect(await listSessions(admin(), { email: person.email })).toHaveLength(2);
  expect(await revokeSessions(admin(), { email: person.email })).toEqual({ ended: 2 });
  expect(await getSessionActor(systemContext(), { sessionId })).toBeNull();
  expect(await auditOf(person.id, "session.revoke")).toHaveLength(1);
});

test("people are found by a part of their name or address, with totals", async () => {
  const mark = randomUUID().slice(0, 8);
  await createUser({ name: `Alpha ${mark}` });
  await createUser({ email: `${mark}-beta@test.example`, roles: ["engineer", "security"] });
  expect(await listPeople(admin(), { search: mark.toUpperCase() })).toMatchObject({ total: 2 });
  const found = await listPeople(admin(), { search: mark, role: "security", state: "active" });
  expect(found.people.map((person) => person.email)).toEqual([`${mark}-beta@test.example`]);
});
