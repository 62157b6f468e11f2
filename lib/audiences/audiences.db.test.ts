import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createTeam, uniqueName } from "#lib/testing/factories.ts";
import { addServers } from "./add-servers.ts";
import { changeAudience } from "./change-audience.ts";
import { createAudience } from "./create-audience.ts";
import { getAudience } from "./get-audience.ts";
import { listAudiences } from "./list-audiences.ts";
import { removeAudience } from "./remove-audience.ts";
import { removeServer } from "./remove-server.ts";

const admin = () => userContext("admin");
const newSlug = () => `aud-${randomUUID().slice(0, 12)}`;

async function audience(overrides: object = {}) {
  const slug = newSlug();
  await createAudience(admin(), { slug, name: "Some readers", ...overrides });
  return slug;
}

test.each(["engineer", "security", "auditor"] as const)("%s manages no audience", async (role) => {
  const slug = await audience();
  const ctx = userContext(role);
  for (const act of [
    () => listAudiences(ctx, {}),
    () => getAudience(ctx, { slug }),
    () => createAudience(ctx, { slug: newSlug(), name: "X1" }),
    () => changeAudience(ctx, { slug, name: "X1" }),
    () => removeAudience(ctx, { slug }),
    () => addServers(ctx, { slug, tag: "x" }),
    () => removeServer(ctx, { slug, name: "a/b" }),
  ])
    await expect(act()).rejects.toMatchObject({ code: "forbidden" });
});

test("an audience is made, changed and removed, each on record", async () => {
  const team = await createTeam();
  const slug = await audience({ teams: team.slug, description: "First" });
  const { id } = await db.audience.findUniqueOrThrow({ where: { slug } });
  await changeAudience(admin(), { slug, name: "Others", anonymous: "on", teams: [] });
  await changeAudience(admin(), { slug, name: "Others", anonymous: "true", teams: "" });
  expect(await getAudience(admin(), { slug })).toMatchObject({
    name: "Others",
    anonymous: true,
    teams: [],
  });
  await removeAudience(admin(), { slug });
  expect(await getAudience(admin(), { slug })).toBeNull();
  const log = await db.auditEvent.findMany({ where: { targetId: id } });
  expect(log.map((record) => record.action).sort()).toEqual([
    "audience.change",
    "audience.create",
    "audience.remove",
  ]);
});

test("a team or an address that does not fit names its field", async () => {
  const slug = await audience();
  await expect(
    createAudience(admin(), { slug: newSlug(), name: "X1", teams: ["no-such-team"] }),
  ).rejects.toMatchObject({ fields: { teams: [expect.stringContaining("no-such-team")] } });
  await expect(createAudience(admin(), { slug, name: "X1" })).rejects.toMatchObject({
    fields: { slug: [expect.any(String)] },
  });
});

test("servers are added by name, all or none, and once", async () => {
  const slug = await audience();
  const [a, b] = [await createServer(), await createServer()];
  const missing = uniqueName();
  await expect(addServers(admin(), { slug, names: [a.name, missing] })).rejects.toMatchObject({
    fields: { names: [expect.stringContaining(missing)] },
  });
  expect((await getAudience(admin(), { slug }))?.servers).toBe(0);
  const names = `${a.name}\n${b.name}, ${a.name}`;
  expect(await addServers(admin(), { slug, names })).toMatchObject({ added: 2 });
  expect(await addServers(admin(), { slug, names })).toMatchObject({ added: 0 });
});

test("servers are added by what they have in common, and every criterion must hold", async () => {
  const slug = await audience();
  const tag = randomUUID();
  const team = await createTeam();
  const both = await createServer({ tags: [tag], ownerTeamId: team.id, categories: ["Data"] });
  await createServer({ tags: [tag] });
  expect(
    await addServers(admin(), { slug, tag, team: team.slug, category: "Data", names: "" }),
  ).toMatchObject({ added: 1 });
  expect((await getAudience(admin(), { slug }))?.list).toMatchObject([{ name: both.name }]);
});

test("no criterion at all is refused: it would mean every server", async () => {
  const slug = await audience();
  await expect(addServers(admin(), { slug, names: "", tag: " " })).rejects.toMatchObject({
    fields: { names: [expect.any(String)] },
  });
});

test("what an anonymous audience does not serve is told", async () => {
  const slug = await audience({ anonymous: true });
  const [open, hidden] = [await createServer({ exposed: true }), await createServer()];
  await addServers(admin(), { slug, names: [open.name, hidden.name] });
  const view = await getAudience(admin(), { slug });
  expect(view).toMatchObject({ servers: 2, servedCount: 1 });
  expect(view?.list.find((server) => server.name === hidden.name)?.served).toBe(false);
});

test("a server is taken out once", async () => {
  const slug = await audience();
  const { name } = await createServer();
  await addServers(admin(), { slug, names: [name] });
  await removeServer(admin(), { slug, name });
  await expect(removeServer(admin(), { slug, name })).rejects.toMatchObject({ code: "not_found" });
});
