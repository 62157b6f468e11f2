import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { setRoles } from "./set-roles.ts";
import { syncPerson } from "./sync-person.ts";

const profile = (overrides: object = {}) => ({
  email: `${randomUUID()}@test.example`,
  name: "Person",
  issuer: "https://id.test.example",
  subject: randomUUID(),
  roles: null,
  ...overrides,
});

test("the first sign-in makes an engineer", async () => {
  expect(await syncPerson(systemContext(), profile())).toMatchObject({ roles: ["engineer"] });
});

test("roles follow the provider's groups at every sign-in where a mapping exists", async () => {
  const who = profile({ roles: ["admin"] });
  expect(await syncPerson(systemContext(), who)).toMatchObject({ roles: ["engineer", "admin"] });
  expect(await syncPerson(systemContext(), { ...who, roles: [] })).toMatchObject({
    roles: ["engineer"],
  });
});

test("without a mapping, roles given here stay", async () => {
  const who = profile();
  const { email } = await syncPerson(systemContext(), who);
  await setRoles(systemContext(), { email, add: ["security"], remove: [] });
  expect(await syncPerson(systemContext(), who)).toMatchObject({ roles: ["engineer", "security"] });
});

test("a person is known by issuer and subject, whatever their address becomes", async () => {
  const who = profile();
  const first = await syncPerson(systemContext(), who);
  const second = await syncPerson(systemContext(), {
    ...who,
    email: `${randomUUID()}@test.example`,
  });
  expect(second.id).toBe(first.id);
});

test("an account prepared by an administrator is linked at the first sign-in", async () => {
  const user = await createUser({ roles: ["engineer", "admin"] });
  const linked = await syncPerson(systemContext(), profile({ email: user.email }));
  expect(linked).toMatchObject({ id: user.id, roles: ["engineer", "admin"] });
});

test("somebody else's address takes over nobody's account", async () => {
  const who = profile();
  await syncPerson(systemContext(), who);
  const impostor = syncPerson(systemContext(), { ...who, subject: randomUUID() });
  await expect(impostor).rejects.toMatchObject({ code: "conflict" });
});

test("a demo account cannot be taken over through the provider", async () => {
  const user = await createUser({ demo: true });
  await expect(syncPerson(systemContext(), profile({ email: user.email }))).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a disabled person is refused", async () => {
  const user = await createUser({ disabledAt: new Date() });
  await expect(syncPerson(systemContext(), profile({ email: user.email }))).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("the database lets no role appear that nobody granted, and none granted to oneself", async () => {
  const { id } = await createUser();
  const promote = (tx: Pick<typeof db, "user">) =>
    tx.user.update({ where: { id }, data: { roles: ["engineer", "admin"] } });
  await expect(promote(db)).rejects.toThrow(/A role needs somebody who grants it/);
  await expect(
    db.$transaction(async (tx) => {
      const grant = { userId: id, role: "admin", grantedById: id, source: "user" } as const;
      await tx.roleGrant.create({ data: grant });
      await promote(tx);
    }),
  ).rejects.toThrow(/RoleGrant_never_to_oneself/);
  expect(await db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ roles: ["engineer"] });
});
