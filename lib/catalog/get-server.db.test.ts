import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { addVersion, createServer, createTeam, createUser } from "#lib/testing/factories.ts";
import { lookAlike } from "./core/look-alike.ts";
import { lookAlikeSql } from "./core/look-alike-sql.ts";
import { getServer } from "./get-server.ts";
import { listDeployments } from "./list-deployments.ts";
import { listLookAlikes } from "./list-look-alikes.ts";
import { listServerTools } from "./list-server-tools.ts";
import { setVisibility } from "./set-visibility.ts";

test("a server is shown with its owner, its latest approved version and what may be done", async () => {
  const team = await createTeam("Data");
  const deputy = await createUser({ name: "Deputy" });
  const server = await createServer({ ownerTeamId: team.id, deputyId: deputy.id });
  await addVersion(server, { version: "2.0.0", lifecycle: "candidate", approvedAt: null });

  const view = await getServer(userContext("engineer", { teamIds: [team.id] }), {
    name: server.name,
  });

  expect(view).toMatchObject({
    name: server.name,
    owner: { slug: team.slug, name: "Data" },
    deputy: { name: "Deputy" },
    latestVersion: "1.0.0",
    versionCount: 2,
    current: { version: "1.0.0", document: { name: server.name, version: "1.0.0" } },
    isOwner: true,
    allowed: ["describe", "deploy"],
    quarantine: null,
    deploymentCount: 0,
    brokenDeployments: 0,
  });
});

describe("what may not be seen does not exist", () => {
  test.each(["in_review", "rejected"] as const)(
    "a server %s is seen by reviewers and its owners only",
    async (lifecycle) => {
      const team = await createTeam();
      const { name } = await createServer({ lifecycle, ownerTeamId: team.id });
      expect(await getServer(userContext("engineer"), { name })).toBeNull();
      expect(await getServer(userContext("auditor"), { name })).not.toBeNull();
      expect(
        await getServer(userContext("engineer", { teamIds: [team.id] }), { name }),
      ).not.toBeNull();
    },
  );

  test("a server for chosen teams is seen by them", async () => {
    const team = await createTeam("Chosen");
    const { name } = await createServer();
    await setVisibility(userContext("admin"), { name, visibility: "teams", teams: [team.slug] });
    expect(await getServer(userContext("engineer"), { name })).toBeNull();
    expect(
      await getServer(userContext("engineer", { teamIds: [team.id] }), { name }),
    ).toMatchObject({ visibility: "teams", visibleTeams: [{ slug: team.slug, name: "Chosen" }] });
  });

  test("its tools and deployments do not exist either", async () => {
    const { name } = await createServer({ visibility: "teams" });
    expect(await listServerTools(userContext("engineer"), { name })).toBeNull();
    expect(await listDeployments(userContext("engineer"), { name })).toBeNull();
    expect(await listDeployments(userContext("security"), { name })).not.toBeNull();
  });
});

test("numbers beyond JavaScript's survive in the document", async () => {
  const name = `test.${randomUUID().slice(0, 8)}/exact`;
  const document = `{"name":"${name}","version":"1.0.0","description":"d","_meta":{"n":12345678901234567890}}`;
  await createServer({ name }, { document });
  const view = await getServer(systemContext(), { name });
  expect(JSON.stringify(view?.current?.document)).toBe(document);
});

test("a deployment that the rules of today do not admit is counted and explained", async () => {
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
  // As after a change of the rules, without touching the rules that other tests read.
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`UPDATE "Server" SET "classification" = 'restricted' WHERE "id" = $1`, [
      server.id,
    ]);
  });
  const ctx = userContext("engineer");
  expect(await getServer(ctx, server)).toMatchObject({ brokenDeployments: 1, deploymentCount: 1 });
  const { deployments } = (await listDeployments(ctx, server)) ?? { deployments: [] };
  expect(deployments).toMatchObject([{ violation: expect.stringMatching(/self-hosted/) }]);
});

test("tools are those of the current version, or of the one named", async () => {
  const server = await createServer();
  const newer = await addVersion(server, { version: "2.0.0" });
  const tool = { description: "d", origin: "meta" };
  await db.tool.create({
    data: { versionId: newer.id, name: "search", inputSchema: { type: "object" }, ...tool },
  });
  const ctx = userContext("engineer");
  expect(await listServerTools(ctx, server)).toMatchObject({
    version: "2.0.0",
    isCurrent: true,
    tools: [{ name: "search", inputSchema: { type: "object" }, annotations: null }],
  });
  expect(await listServerTools(ctx, { ...server, version: "1.0.0" })).toMatchObject({
    isCurrent: false,
    tools: [],
  });
  expect(await listServerTools(ctx, { ...server, version: "9.9.9" })).toBeNull();
});

describe("look-alikes", () => {
  test("a server with a name that looks the same is named, a hidden one is not", async () => {
    const space = `test.${randomUUID().slice(0, 8)}`;
    const { name } = await createServer({ name: `${space}/modern-files` });
    await createServer({ name: `${space}/modem-fi1es` });
    await createServer({ name: `${space}/modern.files`, visibility: "teams" });
    await createServer({ name: `${space}/modern-file` });
    expect(await listLookAlikes(userContext("engineer"), { name })).toMatchObject([
      { name: `${space}/modem-fi1es` },
    ]);
  });

  test.each(["io.github.Acme/Corn-1_0.5", "a.b/vvindovv--x", "x/clock_i|l", "RN.example/0l1"])(
    "SQL and TypeScript read %s alike",
    async (name) => {
      const [row] = await db.$queryRawUnsafe<{ skeleton: string }[]>(
        `SELECT ${lookAlikeSql("$1::text")} AS "skeleton"`,
        name,
      );
      expect(row?.skeleton).toBe(lookAlike(name));
    },
  );
});
