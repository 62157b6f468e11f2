import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { bearerActor } from "#lib/auth/bearer.ts";
import { db } from "#lib/db/client.ts";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { FRESH_MINUTES, isFresh } from "#lib/requests/core/separation.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { createToken } from "./create-token.ts";
import { listTokens } from "./list-tokens.ts";
import { revokeToken } from "./revoke-token.ts";

async function personWithToken() {
  const person = await createUser();
  const ctx = userContext("engineer", { id: person.id });
  const made = await createToken(ctx, {
    name: "laptop",
    scopes: ["registry:read"],
    expiresInDays: 30,
  });
  return { person, ctx, made };
}

test("a token's text is in the answer once and nowhere afterwards", async () => {
  const { person, ctx, made } = await personWithToken();
  const secret = made.token.slice(-43);
  const listed = JSON.stringify(await listTokens(ctx, {}));
  const row = await db.accessToken.findUniqueOrThrow({ where: { id: made.id } });
  const log = await db.auditEvent.findMany({ where: { targetId: made.id } });
  for (const text of [listed, JSON.stringify(row), JSON.stringify(log)])
    expect(text).not.toContain(secret);
  expect(listed).not.toContain("digest");
  expect(Buffer.from(row.digest).toString()).not.toContain(secret);
  expect(log).toMatchObject([{ action: "token.create", after: { person: person.id } }]);
});

test("a token makes none that lives longer, or that counts as signed in later", async () => {
  const { id } = await createUser();
  const signedIn = new Date(Date.now() - 3_600_000);
  const session = userContext("engineer", { id, signedInAt: signedIn });
  const parent = await createToken(session, { name: "all", scopes: ["admin"], expiresInDays: 7 });
  const actor = await bearerActor(`Bearer ${parent.token}`);
  const asked = { name: "child", scopes: ["catalog:read"] };
  const longer = await createToken({ ...session, actor }, { ...asked, expiresInDays: 30 });
  expect(longer.expiresAt).toEqual(parent.expiresAt);
  const child = await createToken({ ...session, actor }, { ...asked, expiresInDays: 6 });
  expect(await bearerActor(`Bearer ${child.token}`)).toMatchObject({
    token: { scopes: ["catalog:read"] },
    authenticatedAt: signedIn,
  });
});

test.each(TOKEN_SCOPES.filter((scope) => scope !== "admin"))(
  "a token with the scope %s makes no other",
  async (scope) => {
    const { id } = await createUser();
    const ctx = userContext("admin", { id, scopes: [scope] });
    await expect(
      createToken(ctx, { name: "more", scopes: ["admin"], expiresInDays: 1 }),
    ).rejects.toMatchObject({ code: "forbidden" });
  },
);

test("a list holds one's own tokens only", async () => {
  const { ctx, made } = await personWithToken();
  await personWithToken();
  expect((await listTokens(ctx, {})).tokens.map((token) => token.id)).toEqual([made.id]);
});

test.each(["engineer", "security", "auditor"] as const)(
  "%s does not see other people's tokens",
  async (role) => {
    const { person } = await personWithToken();
    for (const input of [{ of: "everyone" }, { email: person.email }])
      await expect(listTokens(userContext(role), input)).rejects.toMatchObject({
        code: "forbidden",
      });
  },
);

test.each(["engineer", "security", "auditor"] as const)(
  "for %s somebody else's token does not exist, and it goes on working",
  async (role) => {
    const { made } = await personWithToken();
    await expect(revokeToken(userContext(role), { tokenId: made.id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await bearerActor(`Bearer ${made.token}`)).toMatchObject({ kind: "user" });
  },
);

test("an id that is nobody's answers the same as somebody else's", async () => {
  const { made } = await personWithToken();
  const refusals = await Promise.all(
    [made.id, randomUUID()].map((tokenId) =>
      revokeToken(userContext("engineer"), { tokenId }).catch((error: unknown) => String(error)),
    ),
  );
  expect(refusals[0]).toBe(refusals[1]);
});

test.each(["owner", "admin", "system"] as const)(
  "revoked by its %s, a token is dead at once",
  async (who) => {
    const { ctx, made, person } = await personWithToken();
    const actor = { owner: ctx, admin: userContext("admin"), system: systemContext() }[who];
    expect(await bearerActor(`Bearer ${made.token}`)).toMatchObject({ id: person.id });
    expect(await revokeToken(actor, { tokenId: made.id })).toMatchObject({ changed: true });
    await expect(bearerActor(`Bearer ${made.token}`)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await revokeToken(actor, { tokenId: made.id })).toMatchObject({ changed: false });
    const log = await db.auditEvent.findMany({
      where: { targetId: made.id, action: "token.revoke" },
    });
    expect(log).toHaveLength(1);
  },
);

test("an administrator finds a token by its person, its name or its prefix", async () => {
  const { person, made } = await personWithToken();
  const prefix = made.token.slice(4, 16);
  for (const search of [person.email, prefix])
    expect(
      (await listTokens(userContext("admin"), { of: "everyone", search })).tokens.map((t) => t.id),
    ).toEqual([made.id]);
});

test("live tokens are listed by default, all of them on request", async () => {
  const { ctx, made } = await personWithToken();
  await revokeToken(ctx, { tokenId: made.id });
  expect(await listTokens(ctx, {})).toMatchObject({ total: 0 });
  expect((await listTokens(ctx, { state: "all" })).tokens).toMatchObject([{ state: "revoked" }]);
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
async function signedInAt(token: string) {
  const actor = await bearerActor(`Bearer ${token}`);
  return actor.kind === "user" ? actor.authenticatedAt : null;
}

test("a token is as fresh as the sign-in it was made in: one of an old session is not", async () => {
  const person = await createUser();
  const signIn = minutesAgo(FRESH_MINUTES + 1);
  const { token } = await createToken(
    userContext("engineer", { id: person.id, signedInAt: signIn }),
    { name: "old", scopes: ["requests:decide"], expiresInDays: 1 },
  );
  expect(await signedInAt(token)).toEqual(signIn);
  expect(isFresh(await signedInAt(token), new Date())).toBe(false);
});

test("a token made on the command line is fresh for fifteen minutes, and no longer", async () => {
  const person = await createUser();
  const ctx = systemContext();
  const { token } = await createToken(ctx, {
    email: person.email,
    name: "by an operator",
    scopes: ["requests:decide"],
    expiresInDays: 1,
  });
  const made = await signedInAt(token);
  expect(made).toEqual(ctx.now);
  const later = (minutes: number) => new Date(ctx.now.getTime() + minutes * 60_000);
  expect(isFresh(made, later(15))).toBe(true);
  expect(isFresh(made, later(15.1))).toBe(false);
});

test("a token cannot be made for somebody else", async () => {
  const { person } = await personWithToken();
  for (const role of ["engineer", "admin"] as const)
    await expect(
      createToken(userContext(role), {
        email: person.email,
        name: "x",
        scopes: ["admin"],
        expiresInDays: 1,
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
});
