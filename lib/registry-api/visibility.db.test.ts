import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createServer, createTeam, createUser } from "#lib/testing/factories.ts";
import { heard, startRegistry, tokenFor, type Reply } from "#lib/testing/registry-server.ts";

type Entry = { server: Record<string, unknown>; _meta: Record<string, unknown> };
const entryOf = (reply: Reply) => reply.json as Entry;
const countOf = (reply: Reply) => (reply.json as { servers: Entry[] }).servers.length;

let registry: Awaited<ReturnType<typeof startRegistry>>;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

const word = () => `v${randomUUID().replaceAll("-", "")}`;
const latest = (name: string, base = "/v0.1") => `${base}/servers/${name}/versions/latest`;

/** A person with these roles, in these teams, and a token of theirs. */
async function reader(roles: ("security" | "admin" | "auditor")[] = [], teamIds: string[] = []) {
  const user = await createUser({ roles: ["engineer", ...roles] });
  for (const teamId of teamIds) await db.teamMember.create({ data: { teamId, userId: user.id } });
  return { user, token: await tokenFor(user.email) };
}

describe("anonymous readers", () => {
  test.each([
    ["not exposed", { exposed: false }],
    ["a candidate", { exposed: true, lifecycle: "candidate" as const }],
    ["in review", { exposed: true, lifecycle: "in_review" as const }],
    ["rejected", { exposed: true, lifecycle: "rejected" as const }],
    [
      "quarantined",
      { exposed: true, quarantinedAt: new Date(), quarantineNote: "Suspicious release" },
    ],
  ])("a server that is %s is 404 everywhere and in no list", async (_state, server) => {
    const own = word();
    const name = `io.${own}/x`;
    await createServer({ ...server, name });
    for (const path of [
      latest(name),
      `/v0/servers/${name}/versions`,
      `/v0.1/servers/${name}/versions/1.0.0`,
    ])
      expect((await registry.ask(path)).status).toBe(404);
    expect(countOf(await registry.ask(`/v0.1/servers?search=${own}`))).toBe(0);
  });

  test("get no owners, classification or notes, not even of what was quarantined", async () => {
    const team = await createTeam("Very Secret Team");
    const name = `io.${word()}/x`;
    await createServer({
      name,
      exposed: true,
      ownerTeamId: team.id,
      supportContact: "person@acme.example",
      quarantinedAt: new Date(),
      quarantineNote: "Exfiltrates data",
    });
    const reply = await registry.ask(`${latest(name)}?include_deleted=true`);
    expect(reply.status).toBe(200);
    expect(Object.keys(entryOf(reply)._meta)).toEqual([
      "io.modelcontextprotocol.registry/official",
    ]);
    expect(reply.text).not.toMatch(/Secret Team|acme\.example|Exfiltrates|internal/);
  });

  test("never get an internal address: not in the document, upstream's notes or the message", async () => {
    const own = word();
    const name = `io.${own}/x`;
    const domain = `${own}.corp-net.example`;
    const document = JSON.stringify({
      name,
      description: `Runs at https://box.${domain}/ui and 10.1.2.3`,
      version: "1.0.0",
      remotes: [
        { type: "sse", url: `https://mcp.${domain}/sse` },
        { type: "sse", url: "https://mcp.example.com/sse" },
        { type: "sse", url: "http://192.168.1.5/sse" },
      ],
      packages: [
        { registryType: "oci", identifier: "registry:5000/a/b:1", transport: { type: "stdio" } },
      ],
    });
    await createServer(
      { name, exposed: true, lifecycle: "deprecated", statusMessage: `See wiki.${domain}` },
      {
        document,
        description: `Runs at https://box.${domain}/ui and 10.1.2.3`,
        upstreamMeta: JSON.stringify({ "x/y": `https://up.${domain}`, "x/z": 1 }),
      },
    );
    await heard(async () => {
      const row = await db.setting.findUnique({ where: { key: "internal_domains" } });
      const value = [...((row?.value as string[] | undefined) ?? []), domain];
      await db.setting.upsert({
        where: { key: "internal_domains" },
        create: { key: "internal_domains", value },
        update: { value },
      });
    });

    for (const path of [
      latest(name),
      `/v0.1/servers/${name}/versions`,
      `/v0.1/servers?search=${own}`,
    ]) {
      const reply = await registry.ask(path);
      expect(reply.status).toBe(200);
      expect(reply.text).not.toMatch(/corp-net|10\.1\.2\.3|192\.168|registry:5000/);
      expect(reply.text).toContain("https://mcp.example.com/sse");
      expect(reply.text).toContain('"x/z":1');
    }
    // Searching for the hidden part finds nothing either.
    expect(countOf(await registry.ask(`/v0.1/servers?search=box.${own}`))).toBe(0);

    const { token } = await reader();
    expect((await registry.ask(latest(name), { token })).text).toContain(
      `https://mcp.${domain}/sse`,
    );
  });
});

describe("a change is seen at once, although answers are kept", () => {
  test("quarantine, concealment and a new version, as soon as the change is heard", async () => {
    const name = `io.${word()}/x`;
    const { id } = await createServer({ name, exposed: true });
    const status = async () => (await registry.ask(latest(name))).status;
    await heard(() => Promise.resolve());
    expect(await status()).toBe(200);
    expect(await status()).toBe(200);

    await heard(() => db.server.update({ where: { id }, data: { exposed: false } }));
    expect(await status()).toBe(404);
    await heard(() => db.server.update({ where: { id }, data: { exposed: true } }));
    expect(await status()).toBe(200);
    const quarantine = { quarantinedAt: new Date(), quarantineNote: "Under attack" };
    await heard(() => db.server.update({ where: { id }, data: quarantine }));
    expect(await status()).toBe(404);
  });

  test("answers are kept in between", async () => {
    const name = `io.${word()}/x`;
    await createServer({ name, exposed: true });
    const hits = async () =>
      Number(
        /lookups_total\{result="hit"\} (\d+)/.exec((await registry.ask("/v0.1/metrics")).text)?.[1],
      );
    await heard(() => Promise.resolve());
    const before = await hits();
    // Other tests' changes may empty the cache in between, but not every time.
    for (let at = 0; at < 200; at += 1) await registry.ask(latest(name));
    expect(await hits()).toBeGreaterThan(before + 20);
  });
});

describe("signed readers", () => {
  test("get what they may see, with the company's decisions under our own key only", async () => {
    const team = await createTeam("Platform");
    const name = `io.${word()}/x`;
    const { id } = await createServer({
      name,
      ownerTeamId: team.id,
      classification: "confidential",
    });
    await db.deployment.create({
      data: {
        serverId: id,
        environment: "production",
        model: "self_hosted",
        provider: "own",
        region: "eu-central",
        address: "https://mcp.corp.example",
        operatedBy: "platform",
      },
    });
    const { token } = await reader();
    const reply = await registry.ask(latest(name), { token });
    expect(reply.status).toBe(200);
    expect(entryOf(reply)._meta["dev.gatehouse/governance"]).toMatchObject({
      lifecycle: "approved",
      classification: "confidential",
      deploymentModel: "self_hosted",
      ownerTeam: { slug: team.slug, name: "Platform" },
      deployments: [{ environment: "production", model: "self_hosted", region: "eu-central" }],
      approvedAt: expect.stringMatching(/Z$/),
    });
    expect(
      Object.keys(
        entryOf(reply)._meta["io.modelcontextprotocol.registry/official"] as object,
      ).sort(),
    ).toEqual(["isLatest", "publishedAt", "status", "statusChangedAt", "updatedAt"]);
    expect(reply.headers["cache-control"]).toBe("private, no-store");
    expect(reply.headers["vary"]).toBe("Authorization");
    expect((await registry.ask(latest(name))).status).toBe(404);
  });

  test("a server for certain teams exists for their members and the owner team only", async () => {
    const own = word();
    const name = `io.${own}/x`;
    const [owners, chosen] = [await createTeam(), await createTeam()];
    const { id } = await createServer({ name, visibility: "teams", ownerTeamId: owners.id });
    await db.serverVisibility.create({ data: { serverId: id, teamId: chosen.id } });
    const expected = [
      [await reader([], [owners.id]), 200],
      [await reader([], [chosen.id]), 200],
      [await reader(), 404],
    ] as const;
    for (const [{ token }, status] of expected) {
      expect((await registry.ask(latest(name), { token })).status).toBe(status);
      const list = await registry.ask(`/v0.1/servers?search=${own}&limit=5`, { token });
      expect(countOf(list)).toBe(status === 200 ? 1 : 0);
    }
  });

  test("what is not approved does not exist for the registry's readers, whoever they are", async () => {
    const name = `io.${word()}/x`;
    await createServer({ name, lifecycle: "in_review" });
    const { token } = await reader(["admin", "security"]);
    expect((await registry.ask(latest(name), { token })).status).toBe(404);
  });

  test("pages of a signed reader follow one another", async () => {
    const own = word();
    for (const letter of ["a", "b", "c"]) await createServer({ name: `io.${own}/${letter}` });
    const { token } = await reader();
    const first = await registry.ask(`/v0.1/servers?search=${own}&limit=2`, { token });
    const { nextCursor } = (first.json as { metadata: { nextCursor: string } }).metadata;
    const path = `/v0.1/servers?search=${own}&limit=2&cursor=${nextCursor}`;
    expect(countOf(await registry.ask(path, { token }))).toBe(1);
  });

  test("a token that is not good is 401 and never read as nobody", async () => {
    const { user, token } = await reader();
    const bad = [`gth_${"a".repeat(12)}_${"b".repeat(43)}`, "nonsense"];
    await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });
    for (const given of [...bad, token]) {
      const reply = await registry.ask("/v0.1/servers", { token: given });
      expect(reply.status).toBe(401);
      expect(reply.headers["www-authenticate"]).toMatch(/^Bearer /);
      expect(reply.headers["content-type"]).toBe("application/problem+json");
    }
    const basic = { authorization: "Basic YTpi" };
    expect((await registry.ask("/v0.1/servers", { headers: basic })).status).toBe(401);
  });
});

describe("a registry for one audience", () => {
  async function audience(anonymous: boolean, teamIds: string[] = []) {
    const slug = `aud-${randomUUID().slice(0, 8)}`;
    const own = word();
    const [inside, hidden, outside] = [`io.${own}/in`, `io.${own}/hidden`, `io.${own}/out`];
    const servers = [
      await createServer({ name: inside, exposed: true }),
      await createServer({ name: hidden }),
    ];
    await createServer({ name: outside, exposed: true });
    await db.audience.create({
      data: {
        slug,
        name: "An audience",
        anonymous,
        servers: { create: servers.map(({ id }) => ({ serverId: id })) },
        teams: { create: teamIds.map((teamId) => ({ teamId })) },
      },
    });
    return { base: `/r/${slug}`, inside, hidden, outside };
  }

  test("an anonymous one serves its exposed servers and no others, with its own description", async () => {
    const { base, inside, hidden, outside } = await audience(true);
    const list = await registry.ask(`${base}/v0.1/servers`);
    expect((list.json as { servers: Entry[] }).servers.map(({ server }) => server["name"])).toEqual(
      [inside],
    );
    expect((await registry.ask(latest(inside, `${base}/v0`))).status).toBe(200);
    expect((await registry.ask(latest(hidden, `${base}/v0.1`))).status).toBe(404);
    expect((await registry.ask(latest(outside, `${base}/v0.1`))).status).toBe(404);
    expect((await registry.ask(`${base}/openapi.yaml`)).text).toContain(`url: ${base}`);
    for (const path of [base, `${base}/v0.1`, `${base}/v0.1/health`])
      expect((await registry.ask(path, { method: "HEAD" })).status).toBe(200);
  });

  test("a private one exists only for members of its teams and for those who watch over it", async () => {
    const team = await createTeam();
    const { base, inside, hidden, outside } = await audience(false, [team.id]);
    const paths = [
      "",
      "/v0.1",
      "/v0.1/servers",
      "/v0.1/ping",
      "/v0.1/metrics",
      "/openapi.json",
      `/v0.1/servers/${inside}/versions`,
    ];
    const outsider = await reader([], [(await createTeam()).id]);
    for (const path of paths) {
      expect((await registry.ask(base + path)).status, path).toBe(404);
      expect((await registry.ask(base + path, { token: outsider.token })).status, path).toBe(404);
    }
    const members = [
      await reader([], [team.id]),
      await reader(["auditor"]),
      await reader(["admin"]),
    ];
    for (const { token } of members) {
      for (const path of paths)
        expect((await registry.ask(base + path, { token })).status, path).toBe(200);
      expect(countOf(await registry.ask(`${base}/v0.1/servers`, { token }))).toBe(2);
      expect((await registry.ask(latest(hidden, `${base}/v0.1`), { token })).status).toBe(200);
      expect((await registry.ask(latest(outside, `${base}/v0.1`), { token })).status).toBe(404);
    }
  });

  test("one that does not exist looks the same as a private one", async () => {
    const { base } = await audience(false);
    const [unknown, secret] = await Promise.all([
      registry.ask("/r/no-such-audience/v0.1/servers"),
      registry.ask(`${base}/v0.1/servers`),
    ]);
    expect(unknown.status).toBe(404);
    expect(unknown.text).toBe(secret.text);
  });

  test("closing an anonymous audience takes its kept answers away", async () => {
    const { base } = await audience(true);
    await heard(() => Promise.resolve());
    expect((await registry.ask(`${base}/v0.1/servers`)).status).toBe(200);
    await heard(() =>
      db.audience.update({ where: { slug: base.slice(3) }, data: { anonymous: false } }),
    );
    expect((await registry.ask(`${base}/v0.1/servers`)).status).toBe(404);
  });
});
