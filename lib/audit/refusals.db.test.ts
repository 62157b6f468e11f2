import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { bearerActor } from "#lib/auth/bearer.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { db } from "#lib/db/client.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { startSession } from "#lib/sessions/start-session.ts";
import { userContext } from "#lib/testing/context.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createServer, createUser } from "#lib/testing/factories.ts";
import { tokenText } from "#lib/tokens/core/token-text.ts";
import { listAuditEvents } from "./list-events.ts";
import { writeCountedRefusals } from "./refusals.ts";

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
