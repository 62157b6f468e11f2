import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createTeam, createUser } from "#lib/testing/factories.ts";
import { assignOwner } from "./assign-owner.ts";
import { classifyServer } from "./classify-server.ts";
import { concealServer } from "./conceal-server.ts";
import { stampOf } from "./core/stamp.ts";
import { exposeServer } from "./expose-server.ts";
import { setVisibility } from "./set-visibility.ts";

const auditOf = (targetId: string) => db.auditEvent.findMany({ where: { targetId } });
const serverOf = (id: string) => db.server.findUniqueOrThrow({ where: { id } });

describe("classify", () => {
  test("security classifies, and the log keeps both values", async () => {
    const server = await createServer({ classification: null });
    await classifyServer(userContext("security"), {
      name: server.name,
      classification: "confidential",
    });
    expect(await serverOf(server.id)).toMatchObject({ classification: "confidential" });
    expect(await auditOf(server.id)).toMatchObject([
      {
        action: "server.classify",
        before: { classification: null },
        after: { classification: "confidential" },
      },
    ]);
  });

  test("a classification that a running deployment does not admit is refused with the reason", async () => {
    const server = await createServer({ classification: "internal" });
    await db.deployment.create({
      data: {
        serverId: server.id,
        environment: "production",
        model: "cloud",
        provider: "A cloud",
        operatedBy: "Data",
      },
    });
    await expect(
      classifyServer(userContext("security"), {
        name: server.name,
        classification: "restricted",
      }),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: { classification: [expect.stringMatching(/self-hosted.*production/)] },
    });
    expect(await auditOf(server.id)).toEqual([]);
  });

  test("the owner team cannot lower the classification of its own server", async () => {
    const team = await createTeam();
    const server = await createServer({ ownerTeamId: team.id });
    await expect(
      classifyServer(userContext("engineer", { teamIds: [team.id] }), {
        name: server.name,
        classification: "public",
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("a form that showed another classification is refused", async () => {
    const server = await createServer({ classification: "internal" });
    await expect(
      classifyServer(userContext("security"), {
        name: server.name,
        classification: "restricted",
        seen: stampOf(["public"]),
      }),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("assign an owner", () => {
  async function teamWithMember() {
    const team = await createTeam();
    const person = await createUser();
    await db.teamMember.create({ data: { teamId: team.id, userId: person.id } });
    return { team, person };
  }

  test("an administrator finds an owner for a server that has none", async () => {
    const { team, person } = await teamWithMember();
    const server = await createServer();
    await assignOwner(userContext("admin"), {
      name: server.name,
      team: team.slug,
      deputy: person.email,
    });
    expect(await serverOf(server.id)).toMatchObject({
      ownerTeamId: team.id,
      deputyId: person.id,
    });
    expect(await auditOf(server.id)).toMatchObject([
      {
        action: "server.assign_owner",
        before: { team: null, deputy: null },
        after: { team: team.slug, deputy: person.id },
      },
    ]);
  });

  test("only security takes a server from the team that owns it", async () => {
    const { team } = await teamWithMember();
    const server = await createServer({ ownerTeamId: (await createTeam()).id });
    const input = { name: server.name, team: team.slug };
    await expect(assignOwner(userContext("admin"), input)).rejects.toMatchObject({
      code: "forbidden",
    });
    await assignOwner(userContext("security"), input);
    expect(await serverOf(server.id)).toMatchObject({ ownerTeamId: team.id, deputyId: null });
  });

  test.each([
    ["a stranger", { email: "nobody@test.example" }, /Nobody/],
    ["a person of another team", {}, /member/],
    ["a disabled person", { disabledAt: new Date() }, /disabled/],
  ])("%s cannot be the deputy", async (_who, facts, reason) => {
    const { team } = await teamWithMember();
    const deputy = "email" in facts ? facts.email : (await createUser(facts)).email;
    const server = await createServer();
    await expect(
      assignOwner(userContext("security"), { name: server.name, team: team.slug, deputy }),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: { deputy: [expect.stringMatching(reason)] },
    });
  });
});

describe("the anonymous feed and visibility", () => {
  test("exposing and concealing are each possible once, and both are on record", async () => {
    const server = await createServer();
    const admin = userContext("admin");
    await exposeServer(admin, { name: server.name });
    await expect(exposeServer(admin, { name: server.name })).rejects.toMatchObject({
      code: "conflict",
    });
    await concealServer(admin, { name: server.name });
    await expect(concealServer(admin, { name: server.name })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await auditOf(server.id)).map(({ action }) => action).sort()).toEqual([
      "server.conceal",
      "server.expose",
    ]);
  });

  test("what only chosen teams see cannot be exposed, and what is exposed cannot be hidden", async () => {
    const hidden = await createServer({ visibility: "teams" });
    const exposed = await createServer({ exposed: true });
    const admin = userContext("admin");
    await expect(exposeServer(admin, { name: hidden.name })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(
      setVisibility(admin, { name: exposed.name, visibility: "teams" }),
    ).rejects.toMatchObject({ code: "invalid", fields: { visibility: [expect.any(String)] } });
  });

  test("choosing teams replaces the ones chosen before", async () => {
    const [one, two] = [await createTeam("One"), await createTeam("Two")];
    const server = await createServer();
    const admin = userContext("admin");
    const choose = (teams: string | string[]) =>
      setVisibility(admin, { name: server.name, visibility: "teams", teams });
    await choose([one.slug, two.slug]);
    await choose(two.slug);

    const rows = await db.serverVisibility.findMany({ where: { serverId: server.id } });
    expect(rows.map(({ teamId }) => teamId)).toEqual([two.id]);

    await setVisibility(admin, { name: server.name, visibility: "everyone" });
    expect(await db.serverVisibility.count({ where: { serverId: server.id } })).toBe(0);
    expect(await auditOf(server.id)).toHaveLength(3);
  });

  test("an unknown team is named", async () => {
    const server = await createServer();
    await expect(
      setVisibility(userContext("admin"), {
        name: server.name,
        visibility: "teams",
        teams: ["no-such-team"],
      }),
    ).rejects.toMatchObject({ fields: { teams: [expect.stringMatching(/no-such-team/)] } });
  });
});
