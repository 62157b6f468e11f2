import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { bearerActor } from "#lib/auth/bearer.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { db } from "#lib/db/client.ts";
import { openUrlImport } from "#lib/imports/import-from-url.ts";
import { requestLogVerification } from "#lib/jobs/request-log-verification.ts";
import { requestMirrorRun } from "#lib/jobs/request-mirror-run.ts";
import type { Role } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Permission } from "#lib/kernel/permissions.ts";
import { defineOperation } from "#lib/management-api/define-operation.ts";
import { serve } from "#lib/management-api/serve.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { call, newKey, tokenFor } from "#lib/testing/api.ts";
import { anonymousContext, systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson, createServer, createUser } from "#lib/testing/factories.ts";
import { tokenText } from "#lib/tokens/core/token-text.ts";
import { listAuditEvents } from "./list-events.ts";
import { writeCountedRefusals } from "./refusals.ts";

// Tests of one process share what is counted.
beforeEach(writeCountedRefusals);

const refusalsOf = (actorId: string) =>
  db.auditEvent.findMany({
    where: { actorId, action: "authorization.refuse" },
    orderBy: [{ writer: "asc" }, { epoch: "asc" }, { seq: "asc" }],
  });

test("a command that somebody may not use is recorded as refused, with the token that was used", async () => {
  const ctx = userContext("engineer", { scopes: ["catalog:read"] });
  const server = await createServer();
  await expect(
    quarantineServer(ctx, { name: server.name, reason: "Just so." }),
  ).rejects.toMatchObject({ code: "forbidden" });
  expect(await refusalsOf(ctx.actor.id)).toMatchObject([
    {
      kind: "event",
      outcome: "refused",
      targetId: "server.quarantine",
      credentialId: ctx.actor.kind === "user" ? ctx.actor.token?.id : null,
      after: { code: "forbidden" },
    },
  ]);
});

test("so is a query", async () => {
  const ctx = userContext("engineer");
  await expect(listAuditEvents(ctx, {})).rejects.toMatchObject({ code: "forbidden" });
  expect(await refusalsOf(ctx.actor.id)).toMatchObject([{ targetId: "audit.read" }]);
});

test("what was not allowed to this person in particular is recorded too", async () => {
  const admin = await createUser({ roles: ["engineer", "admin"] });
  const ctx = userContext("admin", { id: admin.id });
  await expect(setRoles(ctx, { email: admin.email, add: ["security"] })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await refusalsOf(admin.id)).toHaveLength(1);
});

test("wrong input is no refusal", async () => {
  const ctx = userContext("security");
  await expect(quarantineServer(ctx, {})).rejects.toMatchObject({ code: "invalid" });
  expect(await refusalsOf(ctx.actor.id)).toEqual([]);
});

test("a token that is no good is recorded by its public part, never by its secret", async () => {
  const prefix = randomUUID().replaceAll("-", "").slice(0, 12);
  const secret = "s".repeat(43);
  await expect(bearerActor(`Bearer ${tokenText(prefix, secret)}`)).rejects.toMatchObject({
    code: "unauthenticated",
  });
  const [record] = await db.auditEvent.findMany({ where: { targetId: prefix } });
  expect(record).toMatchObject({ targetKind: "token", outcome: "refused", actorId: "anonymous" });
  expect(JSON.stringify(record)).not.toContain(secret);
});

const door = (permission: "audit.read" | null) =>
  serve(
    defineOperation({
      method: "POST",
      path: "/api/v1/door",
      tag: "Audit",
      summary: "A door",
      permission,
      answer: { status: 200, schema: null, description: "Nothing." },
    }),
    async () => Promise.resolve({ body: "open" }),
  );
const ofRequest = (requestId: unknown) =>
  db.auditEvent.findMany({ where: { requestId: String(requestId) } });

test("who is refused at a door, before any verb, is recorded with what they asked for", async () => {
  const person = await createPerson();
  const as = await tokenFor(person);
  const answer = await call(door("audit.read"), { as, body: {}, headers: newKey() });
  expect(answer.status).toBe(403);
  expect(await ofRequest(answer.body["requestId"])).toMatchObject([
    {
      action: "authorization.refuse",
      outcome: "refused",
      actorId: person.id,
      targetId: "audit.read",
      after: { code: "forbidden", permission: "audit.read" },
    },
  ]);
});

test.each([
  ["audit.read", "audit.read"],
  [null, "identity.resolve"],
] as const)("so is nobody, at a door for %s", async (permission, targetId) => {
  const answer = await call(door(permission), { body: {} });
  expect(answer.status).toBe(401);
  expect(await ofRequest(answer.body["requestId"])).toMatchObject([
    { actorId: "anonymous", targetId, after: { code: "unauthenticated" } },
  ]);
});

test("a header that is no bearer token is recorded, and nothing of what it says", async () => {
  const as = `Basic ${Buffer.from("admin:hunter2-hunter2").toString("base64")}`;
  const answer = await call(door(null), { as, body: {} });
  expect(answer.status).toBe(401);
  const records = await ofRequest(answer.body["requestId"]);
  expect(records).toMatchObject([{ actorId: "anonymous", targetId: "unreadable" }]);
  expect(JSON.stringify(records)).not.toContain(as.slice(6));
});

test.each<[string, Permission, Role, (ctx: Context) => Promise<unknown>]>([
  [
    "an import from an address",
    "catalog.import",
    "security",
    (ctx) => openUrlImport(ctx, {}, true),
  ],
  [
    "a copy of a mirror",
    "mirror.manage",
    "security",
    (ctx) => requestMirrorRun(ctx, { id: randomUUID() }),
  ],
  ["a verification of the log", "audit.read", "engineer", requestLogVerification],
])("who may not ask for %s is recorded, once", async (_what, permission, role, ask) => {
  const ctx = userContext(role);
  await expect(ask(ctx)).rejects.toMatchObject({ code: "forbidden" });
  expect(await refusalsOf(ctx.actor.id)).toMatchObject([{ targetId: permission }]);
});

test("so is who may import, and opens hosts inside the company without the right to", async () => {
  const ctx = userContext("admin", { scopes: ["catalog:write"] });
  const input = { url: "http://127.0.0.1:1/", allowedHosts: ["127.0.0.1"] };
  await expect(openUrlImport(ctx, input, true)).rejects.toMatchObject({ code: "forbidden" });
  expect(await refusalsOf(ctx.actor.id)).toMatchObject([{ targetId: "mirror.manage" }]);
});

test("a disabled person who signs in is named", async () => {
  const { id } = await createUser({ disabledAt: new Date() });
  await expect(
    startSession(systemContext(), { userId: id, method: "oidc", userAgent: null }),
  ).rejects.toMatchObject({ code: "forbidden" });
  expect(await db.auditEvent.findMany({ where: { targetId: id } })).toMatchObject([
    { action: "authorization.refuse", targetKind: "person", outcome: "refused" },
  ]);
});

test("a flood is twenty records a minute and one that counts the rest", async () => {
  const ctx = userContext("engineer");
  const floods = Array.from({ length: 75 }, () => listAuditEvents(ctx, {}).catch(() => null));
  await Promise.all(floods);
  expect(await refusalsOf(ctx.actor.id)).toHaveLength(20);
  await writeCountedRefusals();
  const all = await refusalsOf(ctx.actor.id);
  expect(all).toHaveLength(21);
  expect(all.map(({ after }) => after)).toContainEqual({
    code: "forbidden",
    permission: "audit.read",
    repeated: 55,
  });
});

test("nor do many different ones: beyond twenty, only the first of each kind stands alone", async () => {
  const ctx = anonymousContext();
  const asked = Array.from({ length: 60 }, () => [
    listAuditEvents(ctx, {}).catch(() => null),
    quarantineServer(ctx, {}).catch(() => null),
    setRoles(ctx, {}).catch(() => null),
  ]);
  await Promise.all(asked.flat());
  await writeCountedRefusals();
  const all = (await ofRequest(ctx.requestId)).map(
    ({ after }) => after as { permission: string; repeated?: number },
  );
  const alone = all.filter(({ repeated }) => repeated === undefined);
  expect(alone.length).toBeLessThanOrEqual(22);
  expect(new Set(alone.map(({ permission }) => permission)).size).toBe(3);
  expect(all.length - alone.length).toBeLessThanOrEqual(3);
  expect(all.reduce((sum, { repeated = 1 }) => sum + repeated, 0)).toBe(180);
});
