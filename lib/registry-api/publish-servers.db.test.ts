import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { writeCountedRefusals } from "#lib/audit/refusals.ts";
import { db } from "#lib/db/client.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { removePublisher } from "#lib/publishing/remove-publisher.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { submitRequest } from "#lib/requests/submit-request.ts";
import { createPerson, createServer, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { raceOnLock } from "#lib/testing/race.ts";
import { startIssuer } from "#lib/testing/oidc-issuer.ts";
import { startRegistry, tokenFor } from "#lib/testing/registry-server.ts";

/** The factory's own sorts after every real one. */
const FIRST = orderKey("1.0.0", "2026-01-01T00:00:00Z");
const REQUEST = "dev.gatehouse/request";
type Document = ReturnType<typeof serverDocument>;
type About = {
  id: string;
  number: number;
  state: string;
  revision: number;
  url: string;
  riskTier: string;
  requiredApprovals: number;
  message: string;
  missing?: { field: string }[];
};

let registry: Awaited<ReturnType<typeof startRegistry>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
beforeAll(async () => {
  [registry, issuer] = await Promise.all([startRegistry(), startIssuer()]);
});
afterAll(async () => {
  issuer.close();
  await registry.close();
});

/** A team with a person, in whose name a pipeline publishes into a namespace of its own. */
async function pipeline() {
  const team = await createTeam();
  const [admin, person] = await Promise.all([createPerson(["admin"]), createPerson([], [team.id])]);
  const namespace = `test.${randomUUID().slice(0, 8)}`;
  const repository = `acme/${namespace}`;
  const { id: publisherId } = await createPublisher(admin.ctx(), {
    name: `Pipeline ${namespace}`,
    issuer: issuer.issuer,
    audience: "gatehouse",
    claims: { repository },
    names: [`${namespace}/*`],
    person: person.email,
    allowedHosts: [issuer.host],
  });
  const signIn = async () => {
    const oidc_token = await issuer.sign({ aud: "gatehouse", repository });
    const body = JSON.stringify({ oidc_token });
    const { json } = await registry.ask("/v0/auth/oidc", { method: "POST", body });
    return (json as { registry_token: string }).registry_token;
  };
  const token = await signIn();
  const document = serverDocument(`${namespace}/files`);
  const listed = (more: object = {}) =>
    createServer(
      // High risk: two reviewers.
      {
        name: document.name,
        ownerTeamId: team.id,
        origin: "internal",
        classification: "public",
        ...more,
      },
      { document: JSON.stringify(document), orderKey: FIRST },
    );
  return { team, admin, person, namespace, publisherId, signIn, token, document, listed };
}

async function publish(document: unknown, token: string | undefined, path = "/v0/publish") {
  const body = typeof document === "string" ? document : JSON.stringify(document);
  const reply = await registry.ask(path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
    ...(token === undefined ? {} : { token }),
  });
  const meta = (reply.json as { _meta?: Record<string, About> } | undefined)?._meta;
  return { ...reply, about: meta?.[REQUEST] as About };
}
/** All of them at the same instant: each has come as far as the name's lock. */
async function race(name: string, documents: readonly Document[], token: string) {
  const replies: Awaited<ReturnType<typeof publish>>[] = [];
  await raceOnLock(
    `gatehouse.publish ${name}`,
    documents.map((document) => async () => replies.push(await publish(document, token))),
  );
  return replies;
}
const next = (document: Document, version: string, more: object = {}): Document => ({
  ...document,
  version,
  packages: document.packages.map((entry) => ({ ...entry, version })),
  ...more,
});

describe("a pipeline's new version of a listed server", () => {
  test.each(["/v0/publish", "/v0.1/publish"])("becomes a request at %s", async (path) => {
    const { token, document, listed, person, team } = await pipeline();
    const server = await listed();
    const version = next(document, "1.1.0");
    const reply = await publish(version, token, path);
    expect(reply.status).toBe(201);
    expect(reply.json).toEqual({ server: version, _meta: { [REQUEST]: expect.any(Object) } });
    expect(reply.about).toMatchObject({
      kind: "add_version",
      state: "submitted",
      revision: 1,
      outcome: "opened",
      requiredApprovals: 2,
      url: expect.stringMatching(/\/requests\/R-\d+$/),
    });
    expect(reply.headers).toMatchObject({
      location: reply.about.url,
      "access-control-allow-origin": "*",
      "content-type": "application/json",
      "cache-control": "no-store",
    });
    const row = await db.request.findUniqueOrThrow({ where: { id: reply.about.id } });
    expect(row).toMatchObject({
      origin: "publish",
      serverId: server.id,
      requesterId: person.id,
      ownerTeamId: team.id,
      number: reply.about.number,
      riskTier: reply.about.riskTier,
      decisionDueAt: expect.any(Date),
    });
    const events = await db.auditEvent.findMany({ where: { targetId: reply.about.id } });
    expect(events).toMatchObject([
      {
        action: "request.submit",
        actorId: person.id,
        after: { publisher: expect.stringContaining("Pipeline"), subject: "job", version: "1.1.0" },
      },
    ]);
  });

  test("is not served before its approval, and is after it", async () => {
    const { token, document, listed } = await pipeline();
    await listed({ exposed: true });
    const { about } = await publish(next(document, "1.1.0"), token);
    const address = `/v0.1/servers/${encodeURIComponent(document.name)}/versions/1.1.0`;
    expect((await registry.ask(address)).status).toBe(404);
    for (const reviewer of [await createPerson(["security"]), await createPerson(["security"])])
      await decideRequest(reviewer.ctx(), {
        requestId: about.id,
        revision: 1,
        decision: "approve",
        reason: "Read the change.",
      });
    expect(
      await db.serverVersion.findFirst({ where: { serverName: document.name, version: "1.1.0" } }),
    ).toMatchObject({ lifecycle: "approved", isLatest: true });
    const again = await publish(next(document, "1.1.0"), token);
    expect([again.status, again.json]).toMatchObject([
      409,
      { detail: expect.stringContaining("is approved already") },
    ]);
  });

  test("published again is the same request", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const version = next(document, "1.1.0");
    const first = await publish(version, token);
    // The same meaning, written in another way.
    const text = JSON.stringify(
      { ...Object.fromEntries(Object.entries(version).reverse()) },
      null,
      2,
    );
    const again = await publish(text, token);
    expect([again.status, again.about]).toMatchObject([
      200,
      { id: first.about.id, revision: 1, outcome: "unchanged" },
    ]);
    expect(await db.request.count({ where: { serverName: document.name } })).toBe(1);
    expect(await db.auditEvent.count({ where: { targetId: first.about.id } })).toBe(1);
  });

  test("with another document is a new revision, and earlier votes count no more", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const { about } = await publish(next(document, "1.1.0"), token);
    const reviewer = await createPerson(["security"]);
    const decision = {
      requestId: about.id,
      decision: "request_changes" as const,
      reason: "Say more.",
    };
    await decideRequest(reviewer.ctx(), { ...decision, revision: 1 });
    const reply = await publish(next(document, "1.1.0", { description: "Says more" }), token);
    expect([reply.status, reply.about]).toMatchObject([
      201,
      { id: about.id, revision: 2, state: "in_review", outcome: "revised" },
    ]);
    expect(await getRequest(reviewer.ctx(), { id: about.id })).toMatchObject({
      revision: 2,
      decisions: expect.any(Array),
      progress: { complete: false },
    });
  });

  test("two versions are two requests", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const one = await publish(next(document, "1.1.0"), token);
    const two = await publish(next(document, "1.2.0"), token);
    expect(two.about.id).not.toBe(one.about.id);
  });

  test("published twice at the same instant is one request", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const version = next(document, "1.1.0");
    const replies = await race(
      document.name,
      Array.from({ length: 4 }, () => version),
      token,
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map(({ about }) => about.id)).size).toBe(1);
    expect(await db.request.count({ where: { serverName: document.name } })).toBe(1);
  });

  test("so are two different documents of one version", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const versions = ["One", "Two"].map((description) => next(document, "1.1.0", { description }));
    const replies = await race(document.name, versions, token);
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(replies.map(({ about }) => about.revision).sort()).toEqual([1, 2]);
    expect(await db.request.count({ where: { serverName: document.name } })).toBe(1);
  });

  test("for which somebody else asks already is refused", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const other = await createPerson();
    const theirs = await publish(
      next(document, "1.1.0"),
      await tokenFor(other.email, ["requests:write"]),
    );
    expect(theirs.status).toBe(201);
    const reply = await publish(next(document, "1.1.0"), token);
    expect([reply.status, reply.json]).toMatchObject([
      409,
      { detail: expect.stringContaining("somebody else") },
    ]);
  });

  test("of a retired server is refused: its name stays reserved", async () => {
    const { token, document, listed } = await pipeline();
    await listed({ lifecycle: "retired" });
    const reply = await publish(next(document, "1.1.0"), token);
    expect([reply.status, reply.json]).toMatchObject([
      409,
      { detail: expect.stringContaining("retired") },
    ]);
  });
});

describe("a server that is not listed", () => {
  test("is asked for at once where a candidate says what a document does not", async () => {
    const { token, document, team } = await pipeline();
    await createServer(
      {
        name: document.name,
        lifecycle: "candidate",
        ownerTeamId: team.id,
        classification: "internal",
        deploymentModel: "self_hosted",
      },
      {
        lifecycle: "candidate",
        version: "0.9.0",
        document: JSON.stringify({ ...document, version: "0.9.0" }),
      },
    );
    // The model follows from deployments; a planned one says it.
    const server = await db.server.findUniqueOrThrow({ where: { name: document.name } });
    await db.deployment.create({
      data: {
        serverId: server.id,
        environment: "test",
        model: "self_hosted",
        provider: "k8s",
        operatedBy: "us",
      },
    });
    const { status, about } = await publish(document, token);
    expect([status, about]).toMatchObject([201, { kind: "list_server", state: "submitted" }]);
    expect(
      (await db.requestRevision.findFirst({ where: { requestId: about.id } }))?.payload,
    ).toMatchObject({
      ownerTeam: team.slug,
      dataClassification: "internal",
      deploymentModel: "self_hosted",
    });
  });

  test("is a draft for its person where something is missing, which says what", async () => {
    const { token, document, person, team } = await pipeline();
    const { status, about } = await publish(document, token);
    expect(status).toBe(201);
    expect(about).toMatchObject({
      kind: "list_server",
      state: "draft",
      message: expect.stringContaining("has to complete and submit it"),
      missing: [{ field: "dataClassification" }, { field: "deploymentModel" }],
    });
    const told = await db.outboxEvent.findMany({ where: { subjectId: about.id } });
    expect(told).toMatchObject([
      { topic: "request.drafted", actorId: "publishing", recipients: [person.id] },
    ]);
    await expect(
      submitRequest(person.ctx(), { requestId: about.id, revision: 1 }),
    ).rejects.toMatchObject({
      fields: { dataClassification: [expect.any(String)] },
    });

    // Another version belongs to the same draft, which still waits.
    const later = await publish(next(document, "1.0.1"), token);
    expect(later.about).toMatchObject({
      id: about.id,
      revision: 2,
      state: "draft",
      outcome: "revised",
    });
    await editRequest(person.ctx(), {
      requestId: about.id,
      revision: 2,
      server: next(document, "1.0.1"),
      justification: "Our agents need it.",
      ownerTeam: team.slug,
      dataClassification: "internal",
      deploymentModel: "self_hosted",
    });
    const revised = await publish(next(document, "1.0.2"), token);
    expect(revised.about).toMatchObject({ id: about.id, revision: 4, state: "submitted" });
    expect(await db.request.findUnique({ where: { id: about.id } })).toMatchObject({
      justification: "Our agents need it.",
    });
  });

  test("misses its team too where its person is in several", async () => {
    const { person, document, signIn } = await pipeline();
    const other = await createTeam();
    await db.teamMember.create({ data: { teamId: other.id, userId: person.id } });
    const { about } = await publish(document, await signIn());
    expect(about.missing?.map(({ field }) => field)).toEqual([
      "ownerTeam",
      "dataClassification",
      "deploymentModel",
    ]);
  });
});

describe("who may publish", () => {
  test("nobody without a token: 401, before the body is read", async () => {
    for (const token of [
      undefined,
      "gtr_x",
      `gtr_${"a".repeat(12)}_${"b".repeat(43)}`,
      "gth_nonsense",
    ]) {
      const reply = await publish("not even JSON", token);
      expect(reply.status).toBe(401);
      expect(reply.headers["www-authenticate"]).toMatch(/^Bearer/);
      expect(reply.headers["access-control-allow-origin"]).toBe("*");
      expect(reply.json).toMatchObject({ status: 401, error: expect.any(String) });
    }
  });

  test("a registry token that is no good is recorded by its public part", async () => {
    await writeCountedRefusals();
    const prefix = randomUUID().replaceAll("-", "").slice(0, 12);
    const secret = "b".repeat(43);
    expect((await publish("not even JSON", `gtr_${prefix}_${secret}`)).status).toBe(401);
    const records = await db.auditEvent.findMany({ where: { targetId: prefix } });
    expect(records).toMatchObject([
      { action: "authorization.refuse", targetKind: "token", actorId: "anonymous" },
    ]);
    expect(JSON.stringify(records)).not.toContain(secret);
  });

  test("nobody without a token, which is recorded", async () => {
    await writeCountedRefusals();
    const refusals = () =>
      db.auditEvent.count({ where: { actorId: "anonymous", targetId: "request.create" } });
    const before = await refusals();
    expect((await publish("not even JSON", undefined)).status).toBe(401);
    expect(await refusals()).toBeGreaterThan(before);
  });

  test("a publisher its own names only: 403 with the ones it may", async () => {
    const { token, document, namespace } = await pipeline();
    const reply = await publish({ ...document, name: `${namespace}-evil/files` }, token);
    expect([reply.status, reply.json]).toMatchObject([
      403,
      { detail: expect.stringContaining(`only ${namespace}/*`) },
    ]);
  });

  test("a person whose token has the scope for requests", async () => {
    const { person, document, listed } = await pipeline();
    await listed();
    const version = next(document, "1.1.0");
    const reader = await publish(version, await tokenFor(person.email, ["catalog:read"]));
    expect([reader.status, reader.json]).toMatchObject([
      403,
      { detail: expect.stringContaining("scope") },
    ]);
    const writer = await publish(version, await tokenFor(person.email, ["requests:write"]));
    expect([writer.status, writer.about]).toMatchObject([201, { state: "submitted" }]);
    expect(await db.request.findUnique({ where: { id: writer.about.id } })).toMatchObject({
      justification: expect.stringContaining("personal access token"),
    });
  });

  test("no auditor, whatever their token says", async () => {
    const auditor = await createPerson(["auditor"]);
    const { document } = await pipeline();
    const reply = await publish(document, await tokenFor(auditor.email, ["requests:write"]));
    expect(reply.status).toBe(403);
  });

  test("no publisher that was changed, paused or removed, nor one whose person is disabled", async () => {
    const { token, document, admin, publisherId, person, signIn } = await pipeline();
    await changePublisher(admin.ctx(), { id: publisherId, names: ["test.other/*"] });
    expect((await publish(document, token)).status).toBe(401);
    const second = await signIn();
    expect((await publish(document, second)).status).toBe(403);
    await changePublisher(admin.ctx(), { id: publisherId, enabled: false });
    expect((await publish(document, second)).status).toBe(401);
    await changePublisher(admin.ctx(), { id: publisherId, enabled: true });
    const third = await signIn();
    await db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } });
    expect((await publish(document, third)).status).toBe(401);
    await removePublisher(admin.ctx(), { id: publisherId });
    expect((await publish(document, third)).status).toBe(401);
  });

  test("no token older than five minutes", async () => {
    const { token, document, publisherId } = await pipeline();
    await db.registryToken.updateMany({ where: { publisherId }, data: { expiresAt: new Date() } });
    const reply = await publish(document, token);
    expect([reply.status, reply.json]).toMatchObject([
      401,
      { detail: expect.stringContaining("five minutes") },
    ]);
  });

  test("a registry token reads nothing that a stranger does not", async () => {
    const { token } = await pipeline();
    expect((await registry.ask("/v0.1/servers", { token })).status).toBe(401);
  });
});

describe("a document that does not fit", () => {
  test("is 422 with every issue and its place", async () => {
    const { token, document } = await pipeline();
    const wrong = {
      ...document,
      description: "x".repeat(200),
      version: "latest",
      packages: [{ registryType: "npm" }],
    };
    const reply = await publish(wrong, token);
    expect(reply.status).toBe(422);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    const { errors, issues, error } = reply.json as {
      errors: { location: string }[];
      issues: object[];
      error: string;
    };
    expect(errors.map(({ location }) => location)).toEqual(
      expect.arrayContaining(["body.description", "body.version", "body.packages[0].identifier"]),
    );
    expect(issues.length).toBeGreaterThanOrEqual(errors.length);
    expect(error).toContain("does not fit");
    const { json } = await registry.ask("/v0.1/validate", {
      method: "POST",
      body: JSON.stringify(wrong),
    });
    expect(json).toMatchObject({ valid: false, issues });
  });

  test("is none for an image or a server inside the company, which /validate refuses", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const inside = next(document, "1.1.0", {
      packages: [
        {
          registryType: "oci",
          identifier: "registry.acme.internal/files:1.1.0",
          transport: { type: "stdio" },
        },
      ],
      remotes: [{ type: "streamable-http", url: "http://localhost:8080/mcp" }],
    });
    const body = JSON.stringify(inside);
    const strict = await registry.ask("/v0.1/validate", { method: "POST", body });
    expect(strict.json).toMatchObject({ valid: false });
    expect((await publish(inside, token)).status).toBe(201);
  });

  test.each(["", "{", "[]", '"x"', "null"])("%j is 400", async (body) => {
    const { token } = await pipeline();
    const reply = await publish(body, token);
    expect([reply.status, reply.headers["content-type"]]).toEqual([
      400,
      "application/problem+json",
    ]);
  });

  test("is 413 beyond 1 MiB", async () => {
    const { token, document } = await pipeline();
    const reply = await publish({ ...document, "x-own": "x".repeat(1_100_000) }, token);
    expect(reply.status).toBe(413);
  });

  test("keeps numbers and fields that nobody knows", async () => {
    const { token, document, listed } = await pipeline();
    await listed();
    const text = JSON.stringify(next(document, "1.1.0")).replace(
      /\}$/,
      ',"x-own":{"n":12345678901234567890}}',
    );
    const reply = await publish(text, token);
    expect(reply.status).toBe(201);
    expect(reply.text).toContain(`{"server":${text},"_meta":`);
    const row = await db.requestRevision.findFirstOrThrow({ where: { requestId: reply.about.id } });
    expect(row.document).toContain('"n":12345678901234567890');
  });
});

test("below an audience, publishing is not offered, and says where it is", async () => {
  const reply = await registry.ask("/r/any/v0.1/publish", { method: "POST", body: "{}" });
  expect([reply.status, reply.json]).toMatchObject([
    501,
    { detail: expect.stringContaining("/v0.1/publish") },
  ]);
});
