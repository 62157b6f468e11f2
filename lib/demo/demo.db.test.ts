import "#lib/testing/alone.ts";
import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { canonicalJson, parseJsonExact } from "#lib/kernel/json.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { DEMO_SERVERS } from "../../prisma/demo/catalog.ts";
import { DEMO_PEOPLE } from "../../prisma/demo/people.ts";
import { nameOf } from "./demo-rows.ts";
import { hasDemoData } from "./has-demo-data.ts";
import { removeDemo } from "./remove-demo.ts";
import { seedDemo } from "./seed-demo.ts";

// One test tells the whole story in order: the demo is one thing in one database.
test("the demo is seeded once, as imports are stored, and removed to the last row", async () => {
  await removeDemo(systemContext(), { keepPeople: false });
  const real = { servers: await db.server.count(), people: await db.user.count() };

  const first = await seedDemo(systemContext(), {});
  expect(first).toMatchObject({ servers: DEMO_SERVERS.length, people: DEMO_PEOPLE.length });
  expect(await hasDemoData(userContext("engineer"), {})).toBe(true);
  const log = await db.auditEvent.count();
  expect(await seedDemo(systemContext(), {})).toEqual({
    teams: 0,
    people: 0,
    servers: 0,
    audiences: 0,
  });
  expect(await db.auditEvent.count()).toBe(log);

  const names = DEMO_SERVERS.map(nameOf);
  const versions = await db.serverVersion.findMany({ where: { serverName: { in: names } } });
  expect(versions).toHaveLength(DEMO_SERVERS.flatMap((server) => server.versions).length);
  for (const { document, checksum } of versions)
    expect(checksum).toBe(
      createHash("sha256")
        .update(canonicalJson(parseJsonExact(document)))
        .digest("hex"),
    );
  const imports = await db.auditEvent.findMany({
    where: { action: "server.import", actorKind: "system", actorId: "test" },
  });
  expect(imports.length).toBeGreaterThanOrEqual(DEMO_SERVERS.length);
  await keepWhatIsReal(real);
});

async function keepWhatIsReal(real: { servers: number; people: number }) {
  const member = await createUser();
  const platform = await db.team.findUniqueOrThrow({ where: { slug: "platform" } });
  await db.teamMember.create({ data: { teamId: platform.id, userId: member.id } });

  expect(await removeDemo(userContext("admin"), { keepPeople: true })).toMatchObject({
    servers: DEMO_SERVERS.length,
    people: 0,
  });
  expect(await db.user.count({ where: { demo: true } })).toBe(DEMO_PEOPLE.length);
  expect(await db.team.findUnique({ where: { slug: "platform" } })).not.toBeNull();
  expect(await db.team.findUnique({ where: { slug: "payments" } })).toBeNull();
  expect(await hasDemoData(userContext("engineer"), {})).toBe(false);

  await db.teamMember.deleteMany({ where: { userId: member.id } });
  await removeDemo(userContext("admin"), { keepPeople: false });
  expect(await db.user.count({ where: { demo: true } })).toBe(0);
  expect(await db.team.count({ where: { demo: true } })).toBe(0);
  expect(await db.server.count()).toBeGreaterThanOrEqual(real.servers);
  expect(await db.user.findUnique({ where: { id: member.id } })).not.toBeNull();
}

test.each(["engineer", "security", "auditor"] as const)(
  "%s cannot remove the demo",
  async (role) => {
    await expect(removeDemo(userContext(role), { keepPeople: true })).rejects.toMatchObject({
      code: "forbidden",
    });
  },
);

test("nobody turns a real catalog into a demo from a page", async () => {
  await expect(seedDemo(userContext("admin"), {})).rejects.toMatchObject({ code: "forbidden" });
});

test("whoever removes the demo keeps their own account", async () => {
  const me = await createUser({ demo: true, roles: ["engineer", "admin"], name: randomUUID() });
  await removeDemo(userContext("admin", { id: me.id }), { keepPeople: false });
  expect(await db.user.findUnique({ where: { id: me.id } })).not.toBeNull();
  await db.user.update({ where: { id: me.id }, data: { demo: false } });
});
