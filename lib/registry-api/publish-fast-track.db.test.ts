// The fast track is in the review policy, of which there is one.
import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db } from "#lib/db/client.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";
import { createPerson, createServer, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { startIssuer } from "#lib/testing/oidc-issuer.ts";
import { startRegistry, tokenFor } from "#lib/testing/registry-server.ts";

/** The factory's own sorts after every real one. */
const FIRST = orderKey("1.0.0", "2026-01-01T00:00:00Z");
const REQUEST = "dev.gatehouse/request";
const PUBLISHER = "io.modelcontextprotocol.registry/publisher-provided";
const TOOLS = [
  {
    name: "read_file",
    description: "Reads a file",
    inputSchema: { type: "object" },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
];

let registry: Awaited<ReturnType<typeof startRegistry>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;

beforeAll(async () => {
  [registry, issuer] = await Promise.all([startRegistry(), startIssuer()]);
  await allowFastTrack(true);
});
afterAll(async () => {
  issuer.close();
  await registry.close();
});

async function allowFastTrack(patchReleases: boolean) {
  const [author, publisher] = [await createPerson(["admin"]), await createPerson(["admin"])];
  const { rules } = await loadPolicy(db);
  const changed = { ...rules, fastTrack: { patchReleases } };
  const { version } = await draftPolicy(author.ctx(), { rules: changed, note: "Patch releases." });
  await publishPolicy(publisher.ctx(), { version });
}

const release = (name: string, version: string, more: object = {}) => {
  const document = serverDocument(name, { _meta: { [PUBLISHER]: { tools: TOOLS } }, ...more });
  return {
    ...document,
    version,
    packages: document.packages.map((entry) => ({ ...entry, version })),
  };
};

/** A listed server of low risk with known tools, and the pipeline of its owners. */
async function pipeline({ server = {}, owner = true }: { server?: object; owner?: boolean } = {}) {
  const [team, others] = await Promise.all([createTeam(), createTeam()]);
  const [admin, person] = await Promise.all([
    createPerson(["admin"]),
    createPerson([], [owner ? team.id : others.id]),
  ]);
  const name = `test.${randomUUID().slice(0, 8)}/files`;
  const row = await createServer(
    { name, ownerTeamId: team.id, origin: "internal", classification: "public", ...server },
    { document: JSON.stringify(release(name, "1.0.0")), checksum: "a".repeat(64), orderKey: FIRST },
  );
  const version = await db.serverVersion.findFirstOrThrow({ where: { serverId: row.id } });
  await db.tool.createMany({
    data: TOOLS.map((tool) => ({ ...tool, versionId: version.id, origin: "import" })),
  });
  const { id: publisherId } = await createPublisher(admin.ctx(), {
    name: `Pipeline of ${name}`,
    issuer: issuer.issuer,
    audience: "gatehouse",
    claims: { repository: name },
    names: [name],
    person: person.email,
    allowedHosts: [issuer.host],
  });
  const oidc_token = await issuer.sign({ aud: "gatehouse", repository: name });
  const { json } = await registry.ask("/v0.1/auth/oidc", {
    method: "POST",
    body: JSON.stringify({ oidc_token }),
  });
  const token = (json as { registry_token: string }).registry_token;
  return { name, serverId: row.id, team, admin, person, publisherId, token };
}
type Pipeline = Awaited<ReturnType<typeof pipeline>>;

type About = {
  id: string;
  state: string;
  outcome: string;
  requiredApprovals: number;
  riskTier: string;
  fastTrack?: { fast: boolean; reasons: string[] };
};
async function publish(document: object, token: string) {
  const body = JSON.stringify(document);
  const reply = await registry.ask("/v0.1/publish", { method: "POST", body, token });
  const meta = (reply.json as { _meta?: Record<string, About> })._meta ?? {};
  return { ...reply, about: meta[REQUEST] as About };
}
const approvalOf = (serverId: string, more: object) =>
  db.request.findFirstOrThrow({ where: { serverId } }).then(({ id }) =>
    db.approval.create({
      data: { serverId, version: "1.0.0", checksum: "a".repeat(64), requestId: id, ...more },
    }),
  );
/** Some request that an approval can point to. */
const someRequest = ({ serverId, person, name }: Pipeline) =>
  db.request.create({
    data: { kind: "list_server", serverId, serverName: name, requesterId: person.id, title: "x" },
  });

describe("a patch release of the owner's pipeline that changes nothing but its number", () => {
  test("is published at once, with its request, its record and word to the reviewers", async () => {
    const reviewer = await createPerson(["security"]);
    const { name, token, serverId, person } = await pipeline();
    const document = release(name, "1.0.1");
    const reply = await publish(document, token);
    expect([reply.status, reply.about]).toMatchObject([
      200,
      { state: "approved", outcome: "published", requiredApprovals: 0, fastTrack: { fast: true } },
    ]);
    // The answer is the official one, as for every published version.
    expect(reply.json).toMatchObject({
      server: document,
      _meta: { "io.modelcontextprotocol.registry/official": { status: "active", isLatest: true } },
    });
    const latest = `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;
    const read = await registry.ask(latest, { token: await tokenFor(person.email) });
    expect(read.json).toMatchObject({ server: { version: "1.0.1" } });

    const events = await db.auditEvent.findMany({
      where: { targetId: { in: [reply.about.id, serverId] } },
      orderBy: { at: "asc" },
    });
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(["request.submit", "request.fast_track", "server.add_version"]),
    );
    expect(events.find(({ action }) => action === "request.fast_track")?.after).toMatchObject({
      state: "approved",
      because: [
        expect.stringContaining("1.0.1 is a patch release of 1.0.0"),
        expect.any(String),
        expect.any(String),
      ],
    });
    const told = await db.outboxEvent.findMany({ where: { subjectId: reply.about.id } });
    expect(told).toMatchObject([
      { topic: "request.decided", title: expect.stringContaining("without a review") },
    ]);
    expect(told[0]?.recipients).toContain(reviewer.id);
    expect(await db.approval.findMany({ where: { serverId } })).toMatchObject([
      { version: "1.0.1", requestId: reply.about.id, endedAt: null },
    ]);
    expect((await publish(document, token)).status).toBe(409);
    expect((await publish(release(name, "1.0.2"), token)).about.state).toBe("approved");
  });

  test("published twice at the same instant is published once", async () => {
    const { name, token, serverId } = await pipeline();
    const document = release(name, "1.0.1");
    const replies = await Promise.all([publish(document, token), publish(document, token)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await db.serverVersion.count({ where: { serverId } })).toBe(2);
    expect(await db.request.count({ where: { serverName: name } })).toBe(1);
  });

  test("is approved no longer than the version before it", async () => {
    const made = await pipeline();
    await someRequest(made);
    const expiresAt = new Date(Date.now() + 7 * 86_400_000);
    await approvalOf(made.serverId, { expiresAt });
    const { about } = await publish(release(made.name, "1.0.1"), made.token);
    expect(about.state).toBe("approved");
    expect(await db.approval.findFirstOrThrow({ where: { requestId: about.id } })).toMatchObject({
      version: "1.0.1",
      expiresAt,
    });
  });
});

describe("goes to review, and says why, when", () => {
  type Case = (made: Pipeline) => Promise<object> | object;
  const plain: Case = ({ name }) => release(name, "1.0.1");
  test.each<[string, Case, RegExp, Parameters<typeof pipeline>[0]?]>([
    ["it is a minor release", ({ name }) => release(name, "1.1.0"), /not a patch/],
    ["it is older than the latest", ({ name }) => release(name, "0.9.9"), /not a patch/],
    [
      "its tools changed",
      ({ name }) =>
        release(name, "1.0.1", {
          _meta: { [PUBLISHER]: { tools: [{ ...TOOLS[0], description: "Reads all files" }] } },
        }),
      /Its tools changed/,
    ],
    [
      "it names no tools",
      ({ name }) => release(name, "1.0.1", { _meta: {} }),
      /does not say which tools/,
    ],
    [
      "it has an address more",
      ({ name }) =>
        release(name, "1.0.1", { remotes: [{ type: "sse", url: "https://mcp.acme.example" }] }),
      /remotes changed/,
    ],
    [
      "it wants a variable more",
      ({ name }) => {
        const document = release(name, "1.0.1");
        return {
          ...document,
          packages: document.packages.map((entry) => ({
            ...entry,
            environmentVariables: [{ name: "KEY" }],
          })),
        };
      },
      /packages changed/,
    ],
    [
      "the server is in quarantine",
      plain,
      /quarantine/,
      { server: { quarantinedAt: new Date(), quarantineNote: "Looked at." } },
    ],
    [
      "its data make it riskier",
      plain,
      /risk is (high|critical)/,
      { server: { classification: "restricted" } },
    ],
    ["its publisher is not the owner's", plain, /owner team/, { owner: false }],
    [
      "its last approval has conditions",
      async (made) => {
        await someRequest(made);
        await approvalOf(made.serverId, { limitsTools: true, allowedTools: ["read_file"] });
        return plain(made);
      },
      /conditions/,
    ],
    [
      "its last approval has ended",
      async (made) => {
        await someRequest(made);
        await approvalOf(made.serverId, { expiresAt: new Date(Date.now() - 1_000) });
        return plain(made);
      },
      /has ended/,
    ],
    [
      "its last approval was of another document",
      async (made) => {
        await someRequest(made);
        await approvalOf(made.serverId, { checksum: "b".repeat(64) });
        return plain(made);
      },
      /has ended/,
    ],
  ])("%s", async (_case, prepare, reason, options) => {
    const made = await pipeline(options);
    const reply = await publish(await prepare(made), made.token);
    expect([reply.status, reply.about]).toMatchObject([
      201,
      { state: "submitted", outcome: "opened" },
    ]);
    expect(reply.about.requiredApprovals).toBeGreaterThan(0);
    expect(reply.about.fastTrack).toMatchObject({
      fast: false,
      reasons: expect.arrayContaining([expect.stringMatching(reason)]),
    });
  });

  test("it comes with a personal access token", async () => {
    const { name, person } = await pipeline();
    const token = await tokenFor(person.email, ["requests:write"]);
    const { about } = await publish(release(name, "1.0.1"), token);
    expect(about).toMatchObject({ state: "submitted", fastTrack: { fast: false } });
  });

  test("a reviewer objected to the version before, however that request ended", async () => {
    const { name, token, person } = await pipeline();
    const { about } = await publish(release(name, "1.0.1", { description: "Changed" }), token);
    const reviewer = await createPerson(["security"]);
    await decideRequest(reviewer.ctx(), {
      requestId: about.id,
      revision: 1,
      decision: "request_changes",
      reason: "Not like this.",
    });
    // Neither the request that is open, nor one after it.
    const revised = await publish(release(name, "1.0.1"), token);
    expect(revised.about).toMatchObject({ id: about.id, state: "in_review" });
    await withdrawRequest(person.ctx(), { requestId: about.id });
    const again = await publish(release(name, "1.0.1"), token);
    expect(again.about).toMatchObject({
      state: "submitted",
      fastTrack: { fast: false, reasons: ["A reviewer objected to this version before."] },
    });
  });

  test("it is a candidate for a listing", async () => {
    const { name, token, serverId, admin, publisherId } = await pipeline();
    await db.server.update({ where: { id: serverId }, data: { lifecycle: "candidate" } });
    await changePublisher(admin.ctx(), { id: publisherId, enabled: true });
    const { about } = await publish(release(name, "1.0.1"), token);
    expect(about).toMatchObject({ state: "draft" });
    expect(about.fastTrack).toBeUndefined();
  });
});

describe("the database lets through only what the policy says", () => {
  const approved = (id: string) =>
    db.request.update({
      where: { id },
      data: {
        state: "approved",
        decidedAt: new Date(),
        requiredSecurity: 0,
        requiresOwnerTeam: false,
      },
    });

  test("not what is riskier than medium, whoever writes it", async () => {
    const { name, token } = await pipeline({ server: { classification: "restricted" } });
    const { about } = await publish(release(name, "1.0.1"), token);
    await expect(approved(about.id)).rejects.toThrow(/asks for more/);
  });

  test("nothing where the policy has no fast track", async () => {
    await allowFastTrack(false);
    const { name, token } = await pipeline();
    const { about } = await publish(release(name, "1.0.1"), token);
    expect(about).toMatchObject({ state: "submitted" });
    expect(about.fastTrack).toBeUndefined();
    await expect(approved(about.id)).rejects.toThrow(/asks for more/);
  });
});
