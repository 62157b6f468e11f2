import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer } from "#lib/testing/factories.ts";
import { concealServers } from "./conceal-servers.ts";
import { exposeServers } from "./expose-servers.ts";
import { listFeed } from "./list-feed.ts";

const admin = () => userContext("admin");

test.each(["engineer", "security", "auditor"] as const)(
  "%s may not change the feed",
  async (role) => {
    for (const act of [
      () => listFeed(userContext(role), {}),
      () => exposeServers(userContext(role), { tag: "x", expected: 1 }),
      () => concealServers(userContext(role), { tag: "x", expected: 1 }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  },
);

test("a filter exposes what may be exposed, and only that, with a record on each", async () => {
  const tag = randomUUID();
  const [one, two] = [await createServer({ tags: [tag] }), await createServer({ tags: [tag] })];
  const teams = await createServer({ tags: [tag], visibility: "teams" });
  await createServer(
    { tags: [tag], lifecycle: "candidate" },
    { lifecycle: "candidate", approvedAt: null },
  );

  expect(await listFeed(admin(), { tag, show: "concealed" })).toMatchObject({ total: 2 });
  expect(await exposeServers(admin(), { tag, expected: 2 })).toEqual({ changed: 2 });
  const feed = await listFeed(admin(), { tag });
  expect(feed.servers.map((server) => server.name).sort()).toEqual([one.name, two.name].sort());
  const log = await db.auditEvent.findMany({
    where: { action: "server.expose", targetId: { in: [one.id, two.id, teams.id] } },
  });
  expect(log.map((record) => record.targetId).sort()).toEqual([one.id, two.id].sort());
  expect(await db.serverVersion.count({ where: { serverId: one.id, inFeed: true } })).toBe(1);

  expect(await concealServers(admin(), { tag, expected: "2" })).toEqual({ changed: 2 });
  expect(await listFeed(admin(), { tag })).toMatchObject({ total: 0 });
});

test("another number than was confirmed changes nothing", async () => {
  const tag = randomUUID();
  const server = await createServer({ tags: [tag] });
  await createServer({ tags: [tag] });
  await expect(exposeServers(admin(), { tag, expected: 1 })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("2 servers"),
  });
  expect((await db.server.findUniqueOrThrow({ where: { id: server.id } })).exposed).toBe(false);
});
