import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectRefusalOf } from "#lib/catalog/core/connectable.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { listVersions } from "#lib/catalog/list-versions.ts";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { userContext } from "#lib/testing/context.ts";
import {
  createPerson,
  createTeam,
  reviewCast,
  serverDocument,
  uniqueName,
} from "#lib/testing/factories.ts";
import { runImport } from "#lib/imports/run-import.ts";
import { raceOnLock } from "#lib/testing/race.ts";
import { startRegistry } from "#lib/testing/registry-server.ts";
import {
  installing,
  nextVersion,
  uniqueDigest,
  uniquePackage,
  versionRow,
} from "#lib/testing/revocations.ts";
import { AT } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { getTrustSummary } from "#lib/trust/get-trust-summary.ts";
import { loadEntryFacts } from "#lib/trust/load-entry-facts.ts";
import { systemContext } from "#lib/testing/context.ts";
import { liftRevocation } from "./lift-revocation.ts";
import { listRevocations } from "./list-revocations.ts";
import { revokeArtifact } from "./revoke-artifact.ts";
import { packageKey } from "./subject.ts";

const security = () => userContext("security");
const revoke = (subject: string, more: Record<string, unknown> = {}) =>
  revokeArtifact(security(), {
    subject,
    kind: "malicious",
    reason: "It sends files to strangers.",
    ...more,
  });
const lift = (id: string) => liftRevocation(security(), { id, reason: "A false alarm." });
const blocked = { registryStatus: "deleted", revocationId: expect.any(String) as string };
const free = { registryStatus: "active", revocationId: null };

describe("from the transaction of the revocation on, clients do not get", () => {
  test("one version of a package, while the other versions go on", async () => {
    const identifier = uniquePackage();
    const server = await installing({ identifier });
    const next = await nextVersion(server, "2.0.0", { identifier, version: "2.0.0" });
    const { servers } = await revoke(`npm:${identifier}@1.0.0`);
    expect(servers).toEqual([{ name: server.name, versions: ["1.0.0"] }]);
    expect(await versionRow(server.versionId)).toMatchObject(blocked);
    expect(await versionRow(next.id)).toMatchObject(free);
  });

  test("a whole package, of whichever server and in whatever spelling", async () => {
    const identifier = `Test_${uniquePackage().slice(6)}.Tools`;
    const [one, other] = await Promise.all([
      installing({ registryType: "pypi", identifier }),
      installing({ registryType: "pypi", identifier: identifier.toUpperCase(), version: "9" }),
    ]);
    await revoke(`pkg:pypi/${identifier}`);
    expect(await versionRow(one.versionId)).toMatchObject(blocked);
    expect(await versionRow(other.versionId)).toMatchObject(blocked);
  });

  test("a digest that its document gives, or that a scan has found", async () => {
    const digest = uniqueDigest();
    const told = await installing({ registryType: "mcpb", digest });
    const scanned = await scannableServer();
    await recordScan(scanned, { at: AT, digest });
    await revoke(digest);
    expect(await versionRow(told.versionId)).toMatchObject(blocked);
    expect(await versionRow(scanned.versionId)).toMatchObject(blocked);
  });

  test("any version of a server, or one of them", async () => {
    const [whole, one] = await Promise.all([installing({}), installing({})]);
    const next = await nextVersion(one, "2.0.0", {});
    await revoke(whole.name);
    await revoke(`${one.name}@2.0.0`);
    expect(await versionRow(whole.versionId)).toMatchObject(blocked);
    expect(await versionRow(one.versionId)).toMatchObject(free);
    expect(await versionRow(next.id)).toMatchObject(blocked);
  });

  test("what is registered, or found by a scan, only afterwards", async () => {
    const [digest, identifier] = [uniqueDigest(), uniquePackage()];
    await revoke(digest);
    await revoke(`npm:${identifier}`);
    const told = await installing({ identifier });
    expect(await versionRow(told.versionId)).toMatchObject(blocked);
    const scanned = await scannableServer();
    expect(await versionRow(scanned.versionId)).toMatchObject(free);
    const { evaluation } = await recordScan(scanned, { at: AT, digest });
    expect(evaluation.level).toBe(4);
    expect(await versionRow(scanned.versionId)).toMatchObject(blocked);
    expect(await getTrustSummary(systemContext(), { name: scanned.name })).toMatchObject({
      standing: { level: 0, flag: "blocked", risk: "critical" },
    });
  });

  test("what a mirror brings and approves by itself, by package and by the digest of a file", async () => {
    const [identifier, digest] = [uniquePackage(), uniqueDigest()];
    await revoke(`npm:${identifier}`);
    await revoke(digest);
    const document = (name: string, part: object) => ({
      name,
      version: "1.0.0",
      description: "Made by a test",
      packages: [{ version: "1.0.0", transport: { type: "stdio" }, ...part }],
    });
    const names = [uniqueName(), uniqueName(), uniqueName()] as const;
    const servers = [
      document(names[0], { registryType: "npm", identifier }),
      document(names[1], {
        registryType: "mcpb",
        identifier: "https://files.test.example/x.mcpb",
        fileSha256: digest.slice("sha256:".length),
      }),
      document(names[2], { registryType: "npm", identifier: uniquePackage() }),
    ];
    await runImport(systemContext(), {
      label: "test",
      bytes: [new TextEncoder().encode(JSON.stringify({ servers }))],
      approve: true,
    });
    const rows = await db.serverVersion.findMany({
      where: { serverName: { in: [...names] } },
      select: { serverName: true, lifecycle: true, registryStatus: true },
    });
    const statusOf = (name: string) => rows.find(({ serverName }) => serverName === name);
    for (const name of names.slice(0, 2))
      expect(statusOf(name)).toMatchObject({ lifecycle: "approved", registryStatus: "deleted" });
    expect(statusOf(names[2])).toMatchObject({ registryStatus: "active" });
  });

  test("a name is the same for the database and for us", async () => {
    for (const [type, name] of [
      ["npm", "@Acme/Files"],
      ["pypi", "My__Server.x-y"],
      ["nuget", "Acme.Files"],
    ] as const) {
      const [row] = await db.$queryRaw<{ key: string }[]>`
        SELECT gatehouse_package_key(${type}, ${name}) AS "key"`;
      expect(row?.key).toBe(packageKey(type, name));
    }
  });
});

describe("the registry over HTTP", () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());

  test("answers 404 for a revoked version well within a minute, and offers it again once lifted", async () => {
    const identifier = uniquePackage();
    const { name } = await installing({ identifier });
    const status = async () => (await registry.ask(`/v0.1/servers/${name}/versions/latest`)).status;
    const soon = { timeout: 10_000, interval: 20 };
    await expect.poll(status, soon).toBe(200);
    const { id } = await revoke(`npm:${identifier}`);
    const from = performance.now();
    await expect.poll(status, soon).toBe(404);
    expect(performance.now() - from).toBeLessThan(10_000);
    await lift(id);
    await expect.poll(status, soon).toBe(200);
  });
});

describe("people", () => {
  test("read on the server and on its version who, why and since when, and do not connect", async () => {
    const identifier = uniquePackage();
    const server = await installing({ identifier });
    await revoke(`npm:${identifier}`, { kind: "compromised", since: "2026-11-01" });
    const view = await getServer(security(), { name: server.name });
    if (view === null) throw new Error("It is not there.");
    expect(view.revocation).toMatchObject({
      kind: "compromised",
      by: "Test security",
      reason: "It sends files to strangers.",
      subject: `npm:${identifier}`,
      since: new Date("2026-11-01"),
    });
    expect(connectRefusalOf(view)?.title).toBe("Revoked: do not connect");
    const page = await listVersions(security(), { name: server.name });
    expect(page?.versions[0]?.revocation).toMatchObject({ kind: "compromised" });
  });

  test("who own or use it are told, and the log has the revocation and each server", async () => {
    const team = await createTeam();
    const owner = await createPerson([], [team.id]);
    const server = await installing({}, { ownerTeamId: team.id });
    const { id } = await revoke(server.name);
    const event = await db.outboxEvent.findFirstOrThrow({
      where: { subjectId: server.id, topic: "server.revoked" },
    });
    expect(event.recipients).toContain(owner.id);
    expect(event.body).toContain("sends files to strangers");
    const actions = await db.auditEvent.findMany({
      where: { targetId: { in: [id, server.id] } },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["revocation.add", "server.revoke"]),
    );
  });

  test("see the list with what each revocation stops", async () => {
    const server = await installing({});
    const person = security();
    const { id } = await revokeArtifact(person, {
      subject: server.name,
      kind: "takedown",
      reason: "A court asked for it.",
    });
    const mine = async (context = person, state = "in_force") =>
      (await listRevocations(context, { state })).revocations.find((one) => one.id === id);
    expect(await mine()).toMatchObject({
      versions: [{ server: server.name, version: "1.0.0" }],
      versionCount: 1,
      mayLift: false,
      liftRefusal: expect.stringContaining("somebody else") as string,
    });
    expect(await mine(userContext("admin"))).toMatchObject({ mayLift: true });
    expect(await mine(userContext("auditor"))).toMatchObject({ mayLift: false });
    await lift(id);
    expect(await mine()).toBeUndefined();
    expect(await mine(person, "all")).toMatchObject({ lift: { reason: "A false alarm." } });
  });
});

describe("trust", () => {
  test("stands at level 0 at once, and as evaluated again when nothing revokes it any more", async () => {
    const server = await scannableServer();
    await recordScan(server, { at: AT });
    const standing = async () =>
      (await getTrustSummary(systemContext(), { name: server.name }))?.standing;
    expect(await standing()).toMatchObject({ level: 4 });
    const { id } = await revoke(server.name, { kind: "vulnerable" });
    expect(await standing()).toMatchObject({ level: 0, flag: "blocked", dropped: { from: 4 } });
    const facts = await loadEntryFacts(systemContext(), {
      versionId: server.versionId,
      option: "packages[0]",
    });
    expect(facts.revoked).toMatchObject({ by: "Test security" });
    expect(
      await db.trustScan.count({ where: { versionId: server.versionId, state: "queued" } }),
    ).toBe(1);
    await lift(id);
    expect(await standing()).toMatchObject({ level: 4, dropped: null });
  });
});

describe("lifting", () => {
  test("is for another person than who revoked, also past the verb", async () => {
    const server = await installing({});
    const person = security();
    const asked = { subject: server.name, kind: "malicious", reason: "It steals." };
    const { id } = await revokeArtifact(person, asked);
    const refusal = {
      code: "forbidden",
      message: expect.stringContaining("somebody else") as string,
    };
    await expect(liftRevocation(person, { id, reason: "Never mind." })).rejects.toMatchObject(
      refusal,
    );
    const direct = db.revocationLift.create({
      data: { revocationId: id, reason: "x", byId: person.actor.id, byName: "x", at: new Date() },
    });
    await expect(direct).rejects.toThrow(/somebody else/);
    await lift(id);
    expect(await versionRow(server.versionId)).toMatchObject(free);
    await expect(lift(id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("one of two leaves the other in force, the gravest first", async () => {
    const identifier = uniquePackage();
    const server = await installing({ identifier });
    const minor = await revoke(`npm:${identifier}`, { kind: "superseded" });
    const grave = await revoke(server.name);
    expect((await versionRow(server.versionId)).revocationId).toBe(grave.id);
    const { stillRevoked } = await lift(grave.id);
    expect(stillRevoked).toEqual([{ name: server.name, version: "1.0.0" }]);
    expect((await versionRow(server.versionId)).revocationId).toBe(minor.id);
  });

  test("the list itself cannot be changed, not even by the owner of the tables", async () => {
    const { id } = await revoke((await installing({})).name);
    await expect(db.revocation.update({ where: { id }, data: { reason: "x" } })).rejects.toThrow();
    await expect(
      asOwner((client) => client.query(`DELETE FROM "Revocation" WHERE "id" = $1`, [id])),
    ).rejects.toThrow(/cannot be changed/);
  });
});

describe("refused", () => {
  test.each([
    ["a day to come", { since: "2999-01-01" }, "since"],
    ["no reason", { reason: " " }, "reason"],
    ["nothing that can be revoked", { subject: "left pad" }, "subject"],
    ["a kind of its own", { kind: "bad" }, "kind"],
  ])("%s, at its field", async (_what, change, field) => {
    await expect(revoke("com.acme/x", change)).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: [expect.any(String)] },
    });
  });

  test("the same once more, naming who did it", async () => {
    const { name } = await installing({});
    await revoke(name);
    await expect(revoke(name)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Test security") as string,
    });
  });
});

describe("a review", () => {
  /** Of a package of its own: what is revoked here is no business of other tests. */
  const documentOf = () =>
    serverDocument(undefined, {
      packages: [
        {
          registryType: "npm",
          identifier: uniquePackage(),
          version: "1.0.0",
          transport: { type: "stdio" },
        },
      ],
    });

  async function asked() {
    const cast = await reviewCast();
    const server = documentOf();
    const { id } = await createRequest(cast.requester.ctx(), { ...cast.listing, server });
    const approve = (person: typeof cast.first) =>
      decideRequest(person.ctx(), {
        requestId: id,
        revision: 1,
        decision: "approve",
        reason: "Looked at it.",
      });
    return { ...cast, id, server, approve, identifier: server.packages[0]?.identifier ?? "" };
  }

  test("is not asked for what is revoked already", async () => {
    const { requester, listing } = await reviewCast();
    const server = documentOf();
    await revoke(`npm:${server.packages[0]?.identifier}@1.0.0`);
    await expect(createRequest(requester.ctx(), { ...listing, server })).rejects.toMatchObject({
      code: "invalid",
      fields: { server: [expect.stringContaining("revoked by Test security")] },
    });
    const draft = { ...listing, server, submit: false };
    await expect(createRequest(requester.ctx(), draft)).resolves.toMatchObject({ state: "draft" });
  });

  test("does not approve what was revoked meanwhile, and says by whom and why", async () => {
    const { first, second, admin, identifier, approve, server } = await asked();
    await revoke(`npm:${identifier}@1.0.0`);
    const outcomes = [];
    for (const person of [first, second, admin])
      outcomes.push(
        await approve(person).then(
          () => null,
          (error: unknown) => error,
        ),
      );
    expect(outcomes).toContainEqual(
      expect.objectContaining({
        code: "conflict",
        message: expect.stringContaining("revoked by Test security") as string,
      }),
    );
    expect(await db.server.count({ where: { name: server.name } })).toBe(0);
  });

  test("that ends at the moment of the revocation leaves nothing on offer", async () => {
    const { first, second, admin, identifier, approve, server } = await asked();
    // Whichever comes first, the other one sees it: both stand at the lock of the list.
    let last: (() => Promise<unknown>) | null = null;
    for (const person of [first, second, admin]) {
      last = () => approve(person);
      const { requiredSecurity } = await db.request.findFirstOrThrow({
        where: { serverName: server.name },
        select: { requiredSecurity: true },
      });
      if (requiredSecurity <= 1 || person === second) break;
      await last();
    }
    const outcomes = await raceOnLock("gatehouse.revocations", [
      last ?? (() => Promise.reject(new Error("Nobody is left."))),
      () => revoke(`npm:${identifier}`),
    ]);
    expect(outcomes[1]?.status).toBe("fulfilled");
    const row = await db.serverVersion.findFirst({ where: { serverName: server.name } });
    if (outcomes[0]?.status === "fulfilled") expect(row).toMatchObject(blocked);
    else expect(row).toBeNull();
  });
});
