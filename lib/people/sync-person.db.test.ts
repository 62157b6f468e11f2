import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { setRoles } from "./set-roles.ts";
import { syncPerson } from "./sync-person.ts";

const profile = (overrides: object = {}) => ({
  email: `${randomUUID()}@test.example`,
  emailVerified: true,
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

/** Refused, and what the log says of it: the records of this one call. */
async function refusalOf(who: object) {
  const ctx = systemContext();
  await expect(syncPerson(ctx, who)).rejects.toMatchObject({ code: "forbidden" });
  return db.auditEvent.findMany({ where: { requestId: ctx.requestId } });
}
const ofPerson = (targetId: string, reason: string) => [
  {
    action: "authorization.refuse",
    outcome: "refused",
    targetKind: "person",
    targetId,
    after: { code: "forbidden", permission: "identity.resolve", reason },
  },
];

test("somebody else's address takes over nobody's account, and who tried it on whom is recorded", async () => {
  const who = profile();
  const { id } = await syncPerson(systemContext(), who);
  const records = await refusalOf({ ...who, subject: randomUUID() });
  expect(records).toMatchObject(ofPerson(id, "email_of_another"));
  expect(JSON.stringify(records)).not.toContain(who.email);
});

test("a demo account cannot be taken over through the provider", async () => {
  const user = await createUser({ demo: true });
  const records = await refusalOf(profile({ email: user.email }));
  expect(records).toMatchObject(ofPerson(user.id, "email_of_another"));
});

test("a disabled person is refused, and named in the log", async () => {
  const user = await createUser({ disabledAt: new Date() });
  const records = await refusalOf(profile({ email: user.email }));
  expect(records).toMatchObject(ofPerson(user.id, "account_disabled"));
});

test.each([
  ["no_email", { email: null }],
  ["email_unverified", { emailVerified: false }],
])(
  "nobody comes in with %s: not a stranger, and not a person who is known",
  async (reason, less) => {
    const stranger = profile(less);
    expect(await refusalOf(stranger)).toMatchObject([
      { targetKind: "permission", targetId: "identity.resolve", after: { reason } },
    ]);
    const { subject } = stranger;
    expect(await db.user.count({ where: { subject } })).toBe(0);

    const who = profile();
    const { id } = await syncPerson(systemContext(), who);
    expect(await refusalOf({ ...who, ...less })).toMatchObject(ofPerson(id, reason));
  },
);

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
