import { describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db } from "#lib/db/client.ts";
import {
  createPerson,
  createServer,
  createTeam,
  reviewCast,
  serverDocument,
} from "#lib/testing/factories.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";

const reason = "Looked at it.";
type Person = Awaited<ReturnType<typeof createPerson>>;

/** Asks, and has as many decide as it takes, in the order given. */
async function approved(asker: Person, asked: Record<string, unknown>, deciders: Person[]) {
  const request = await createRequest(asker.ctx(), { justification: "Needed.", ...asked });
  let state: string = request.state;
  for (const person of deciders)
    if (state !== "approved")
      state = (
        await decideRequest(person.ctx(), {
          requestId: request.id,
          revision: 1,
          decision: "approve",
          reason,
        })
      ).state;
  expect(state).toBe("approved");
  return request;
}
const serverOf = (id: string) => db.server.findUniqueOrThrow({ where: { id } });

async function listed(more: Record<string, unknown> = {}) {
  const cast = await reviewCast();
  const document = serverDocument();
  const server = await createServer(
    { name: document.name, ownerTeamId: cast.team.id, ...more },
    { document: JSON.stringify(document), orderKey: orderKey("1.0.0", "2026-01-01T00:00:00Z") },
  );
  const runs = {
    environment: "lab",
    model: "self_hosted" as const,
    provider: "lab",
    operatedBy: "us",
  };
  await db.deployment.create({ data: { serverId: server.id, ...runs } });
  return { ...cast, server, document, everyone: [cast.first, cast.second, cast.admin] };
}

describe("each kind takes effect in the transaction of its last approval", () => {
  test("a version becomes the latest, and its approval has a date to renew it by", async () => {
    const { owner, everyone, server, document } = await listed();
    await approved(
      owner,
      { kind: "add_version", server: { ...document, version: "1.1.0" }, changelog: "Faster." },
      everyone,
    );
    expect(await serverOf(server.id)).toMatchObject({ latestVersion: "1.1.0" });
    const [approval] = await db.approval.findMany({ where: { serverId: server.id } });
    expect(approval?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
  });

  test("a version that changed upstream since is not approved: the approval is for one document", async () => {
    const { owner, everyone, server, document } = await listed();
    const next = { ...document, version: "1.1.0" };
    const { id: requestId } = await createRequest(owner.ctx(), {
      kind: "add_version",
      server: next,
      justification: "New.",
    });
    const { createHash } = await import("node:crypto");
    await db.serverVersion.create({
      data: {
        serverId: server.id,
        serverName: server.name,
        version: "1.1.0",
        orderKey: "11.1.0",
        document: "{}",
        description: "Another",
        checksum: createHash("sha256").update("another").digest("hex"),
        publishedAt: new Date(),
      },
    });
    const decide = (person: Person) =>
      decideRequest(person.ctx(), { requestId, revision: 1, decision: "approve", reason });
    await decide(everyone[0] as Person);
    await expect(decide(everyone[1] as Person)).rejects.toMatchObject({ code: "conflict" });
    // Nothing of the second vote stays behind.
    expect(await db.requestDecision.count({ where: { requestId } })).toBe(1);
  });

  test("classification and address change, and what runs there is not recorded twice", async () => {
    const { owner, everyone, server } = await listed({ classification: "internal" });
    const place = { environment: "production", provider: "k8s", operatedBy: "us" };
    await db.deployment.create({
      data: {
        serverId: server.id,
        model: "self_hosted",
        address: "http://a.acme.example",
        ...place,
      },
    });
    await approved(
      owner,
      {
        kind: "change_server",
        serverName: server.name,
        dataClassification: "confidential",
        deploymentModel: "self_hosted",
        deployment: { ...place, address: "http://b.acme.example" },
      },
      everyone,
    );
    expect(await serverOf(server.id)).toMatchObject({ classification: "confidential" });
    const where = { serverId: server.id, environment: "production" };
    expect(await db.deployment.findMany({ where })).toMatchObject([
      { address: "http://b.acme.example", status: "active" },
    ]);
  });

  test("a model alone is that of the one place it runs in, or of the first it will run in", async () => {
    const { requester, owner, server, everyone } = await listed();
    const model = (deploymentModel: string) => ({
      kind: "change_server",
      serverName: server.name,
      deploymentModel,
    });
    const where = { serverId: server.id };
    await db.deployment.deleteMany({ where });
    await approved(owner, model("self_hosted"), everyone);
    expect(await db.deployment.findMany({ where })).toMatchObject([
      { environment: "production", model: "self_hosted", status: "planned" },
    ]);
    await approved(owner, model("hybrid"), everyone);
    expect(await db.deployment.findMany({ where })).toMatchObject([{ model: "hybrid" }]);
    await db.deployment.create({
      data: {
        ...where,
        environment: "test",
        provider: "kubernetes",
        model: "cloud",
        operatedBy: "us",
      },
    });
    await expect(
      createRequest(requester.ctx(), { ...model("cloud"), justification: "It moves." }),
    ).rejects.toMatchObject({ fields: { deployment: [expect.stringContaining("2 places")] } });
  });

  test("ownership goes to a team that accepted, and only then", async () => {
    const { owner, first, second, admin, server } = await listed();
    const team = await createTeam();
    const heir = await createPerson([], [team.id]);
    const { id: requestId } = await createRequest(owner.ctx(), {
      kind: "transfer_ownership",
      serverName: server.name,
      ownerTeam: team.slug,
      responsible: heir.email,
      justification: "They run it.",
    });
    const decide = (person: Person) =>
      decideRequest(person.ctx(), { requestId, revision: 1, decision: "approve", reason });
    expect(await decide(first)).toMatchObject({ state: "in_review" });
    const colleague = await createPerson([], [(await serverOf(server.id)).ownerTeamId ?? ""]);
    await expect(decide(colleague)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("takes it has to accept") as string,
    });
    // Nor past the rules, straight into the database.
    await expect(
      db.requestDecision.create({
        data: {
          requestId,
          revision: 1,
          digest: (await db.requestRevision.findFirstOrThrow({ where: { requestId } })).digest,
          reviewerId: colleague.id,
          capacity: "owner_team",
          decision: "approve",
          reason,
        },
      }),
    ).rejects.toThrow("Only a member of the owner team");
    expect(await decide(heir)).toMatchObject({ capacity: "owner_team", state: "approved" });
    expect(await serverOf(server.id)).toMatchObject({
      ownerTeamId: team.id,
      responsibleId: heir.id,
    });
    void [second, admin];
  });

  test("a deprecation carries its message and successor to clients", async () => {
    const { owner, everyone, server } = await listed();
    const successor = await createServer();
    await approved(
      owner,
      {
        kind: "deprecate",
        serverName: server.name,
        message: "Unmaintained.",
        successor: successor.name,
      },
      everyone,
    );
    expect(await serverOf(server.id)).toMatchObject({
      lifecycle: "deprecated",
      statusMessage: `Unmaintained. Use ${successor.name} instead.`,
    });
  });

  test("a quarantine is lifted by two people of security, and by nobody alone", async () => {
    const { requester, owner, first, second, server } = await listed();
    await quarantineServer(owner.ctx(), { name: server.name, reason: "Odd traffic." });
    await expect(
      quarantineServer(requester.ctx(), { name: server.name, reason: "Me too." }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      db.server.update({ where: { id: server.id }, data: { quarantinedAt: null } }),
    ).rejects.toThrow(/approved request/);
    const { id: requestId, requiredApprovals } = await createRequest(owner.ctx(), {
      kind: "lift_quarantine",
      serverName: server.name,
      message: "It was a scanner.",
      justification: "Checked the logs.",
    });
    expect(requiredApprovals).toBe(2);
    await decideRequest(first.ctx(), { requestId, revision: 1, decision: "approve", reason });
    expect((await serverOf(server.id)).quarantinedAt).not.toBeNull();
    await decideRequest(second.ctx(), { requestId, revision: 1, decision: "approve", reason });
    expect((await serverOf(server.id)).quarantinedAt).toBeNull();
  });

  test("an exception waives its rule until its date, and for its server only", async () => {
    const { owner, everyone, server } = await listed({ classification: "restricted" });
    const other = await createServer({ classification: "restricted" });
    const deploy = (serverId: string) =>
      db.deployment.create({
        data: { serverId, environment: "test", model: "cloud", provider: "c", operatedBy: "us" },
      });
    await expect(deploy(server.id)).rejects.toThrow(/do not admit/);
    await approved(
      owner,
      { kind: "exception", serverName: server.name, rule: "deployment_rules", days: 30 },
      everyone,
    );
    await expect(deploy(server.id)).resolves.toBeDefined();
    await expect(deploy(other.id)).rejects.toThrow(/do not admit/);
    const [exception] = await db.ruleException.findMany({ where: { serverId: server.id } });
    expect(Math.round(((exception?.expiresAt.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(30);
  });

  test("a retirement begins with its dates, successor and consumers", async () => {
    const { owner, everyone, requester, server } = await listed();
    await db.serverUse.create({
      data: { serverId: server.id, userId: requester.id, client: "vscode" },
    });
    const successor = await createServer();
    await approved(
      owner,
      {
        kind: "retire",
        serverName: server.name,
        message: "Replaced.",
        successor: successor.name,
        retiresOn: "2099-01-01",
      },
      everyone,
    );
    const [campaign] = await db.retirement.findMany({
      where: { serverId: server.id },
      include: { consumers: true },
    });
    expect(campaign).toMatchObject({
      state: "announced",
      successorId: successor.id,
      consumers: [{ userId: requester.id }],
    });
  });
});

describe("what cannot be asked for", () => {
  test.each([
    ["a retired name", { lifecycle: "retired" as const }, "server"],
    ["a listed server", { lifecycle: "approved" as const }, "server"],
  ])("listing %s", async (_name, state, field) => {
    const cast = await reviewCast();
    await createServer({ name: cast.listing.server.name, ...state });
    await expect(createRequest(cast.requester.ctx(), cast.listing)).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: [expect.any(String)] },
    });
  });

  test("a server twice at the same time: the second is led to the first", async () => {
    const cast = await reviewCast();
    await createRequest(cast.requester.ctx(), cast.listing);
    const other = await createPerson();
    await expect(createRequest(other.ctx(), cast.listing)).rejects.toThrow(
      /R-\d+ asks for this server already/,
    );
  });

  test("anything new for a server nobody answers for, but its ownership", async () => {
    const { owner, server, document } = await listed({
      freezesAt: new Date(Date.now() - 1_000),
      unownedSince: new Date(),
    });
    await expect(
      createRequest(owner.ctx(), {
        kind: "add_version",
        server: { ...document, version: "2.0.0" },
        justification: "New.",
      }),
    ).rejects.toThrow(/Nobody answers for this server/);
    const team = await createTeam();
    await expect(
      createRequest(owner.ctx(), {
        kind: "transfer_ownership",
        serverName: server.name,
        ownerTeam: team.slug,
        justification: "Ours now.",
      }),
    ).resolves.toMatchObject({ state: "submitted" });
  });

  test("a deployment that the rules do not admit", async () => {
    const cast = await reviewCast();
    await expect(
      createRequest(cast.requester.ctx(), {
        ...cast.listing,
        dataClassification: "restricted",
        deploymentModel: "cloud",
      }),
    ).rejects.toMatchObject({ fields: { deploymentModel: [expect.any(String)] } });
  });

  test("a document that does not fit, naming the place", async () => {
    const cast = await reviewCast();
    await expect(
      createRequest(cast.requester.ctx(), {
        ...cast.listing,
        server: { ...cast.listing.server, version: "^1.0.0" },
      }),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: { server: [expect.stringContaining("version")] },
    });
  });
});
