import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { AT, days } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { loadEntryFacts } from "./load-entry-facts.ts";

const factsOf = ({ versionId }: Pick<Scannable, "versionId">, option = "packages[0]") =>
  loadEntryFacts(systemContext(), { versionId, option });

/** A request that asked for this version and was approved. */
async function approvedBy(
  server: Scannable,
  {
    origin,
    requesterId,
    evidence = {},
  }: { origin: string; requesterId: string; evidence?: object },
) {
  const request = await db.request.create({
    data: {
      kind: "list_server",
      serverId: server.id,
      serverName: server.name,
      requesterId,
      title: "t",
      origin,
      revisions: {
        create: {
          revision: 1,
          payload: {},
          digest: "d".repeat(64),
          riskTier: "low",
          riskReasons: [],
          evidence,
          createdById: requesterId,
        },
      },
    },
  });
  await db.approval.create({
    data: {
      serverId: server.id,
      version: "1.0.0",
      checksum: "c".repeat(64),
      requestId: request.id,
    },
  });
}

const meta = (permissions: object) => ({ _meta: { "org.mpaktrust": { permissions } } });
const packageWith = (names: string[]) => [
  {
    registryType: "npm",
    identifier: "@test/x",
    version: "1.0.0",
    transport: { type: "stdio" },
    environmentVariables: names.map((name) => ({ name, isRequired: true })),
  },
];

test("what the registry does not hold is unknown, not fine", async () => {
  const server = await scannableServer();
  expect(await factsOf(server)).toEqual({
    serverName: server.name,
    document: server.document,
    schemaIssues: [],
    publisherTier: null,
    owners: 0,
    namespaceGranted: null,
    namespaceReserved: false,
    domainProof: null,
    lookAlikes: [],
    hasHomoglyphs: false,
    revoked: null,
    revocationFeedAgeHours: null,
    registeredDigest: null,
    previous: null,
    earlierVersions: [],
    transferredDaysAgo: null,
    approvedTools: { state: "none" },
    deprecation: null,
  });
});

test("the document is held against the official schema", async () => {
  const server = await scannableServer({}, { description: 7 });
  const { schemaIssues } = await factsOf(server);
  expect(schemaIssues.join(" ")).toContain("description");
});

test("an image and a repository inside the company are no mistakes of the document", async () => {
  const server = await scannableServer(
    {},
    {
      packages: [
        {
          registryType: "oci",
          identifier: "registry.acme.example/mcp/orders:1.5.2",
          transport: { type: "stdio" },
        },
      ],
      repository: { url: "https://github.acme.example/mcp/orders", source: "github" },
    },
  );
  expect((await factsOf(server)).schemaIssues).toEqual([]);
});

test("owners are the active members of the owner team, and a new team is a transfer", async () => {
  const [first, second] = [await createTeam(), await createTeam()];
  await createPerson([], [second.id]);
  const gone = await createPerson([], [second.id]);
  await db.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
  const server = await scannableServer({ ownerTeamId: null });
  const security = await createPerson(["security"]);
  await assignOwner(security.ctx(), { name: server.name, team: first.slug, deputy: "" });
  expect((await factsOf(server)).transferredDaysAgo).toBeNull();
  await assignOwner(security.ctx(), { name: server.name, team: second.slug, deputy: "" });
  expect(await factsOf(server)).toMatchObject({ owners: 1, transferredDaysAgo: 0 });
});

test("approved servers that look like it are named, and letters that are none", async () => {
  const server = await scannableServer();
  const twin = server.name.replace("/server", "/serv3r");
  expect((await factsOf(server)).lookAlikes).toEqual([]);
  const name = `${server.name.slice(0, -6)}Server`;
  await db.server.create({ data: { name, lifecycle: "approved" } });
  await db.server.create({ data: { name: twin, lifecycle: "approved" } });
  expect((await factsOf(server)).lookAlikes).toEqual([name]);
  const odd = await scannableServer(
    {},
    { packages: [{ registryType: "npm", identifier: "ѕerver" }] },
  );
  expect((await factsOf(odd)).hasHomoglyphs).toBe(true);
});

describe("who vouches for it", () => {
  test("a trusted publisher's pipeline, within the names that it was given", async () => {
    const person = await createPerson();
    const server = await scannableServer();
    const name = `publisher of ${server.name}`;
    await db.trustedPublisher.create({
      data: {
        name,
        issuer: "https://ci.test.example",
        audience: "gatehouse",
        claims: {},
        names: [`${server.name.split("/")[0] ?? ""}/*`],
        userId: person.id,
        createdById: person.id,
      },
    });
    // Claimed by the pipeline, and nobody knows who brought it.
    expect(await factsOf(server)).toMatchObject({ publisherTier: null, namespaceGranted: false });
    await approvedBy(server, {
      origin: "publish",
      requesterId: person.id,
      evidence: { publisher: name },
    });
    expect(await factsOf(server)).toMatchObject({ publisherTier: 1, namespaceGranted: true });
    await db.trustedPublisher.update({ where: { name }, data: { names: ["other.example/*"] } });
    expect(await factsOf(server)).toMatchObject({ publisherTier: 3, namespaceGranted: null });
  });

  test("a person, by the mail address of their account", async () => {
    const person = await createPerson();
    const server = await scannableServer();
    await approvedBy(server, {
      origin: "console",
      requesterId: person.id,
      evidence: { publisher: "x" },
    });
    expect(await factsOf(server)).toMatchObject({ publisherTier: 3, namespaceGranted: null });
  });
});

describe("the digest that was registered", () => {
  test("is the first one that was seen, whatever came later", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT, digest: null });
    expect((await factsOf(server)).registeredDigest).toBeNull();
    await recordScan(server, { at: days(1), digest: "sha512-one" });
    await recordScan(server, { at: days(2), digest: "sha512-two" });
    expect((await factsOf(server)).registeredDigest).toBe("sha512-one");
  });

  test("is the document's own where it gives one", async () => {
    const hex = "a".repeat(64);
    const packages = [
      { registryType: "mcpb", identifier: "https://x.test.example/a.mcpb", fileSha256: hex },
      { registryType: "oci", identifier: `docker.io/x/y@sha256:${hex}` },
    ];
    const server = await scannableServer({}, { packages });
    expect((await factsOf(server)).registeredDigest).toBe(`sha256:${hex}`);
    expect((await factsOf(server, "packages[1]")).registeredDigest).toBe(`sha256:${hex}`);
  });
});

test("what changed since the version below it is told, tool by tool and permission by permission", async () => {
  const server = await scannableServer(
    {},
    { packages: packageWith(["OLD"]), ...meta({ network: "outbound", native: "none" }) },
  );
  await db.tool.createMany({
    data: ["kept", "gone"].map((name) => ({ versionId: server.versionId, name, origin: "meta" })),
  });
  const document = serverDocument(server.name, {
    version: "1.1.0",
    packages: packageWith(["OLD", "NEW"]),
    ...meta({ network: "full", native: "none" }),
  });
  const next = await addVersion(server, { version: "1.1.0", document: JSON.stringify(document) });
  const facts = () => factsOf({ versionId: next.id });
  expect((await facts()).previous).toMatchObject({
    version: "1.0.0",
    toolsRemoved: [],
    // A scan tells which of these are still there.
    toolsBefore: expect.arrayContaining(["gone", "kept"]) as unknown,
  });
  await db.tool.create({ data: { versionId: next.id, name: "kept", origin: "meta" } });
  expect(await facts()).toMatchObject({
    earlierVersions: ["1.0.0"],
    previous: {
      version: "1.0.0",
      toolsRemoved: ["gone"],
      requiredAdded: ["NEW"],
      permissionsWidened: ["network: outbound to full"],
      toolsBefore: [],
    },
  });
  expect(await factsOf(server)).toMatchObject({ previous: null, earlierVersions: [] });
});

test("a retirement that runs says when it ends, a deprecation that it has begun", async () => {
  const person = await createPerson();
  const server = await scannableServer({}, {}, { lifecycle: "deprecated" });
  const { statusAt } = await db.serverVersion.findUniqueOrThrow({
    where: { id: server.versionId },
  });
  const noticeAt = statusAt.toISOString();
  expect((await factsOf(server)).deprecation).toEqual({ noticeAt, removalAt: null });
  await db.retirement.create({
    data: {
      serverId: server.id,
      reason: "r",
      announcedAt: AT,
      deprecatesAt: days(1),
      brownoutAt: days(2),
      retiresAt: days(30),
      createdById: person.id,
    },
  });
  expect((await factsOf(server)).deprecation).toEqual({ noticeAt: AT, removalAt: days(30) });
});
