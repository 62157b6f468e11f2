import { describe, expect, test } from "vitest";
import { registryStatus } from "#lib/catalog/core/registry-status.ts";
import { addVersion, createServer, createTeam, uniqueName } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { db } from "./client.ts";
import { databaseRefusal } from "./refusal.ts";

const LIFECYCLES = [
  "candidate",
  "in_review",
  "approved",
  "deprecated",
  "retired",
  "rejected",
] as const;
const version = (serverId: string, name: string) =>
  db.serverVersion.findUniqueOrThrow({ where: { serverId_version: { serverId, version: name } } });
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => databaseRefusal(error)?.message ?? String(error),
  );

test("the database and the core agree on the registry status of every combination", async () => {
  for (const server of LIFECYCLES)
    for (const quarantined of [true, false])
      for (const of of LIFECYCLES) {
        const [row] = await db.$queryRawUnsafe<{ status: string | null }[]>(
          `SELECT gatehouse_registry_status($1::"ServerLifecycle", $2, $3::"VersionLifecycle")::text AS status`,
          server,
          quarantined,
          of,
        );
        const core = registryStatus({ serverLifecycle: server, quarantined, versionLifecycle: of });
        expect([server, quarantined, of, row?.status ?? null]).toEqual([
          server,
          quarantined,
          of,
          core,
        ]);
      }
});

describe("latest", () => {
  test("is the newest approved version, not the newest", async () => {
    const server = await createServer({}, { version: "1.0.0", orderKey: "1" });
    await addVersion(server, { version: "1.1.0", orderKey: "2" });
    await addVersion(server, {
      version: "2.0.0",
      orderKey: "3",
      lifecycle: "candidate",
      approvedAt: null,
    });

    expect(await db.server.findUnique({ where: { id: server.id } })).toMatchObject({
      latestVersion: "1.1.0",
      newestVersion: "2.0.0",
      versionCount: 3,
    });
    expect(await version(server.id, "1.1.0")).toMatchObject({ isLatest: true });
    expect(await version(server.id, "2.0.0")).toMatchObject({
      isLatest: false,
      registryStatus: null,
    });
  });

  test("moves on when a newer version is approved, and back when it is retired", async () => {
    const server = await createServer({}, { version: "1.0.0", orderKey: "1" });
    await addVersion(server, { version: "2.0.0", orderKey: "2" });
    expect(await version(server.id, "1.0.0")).toMatchObject({ isLatest: false });

    await db.serverVersion.update({
      where: { serverId_version: { serverId: server.id, version: "2.0.0" } },
      data: { lifecycle: "retired" },
    });
    expect(await version(server.id, "1.0.0")).toMatchObject({ isLatest: true });
    expect(await version(server.id, "2.0.0")).toMatchObject({
      isLatest: false,
      registryStatus: "deleted",
    });
  });

  test("is one version only, when two are added at the same moment", async () => {
    const server = await createServer({}, { version: "1.0.0", orderKey: "1" });
    const add = (name: string) => () => addVersion(server, { version: name, orderKey: name });
    const outcomes = await raceOnServer(server.id, [add("2.0.0"), add("3.0.0")]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "fulfilled"]);

    const latest = await db.serverVersion.findMany({
      where: { serverId: server.id, isLatest: true },
    });
    expect(latest.map((row) => row.version)).toEqual(["3.0.0"]);
    expect(await db.server.findUnique({ where: { id: server.id } })).toMatchObject({
      latestVersion: "3.0.0",
      versionCount: 3,
    });
  });
});

describe("the anonymous feed", () => {
  test("holds exactly the approved versions of exposed servers", async () => {
    const server = await createServer({ exposed: true }, { version: "1.0.0", orderKey: "1" });
    await addVersion(server, {
      version: "2.0.0",
      orderKey: "2",
      lifecycle: "in_review",
      approvedAt: null,
    });
    expect(await version(server.id, "1.0.0")).toMatchObject({ inFeed: true });
    expect(await version(server.id, "2.0.0")).toMatchObject({ inFeed: false });

    await db.server.update({ where: { id: server.id }, data: { exposed: false } });
    expect(await version(server.id, "1.0.0")).toMatchObject({ inFeed: false });
  });

  test("cannot hold a server that only certain teams may see", async () => {
    const server = await createServer({ exposed: true });
    await expect(
      db.server.update({ where: { id: server.id }, data: { visibility: "teams" } }),
    ).rejects.toThrow(/exposed/);
  });

  test("a quarantine turns every version into a deleted one at once", async () => {
    const server = await createServer({ exposed: true });
    await db.server.update({
      where: { id: server.id },
      data: { quarantinedAt: new Date(), quarantineNote: "Under investigation" },
    });
    expect(await version(server.id, "1.0.0")).toMatchObject({ registryStatus: "deleted" });
  });
});

test("a server keeps its name", async () => {
  const server = await createServer();
  const rename = db.server.update({ where: { id: server.id }, data: { name: uniqueName() } });
  expect(await refusalOf(rename)).toBe("The name of a server cannot be changed.");
});

test.each(["no-slash", "a/b/c", "../b/c", "a b/c", "pаypal/x", "/x", "x/"])(
  "the database refuses the name %j",
  async (name) => {
    await expect(db.server.create({ data: { name } })).rejects.toThrow();
  },
);

test("the document of an approved version changes only with a new approval", async () => {
  const server = await createServer();
  const data = { document: "{}", checksum: "f".repeat(64) };
  const where = { serverId_version: { serverId: server.id, version: "1.0.0" } };
  expect(await refusalOf(db.serverVersion.update({ where, data }))).toContain(
    "without approving it again",
  );
  await db.serverVersion.update({
    where,
    data: { ...data, approvedAt: new Date(Date.now() + 1000) },
  });
});

describe("deployment rules", () => {
  const deployment = { environment: "production", provider: "AWS", operatedBy: "Platform" };

  test("confidential data is not deployed to a cloud", async () => {
    const server = await createServer({ classification: "confidential" });
    const create = db.deployment.create({
      data: { ...deployment, serverId: server.id, model: "cloud" },
    });
    expect(await refusalOf(create)).toBe(
      "The deployment rules do not admit cloud for confidential data.",
    );
  });

  test("nothing is deployed before its data is classified", async () => {
    const server = await createServer({ classification: null });
    const create = db.deployment.create({
      data: { ...deployment, serverId: server.id, model: "cloud" },
    });
    expect(await refusalOf(create)).toContain("Classify the data");
  });

  test("a stricter classification waits until a deployment that it forbids has ended", async () => {
    const server = await createServer({ classification: "public" });
    const row = await db.deployment.create({
      data: { ...deployment, serverId: server.id, model: "cloud" },
    });
    const classify = () =>
      db.server.update({ where: { id: server.id }, data: { classification: "restricted" } });
    expect(await refusalOf(classify())).toContain("end that deployment first");
    await db.deployment.update({ where: { id: row.id }, data: { status: "ended" } });
    await classify();
  });

  test("the model shown follows from the active deployments", async () => {
    const server = await createServer({ classification: "public" });
    const modelNow = async () =>
      (await db.server.findUniqueOrThrow({ where: { id: server.id } })).deploymentModel;
    const add = (model: "cloud" | "self_hosted", environment: string) =>
      db.deployment.create({ data: { ...deployment, environment, serverId: server.id, model } });

    expect(await modelNow()).toBeNull();
    const cloud = await add("cloud", "production");
    expect(await modelNow()).toBe("cloud");
    await add("self_hosted", "staging");
    expect(await modelNow()).toBe("hybrid");
    await db.deployment.update({ where: { id: cloud.id }, data: { status: "ended" } });
    expect(await modelNow()).toBe("self_hosted");
  });
});

test("a team that owns a server cannot disappear", async () => {
  const team = await createTeam();
  await createServer({ ownerTeamId: team.id });
  await expect(db.team.delete({ where: { id: team.id } })).rejects.toThrow();
});
