import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { createPerson, createServer, reviewCast } from "#lib/testing/factories.ts";
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
