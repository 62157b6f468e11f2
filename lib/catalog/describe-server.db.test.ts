import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { stampOf } from "./core/stamp.ts";
import { describeServer, descriptionStamp } from "./describe-server.ts";

const auditOf = (targetId: string) => db.auditEvent.findMany({ where: { targetId } });
const EMPTY = {
  supportContact: null,
  supportChannel: null,
  documentation: null,
  categories: [],
  tags: [],
};

async function ownedServer() {
  const team = await createTeam();
  const server = await createServer({ ownerTeamId: team.id });
  return { server, ctx: userContext("engineer", { teamIds: [team.id] }) };
}

test("a member of the owner team describes a server, and the log says what changed", async () => {
  const { server, ctx } = await ownedServer();

  await describeServer(ctx, {
    name: server.name,
    supportContact: "data@acme.example",
    documentation: "https://docs.acme.example/x",
    categories: "Data, Search, Data, ",
    tags: ["sql"],
  });

  expect(await db.server.findUnique({ where: { id: server.id } })).toMatchObject({
    supportContact: "data@acme.example",
    supportChannel: null,
    documentation: "https://docs.acme.example/x",
    categories: ["Data", "Search"],
    tags: ["sql"],
  });
  expect(await auditOf(server.id)).toMatchObject([
    {
      action: "server.describe",
      targetKind: "server",
      actorId: ctx.actor.id,
      before: EMPTY,
      after: { categories: ["Data", "Search"], tags: ["sql"] },
    },
  ]);
});

test("saying the same again changes nothing and leaves no record", async () => {
  const { server, ctx } = await ownedServer();
  expect(await describeServer(ctx, { name: server.name, categories: [], tags: [] })).toEqual({
    changed: false,
  });
  expect(await auditOf(server.id)).toEqual([]);
});

test.each(["engineer", "admin", "auditor"] as const)(
  "%s outside the owner team is refused, and nothing is written",
  async (role) => {
    const { server } = await ownedServer();
    await expect(
      describeServer(userContext(role), { name: server.name, categories: ["X"], tags: [] }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await auditOf(server.id)).toEqual([]);
  },
);

test("a server that the actor may not see does not exist for them", async () => {
  const server = await createServer({ visibility: "teams" });
  await expect(
    describeServer(userContext("engineer"), { name: server.name, categories: [], tags: [] }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test.each([
  ["documentation", { documentation: "javascript:alert(1)" }],
  ["documentation", { documentation: "https://user:pass@docs.example" }],
  ["supportContact", { supportContact: "data@acme.example\u202e" }],
  ["tags.0", { tags: ["x".repeat(51)] }],
  ["categories", { categories: Array.from({ length: 11 }, (_, n) => `c${n}`) }],
])("a bad %s is refused by its field", async (field, bad) => {
  const { server, ctx } = await ownedServer();
  await expect(
    describeServer(ctx, { name: server.name, categories: [], tags: [], ...bad }),
  ).rejects.toMatchObject({ code: "invalid", fields: { [field]: [expect.any(String)] } });
});

test("of two people who saw the same form, the second is told that it changed", async () => {
  const { server, ctx } = await ownedServer();
  const seen = stampOf(descriptionStamp(EMPTY));
  const describe = (tag: string) => () =>
    describeServer(ctx, { name: server.name, categories: [], tags: [tag], seen });

  const outcomes = await raceOnServer(server.id, [describe("one"), describe("two")]);

  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict" },
  });
  expect(await auditOf(server.id)).toHaveLength(1);
});
