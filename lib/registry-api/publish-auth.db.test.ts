import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { exportSPKI, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeCountedRefusals } from "#lib/audit/refusals.ts";
import { db } from "#lib/db/client.ts";
import { changePublisher } from "#lib/publishing/change-publisher.ts";
import { createPublisher } from "#lib/publishing/create-publisher.ts";
import { verifyOidcToken } from "#lib/publishing/verify-oidc-token.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { startIssuer } from "#lib/testing/oidc-issuer.ts";
import { startRegistry, type Reply } from "#lib/testing/registry-server.ts";

type Issuer = Awaited<ReturnType<typeof startIssuer>>;
const AUDIENCE = "https://registry.acme.example";
let registry: Awaited<ReturnType<typeof startRegistry>>;
let issuer: Issuer;
let admin: Awaited<ReturnType<typeof createPerson>>;
let person: Awaited<ReturnType<typeof createPerson>>;
const issuers: Issuer[] = [];

beforeAll(async () => {
  const team = await createTeam();
  [registry, admin, person] = await Promise.all([
    startRegistry(),
    createPerson(["admin"]),
    createPerson([], [team.id]),
  ]);
  issuer = await issuerOf();
  await trust(issuer);
});
afterAll(async () => {
  for (const one of issuers) one.close();
  await registry.close();
});

async function issuerOf(alg?: string) {
  const started = await startIssuer(alg);
  issuers.push(started);
  return started;
}

const trust = (from: { issuer: string; host: string }, more: Record<string, unknown> = {}) =>
  createPublisher(admin.ctx(), {
    name: `Publisher ${randomUUID()}`,
    issuer: from.issuer,
    audience: AUDIENCE,
    claims: { repository: "acme/files", ref: "refs/tags/v*" },
    names: ["test.publish/*"],
    person: person.email,
    allowedHosts: [from.host],
    ...more,
  });

const GOOD = { aud: AUDIENCE, repository: "acme/files", ref: "refs/tags/v1.0.0" };
const ago = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;
const exchange = (oidc_token: unknown, path = "/v0.1/auth/oidc"): Promise<Reply> =>
  registry.ask(path, { method: "POST", body: JSON.stringify({ oidc_token }) });

describe("a token of a trusted issuer", () => {
  test.each(["/v0.1/auth/oidc", "/v0/auth/oidc"])("is exchanged at %s", async (path) => {
    const reply = await exchange(await issuer.sign(GOOD), path);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
    });
    const { registry_token, expires_at } = reply.json as Record<string, unknown>;
    expect(registry_token).toMatch(/^gtr_/);
    expect(Number(expires_at) - Date.now() / 1_000).toBeGreaterThan(290);
    expect(Number(expires_at) - Date.now() / 1_000).toBeLessThanOrEqual(300);
  });

  test("leaves a record without its text, and only a digest", async () => {
    const sub = `repo:${randomUUID()}`;
    const { json } = await exchange(await issuer.sign({ ...GOOD, sub }));
    const [prefix, secret = ""] = String((json as { registry_token: string }).registry_token)
      .slice(4)
      .split(/_(?=.{43}$)/);
    const row = await db.registryToken.findUniqueOrThrow({ where: { prefix: prefix ?? "" } });
    expect(row.subject).toBe(sub);
    const events = await db.auditEvent.findMany({ where: { targetId: row.publisherId } });
    const record = events.find((event) => JSON.stringify(event.after).includes(sub));
    expect(record).toMatchObject({ action: "publisher.exchange", actorKind: "system" });
    expect(JSON.stringify([row.subject, record])).not.toContain(secret);
  });

  test.each(["ES256", "PS256", "EdDSA"])("may be signed with %s", async (alg) => {
    const other = await issuerOf(alg);
    await trust(other);
    expect((await exchange(await other.sign(GOOD))).status).toBe(200);
  });

  test("may be for several audiences, and its numbers count by their text", async () => {
    const other = await issuerOf();
    await trust(other, { claims: { repository_id: "42" } });
    const token = await other.sign({ aud: ["x", AUDIENCE], repository_id: 42 });
    expect((await exchange(token)).status).toBe(200);
  });
});

test("every refusal is recorded once, and nothing of the token", async () => {
  await writeCountedRefusals();
  const sub = `repo:${randomUUID()}`;
  const tokens = [
    "x.y.z",
    await issuer.sign({ ...GOOD, sub, iss: "https://evil.example" }),
    await issuer.sign({ ...GOOD, sub, aud: undefined }),
    await issuer.sign({ ...GOOD, sub, repository: "evil/files" }),
  ];
  const since = new Date();
  for (const token of tokens) expect((await exchange(token)).status).toBe(401);
  const records = await db.auditEvent.findMany({
    where: { at: { gte: since }, action: "authorization.refuse", actorId: "publishing" },
  });
  expect(records).toHaveLength(tokens.length);
  expect(records).toMatchObject(
    tokens.map(() => ({ outcome: "refused", targetId: "identity.resolve" })),
  );
  expect(JSON.stringify(records)).not.toContain(sub);
});

describe("is refused with 401 and the reason:", () => {
  const text = (token: Promise<string>) => token;
  const cases: [string, () => Promise<string>, RegExp][] = [
    [
      "one that has expired",
      () => issuer.sign({ ...GOOD, iat: ago(900), exp: ago(60) }),
      /expired/,
    ],
    [
      "one that was made too long ago",
      () => issuer.sign({ ...GOOD, iat: ago(4_000) }),
      /too long ago/,
    ],
    ["one from the future", () => issuer.sign({ ...GOOD, iat: ago(-300) }), /iat/],
    ["one that is not good yet", () => issuer.sign({ ...GOOD, nbf: ago(-300) }), /nbf/],
    ["one that never ends", () => issuer.sign({ ...GOOD, exp: undefined }), /exp/],
    ["one without a date", () => issuer.sign({ ...GOOD, iat: undefined }), /iat/],
    ["one without a subject", () => issuer.sign({ ...GOOD, sub: undefined }), /sub/],
    ["one for somebody else", () => issuer.sign({ ...GOOD, aud: "https://other.example" }), /aud/],
    ["one for nobody", () => issuer.sign({ ...GOOD, aud: undefined }), /aud/],
    [
      "another repository",
      () => issuer.sign({ ...GOOD, repository: "evil/files" }),
      /No trusted publisher/,
    ],
    [
      "another branch",
      () => issuer.sign({ ...GOOD, ref: "refs/heads/main" }),
      /No trusted publisher/,
    ],
    [
      "a claim that is missing",
      () => issuer.sign({ ...GOOD, ref: undefined }),
      /No trusted publisher/,
    ],
    [
      "another issuer",
      () => issuer.sign({ ...GOOD, iss: "https://evil.example" }),
      /No trusted publisher here uses/,
    ],
    [
      "the issuer with a slash more",
      () => issuer.sign({ ...GOOD, iss: `${issuer.issuer}/` }),
      /No trusted publisher/,
    ],
    ["no issuer", () => issuer.sign({ ...GOOD, iss: undefined }), /issuer/],
    ["a key nobody published", () => issuer.sign(GOOD, { kid: randomUUID() }), /no key/],
    [
      "no signature (alg none)",
      async () =>
        new UnsecuredJWT({ ...GOOD, iss: issuer.issuer, sub: "x" })
          .setExpirationTime("1m")
          .setIssuedAt()
          .encode(),
      /signed with/,
    ],
    [
      "the public key as a shared secret (HS256)",
      async () =>
        issuer.sign(GOOD, {
          alg: "HS256",
          key: new TextEncoder().encode(await exportSPKI(issuer.publicKey())),
        }),
      /signed with/,
    ],
    [
      "another signature",
      async () => `${(await issuer.sign(GOOD)).slice(0, -8)}AAAAAAAA`,
      /signature/,
    ],
    [
      "other claims under the signature",
      async () => {
        const [head, , tail] = (await issuer.sign({ ...GOOD, repository: "evil/files" })).split(
          ".",
        );
        const [, body] = (await issuer.sign(GOOD)).split(".");
        return `${head}.${body}.${tail}`;
      },
      /signature/,
    ],
    ["what is no token", () => text(Promise.resolve("x.y.z")), /not an OpenID token/],
    ["an encrypted one", () => text(Promise.resolve("a.b.c.d.e")), /not an OpenID token/],
  ];
  test.each(cases)("%s", async (_case, token, reason) => {
    const reply = await exchange(await token());
    expect(reply.status).toBe(401);
    expect(reply.headers["www-authenticate"]).toMatch(/^Bearer/);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(reply.json).toMatchObject({
      detail: expect.stringMatching(reason),
      error: expect.stringMatching(reason),
    });
  });

  test("the same token a second time, also under another signature or at the same instant", async () => {
    const token = await issuer.sign(GOOD);
    const replies = await Promise.all([exchange(token), exchange(token), exchange(token)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await exchange(token)).json).toMatchObject({
      detail: expect.stringContaining("exchanged before"),
    });
    const jti = randomUUID();
    expect((await exchange(await issuer.sign({ ...GOOD, jti }))).status).toBe(200);
    expect((await exchange(await issuer.sign({ ...GOOD, jti, sub: "other" }))).status).toBe(401);
    const nameless = await issuer.sign({ ...GOOD, jti: undefined });
    expect((await exchange(nameless)).status).toBe(200);
    expect((await exchange(nameless)).status).toBe(401);
  });

  test("a publisher that is paused, and 403 where its person has left", async () => {
    const other = await issuerOf();
    const { id } = await trust(other);
    await changePublisher(admin.ctx(), { id, enabled: false });
    expect((await exchange(await other.sign(GOOD))).status).toBe(401);
    const team = await createTeam();
    const leaver = await createPerson([], [team.id]);
    await changePublisher(admin.ctx(), { id, enabled: true, person: leaver.email });
    expect((await exchange(await other.sign(GOOD))).status).toBe(200);
    await db.user.update({ where: { id: leaver.id }, data: { disabledAt: new Date() } });
    const reply = await exchange(await other.sign(GOOD));
    expect([reply.status, reply.json]).toMatchObject([
      403,
      { detail: expect.stringContaining("has left") },
    ]);
  });
});

describe("an issuer's keys", () => {
  test("are asked for once, and again for a new key, but for unknown ones once a minute", async () => {
    const other = await issuerOf();
    await trust(other);
    const trusted = { issuer: other.issuer, audiences: [AUDIENCE], allowedHosts: [other.host] };
    const asked = () => other.asked.filter((path) => path === "/keys").length;
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000);
    const soon = { ...GOOD, exp: ago(-3_600) };
    await verifyOidcToken(await other.sign(soon), trusted, at(0));
    await verifyOidcToken(await other.sign(soon), trusted, at(1));
    expect(asked()).toBe(1);
    await other.rotate({ publish: true });
    const fresh = await other.sign(soon);
    await expect(verifyOidcToken(fresh, trusted, at(30))).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(asked()).toBe(1);
    await verifyOidcToken(fresh, trusted, at(61));
    expect(asked()).toBe(2);
    for (let n = 0; n < 5; n += 1)
      await expect(
        verifyOidcToken(await other.sign(soon, { kid: randomUUID() }), trusted, at(62)),
      ).rejects.toMatchObject({ code: "unauthenticated" });
    expect(asked()).toBe(2);
  });

  test("that are shared secrets are no keys", async () => {
    const other = await issuerOf();
    await trust(other);
    const secret = new TextEncoder().encode("s".repeat(32));
    const k = Buffer.from(secret).toString("base64url");
    other.publish({ kty: "oct", k, kid: "shared", alg: "HS256" });
    const reply = await exchange(
      await other.sign(GOOD, { alg: "HS256", kid: "shared", key: secret }),
    );
    expect(reply.status).toBe(401);
    expect((await exchange(await other.sign(GOOD))).status).toBe(200);
  });

  test.each<[string, (other: Issuer, inside: string) => void]>([
    [
      "redirects inside our network",
      (other, inside) =>
        other.answer("/.well-known/openid-configuration", (res) =>
          res.writeHead(302, { location: `${inside}/.well-known/openid-configuration` }).end(),
        ),
    ],
    [
      "has its keys inside our network",
      (other, inside) =>
        other.answer("/.well-known/openid-configuration", (res) =>
          res.end(JSON.stringify({ issuer: other.issuer, jwks_uri: `${inside}/keys` })),
        ),
    ],
    [
      "redirects its keys inside our network",
      (other, inside) =>
        other.answer("/keys", (res) => res.writeHead(307, { location: `${inside}/keys` }).end()),
    ],
    [
      "calls itself by another name",
      (other) =>
        other.answer("/.well-known/openid-configuration", (res) =>
          res.end(JSON.stringify({ issuer: `${other.issuer}/`, jwks_uri: `${other.issuer}/keys` })),
        ),
    ],
    [
      "answers with a page",
      (other) =>
        other.answer("/keys", (res) =>
          res.writeHead(200, { "content-type": "text/html" }).end("<p>"),
        ),
    ],
    ["answers 500", (other) => other.answer("/keys", (res) => res.writeHead(500).end("{}"))],
    [
      "sends keys without end",
      (other) =>
        other.answer("/keys", (res) => res.end(`{"keys":[],"x":"${"x".repeat(600_000)}"}`)),
    ],
  ])("of an issuer that %s are not had: 503, and nothing of why", async (_case, prepare) => {
    const reached: string[] = [];
    const inner = http.createServer((req, res) => {
      reached.push(req.url ?? "");
      res.end("{}");
    });
    await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
    const other = await issuerOf();
    prepare(other, `http://127.0.0.1:${(inner.address() as AddressInfo).port}`);
    await trust(other);
    const reply = await exchange(await other.sign(GOOD));
    inner.close();
    expect(reached).toEqual([]);
    expect(reply.status).toBe(503);
    expect(reply.json).toMatchObject({
      detail: "The keys of the token's issuer cannot be fetched now.",
    });
  });

  test("of an issuer that nobody trusts are never asked for", async () => {
    const stranger = await issuerOf();
    expect((await exchange(await stranger.sign(GOOD))).status).toBe(401);
    expect(stranger.asked).toEqual([]);
  });
});

describe("other ways to sign in", () => {
  test.each(["none", "dns", "http", "github-at"])(
    "%s: 501, and which are offered",
    async (method) => {
      for (const prefix of ["/v0.1", "/v0"]) {
        const reply = await registry.ask(`${prefix}/auth/${method}`, {
          method: "POST",
          body: "{}",
        });
        expect(reply.status).toBe(501);
        expect(reply.json).toMatchObject({ detail: expect.stringContaining("/v0.1/auth/oidc") });
      }
    },
  );

  test("github-oidc takes tokens of GitHub Actions only", async () => {
    const reply = await exchange(await issuer.sign(GOOD), "/v0/auth/github-oidc");
    expect([reply.status, reply.json]).toMatchObject([
      401,
      { detail: expect.stringContaining("not a token of GitHub Actions") },
    ]);
  });

  test("an address that is none is 404, a GET is 405, an audience's is 501", async () => {
    const post = (path: string) => registry.ask(path, { method: "POST", body: "{}" });
    for (const path of [
      "/v0.1/auth",
      "/v0.1/auth/x",
      "/v0.1/auth/oidc/more",
      "/v0.1/auth/constructor",
    ])
      expect((await post(path)).status, path).toBe(404);
    expect((await registry.ask("/v0.1/auth/oidc")).status).toBe(405);
    expect((await post("/r/any/v0.1/auth/oidc")).status).toBe(501);
  });

  test.each([
    "",
    "x",
    "{}",
    "[]",
    '{"oidc_token":1}',
    '{"oidc_token":""}',
    `{"oidc_token":"${"x".repeat(20_000)}"}`,
  ])("the body %.20j is 422", async (body) => {
    const reply = await registry.ask("/v0.1/auth/oidc", { method: "POST", body });
    expect(reply.status).toBe(422);
    expect(reply.json).toMatchObject({ errors: [{ location: "body.oidc_token" }] });
  });
});
