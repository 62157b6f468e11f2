import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { createPerson, createServer, createUser, reviewCast } from "#lib/testing/factories.ts";
import { listAuditEvents } from "./list-events.ts";

async function stage() {
  const reviewer = await createPerson(["security"]);
  const servers = [await createServer(), await createServer(), await createServer()];
  for (const { name } of servers)
    await quarantineServer(reviewer.ctx(), { name, reason: "A test asks for it." });
  return { reviewer, servers };
}

test("the log is read by who did it: an id, an address", async () => {
  const { reviewer, servers } = await stage();
  for (const actor of [reviewer.id, reviewer.email, reviewer.email.toUpperCase()]) {
    const { events } = await listAuditEvents(reviewer.ctx(), { actor });
    expect(events.map(({ target }) => target.id).sort()).toEqual(
      servers.map(({ id }) => id).sort(),
    );
  }
  expect((await listAuditEvents(reviewer.ctx(), { actor: randomUUID() })).events).toEqual([]);
});

test("the log is read by what was done, one action or all of a noun", async () => {
  const { reviewer } = await stage();
  const count = async (action: string) =>
    (await listAuditEvents(reviewer.ctx(), { actor: reviewer.id, action })).events.length;
  expect([
    await count("server.quarantine"),
    await count("server."),
    await count("request."),
  ]).toEqual([3, 3, 0]);
});

test("the log is read by what it was done to, by id, name or number", async () => {
  const { reviewer, servers } = await stage();
  const [server] = servers;
  for (const targetId of [server?.id, server?.name]) {
    const page = await listAuditEvents(reviewer.ctx(), { targetKind: "server", targetId });
    expect(page.events.map(({ action }) => action)).toEqual(["server.quarantine"]);
    expect(page.events[0]).toMatchObject({ after: { reason: "A test asks for it." } });
  }
  const { requester, listing } = await reviewCast();
  const { id, number } = await createRequest(requester.ctx(), listing);
  const ofRequest = await listAuditEvents(reviewer.ctx(), {
    targetKind: "request",
    targetId: `R-${number}`,
  });
  expect(ofRequest.events.map(({ target }) => target.id)).toEqual([id]);
});

const foundBy = async (filter: { targetId: string; targetKind?: string }) => {
  const auditor = await createPerson(["auditor"]);
  const { events, objects } = await listAuditEvents(auditor.ctx(), filter);
  return { ids: [...new Set(events.map(({ target }) => target.id))], objects };
};
const teamOf = (name: string) => ({
  slug: `team-${randomUUID().slice(0, 12)}`,
  ...{ name, description: "" },
});

test("without a kind, what people call it finds a request, a server, a team or a person", async () => {
  const admin = await createPerson(["admin"]);
  const { requester, listing } = await reviewCast();
  const { reviewer, servers } = await stage();
  const { id, number } = await createRequest(requester.ctx(), listing);
  const team = teamOf(`Payments ${randomUUID()}`);
  await createTeam(admin.ctx(), team);
  await setRoles(admin.ctx(), { email: reviewer.email, add: ["auditor"] });
  const found = async (targetId: string) => (await foundBy({ targetId })).ids;
  const [server] = servers;
  const ofTeam = await found(team.slug);
  expect(ofTeam).toHaveLength(1);
  expect(await found(`R-${number}`)).toEqual([id]);
  expect(await found(`r-${number}`)).toEqual([id]);
  expect(await found(server?.name ?? "")).toEqual([server?.id]);
  expect(await found(team.name.toUpperCase())).toEqual(ofTeam);
  expect(await found(reviewer.email.toUpperCase())).toEqual([reviewer.id]);
  expect(await found(ofTeam[0] ?? "")).toEqual(ofTeam);
});

test("of several things of one name all are found and told, and a kind says which is meant", async () => {
  const admin = await createPerson(["admin"]);
  const { servers } = await stage();
  const name = servers[0]?.name ?? "";
  const [one, other] = [teamOf(name), teamOf(name.toUpperCase())];
  await createTeam(admin.ctx(), one);
  await createTeam(admin.ctx(), other);
  const all = await foundBy({ targetId: name });
  expect(all.ids).toHaveLength(3);
  expect(all.objects?.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(
    [`server ${name}`, `team ${one.slug}`, `team ${other.slug}`].sort(),
  );
  expect(new Set(all.objects?.map(({ id }) => id))).toEqual(new Set(all.ids));
  const server = await foundBy({ targetId: name, targetKind: "server" });
  expect(server.ids).toEqual([servers[0]?.id]);
  expect(server.objects).toHaveLength(1);
});

test("a name that is no more finds nothing, and that is told; only a whole name counts", async () => {
  const admin = await createPerson(["admin"]);
  const team = teamOf(`Before ${randomUUID()}`);
  const name = `After ${randomUUID()}`;
  await createTeam(admin.ctx(), team);
  await changeTeam(admin.ctx(), { ...team, name });
  expect(await foundBy({ targetId: team.name })).toEqual({ ids: [], objects: [] });
  expect((await foundBy({ targetId: name })).ids).toHaveLength(1);
  expect(await foundBy({ targetId: `${name.slice(0, -1)}_` })).toEqual({ ids: [], objects: [] });
  const { events } = await listAuditEvents(admin.ctx(), { actor: "Tes%" });
  expect(events).toEqual([]);
});

test("an address means whoever has it, also when many are called by it", async () => {
  const admin = await createPerson(["admin"]);
  const { reviewer } = await stage();
  const createdAt = new Date("2020-01-01T00:00:00Z");
  for (let n = 0; n < 6; n += 1) await createUser({ name: reviewer.email, createdAt });
  const { events } = await listAuditEvents(admin.ctx(), { actor: reviewer.email.toUpperCase() });
  expect(events.map(({ actor }) => actor.id)).toContain(reviewer.id);
});

test("what is an id already, or of a kind without names, is not looked up", async () => {
  expect((await foundBy({ targetId: randomUUID() })).objects).toBeNull();
  expect((await foundBy({ targetId: "audit", targetKind: "export" })).objects).toBeNull();
});

test("the log is read page by page without gaps or repeats, and between two times", async () => {
  const { reviewer } = await stage();
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listAuditEvents(reviewer.ctx(), { actor: reviewer.id, limit: 1, cursor });
    seen.push(...page.events.map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect([seen.length, new Set(seen).size]).toEqual([3, 3]);
  const before = { actor: reviewer.id, to: new Date(Date.now() - 3_600_000).toISOString() };
  expect((await listAuditEvents(reviewer.ctx(), before)).events).toEqual([]);
  const since = { actor: reviewer.id, from: before.to };
  expect((await listAuditEvents(reviewer.ctx(), since)).events).toHaveLength(3);
});

test.each([
  ["action", { action: "DROP TABLE" }],
  ["targetKind", { targetKind: "secret" }],
  ["from", { from: "yesterday" }],
  ["cursor", { cursor: "x" }],
])("a wrong %s is refused by its field", async (field, input) => {
  const { reviewer } = await stage();
  await expect(listAuditEvents(reviewer.ctx(), input)).rejects.toMatchObject({
    code: "invalid",
    fields: { [field]: expect.any(Array) as unknown },
  });
});
