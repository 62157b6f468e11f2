import { randomUUID } from "node:crypto";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { addVersion, createServer } from "#lib/testing/factories.ts";
import { heard, startRegistry } from "#lib/testing/registry-server.ts";

let registry: Awaited<ReturnType<typeof startRegistry>>;
const name = `io.h${randomUUID().slice(0, 8)}/door`;
const ENTRY = `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;

beforeAll(async () => {
  registry = await startRegistry();
  const server = await createServer({ name, exposed: true });
  await addVersion(server, { version: "0.5.0+b.1", orderKey: "0" });
});
afterAll(() => registry.close());

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, OPTIONS",
  "access-control-allow-headers": "Authorization, Content-Type",
};

describe("names in addresses", () => {
  const lower = ENTRY.replace("%2F", "%2f");
  test.each([ENTRY, lower, `/v0.1/servers/${name}/versions/latest`, ENTRY.replace("v0.1", "v0")])(
    "%s is found",
    async (path) => expect((await registry.ask(path)).status).toBe(200),
  );

  test("a version with a plus is found encoded and raw", async () => {
    for (const version of ["0.5.0%2Bb.1", "0.5.0+b.1"])
      expect((await registry.ask(ENTRY.replace("latest", version))).status).toBe(200);
  });

  test.each([
    ENTRY.replace("%2F", "%252F"),
    ENTRY.replace("latest", "0.5.0%252Bb.1"),
    "/v0.1/servers/%E0%A4%A/versions/latest",
  ])("%s is a bad encoding: 400", async (path) => {
    const reply = await registry.ask(path);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ detail: expect.stringContaining("percent-encoded") });
  });

  test("an address that upstream removed tells the one that is meant", async () => {
    const reply = await registry.ask(`/v0.1/servers/${encodeURIComponent(name)}`);
    expect(reply.status).toBe(404);
    expect(reply.json).toMatchObject({ detail: expect.stringContaining(ENTRY) });
  });
});

describe("CORS", () => {
  test("is exactly GitHub's three headers on answers, 304, redirects and every error", async () => {
    const { headers } = await registry.ask(ENTRY);
    const paths: [string, number, object?][] = [
      [ENTRY, 200],
      [ENTRY, 304, { headers: { "if-none-match": String(headers.etag) } }],
      ["/v0.1/servers/", 308],
      ["/v0.1/servers?cursor=x", 400],
      ["/v0.1/servers", 401, { token: "bad" }],
      ["/v0.1/nothing", 404],
      ["/r/none/v0.1/servers", 404],
      ["/v0.1/servers", 405, { method: "POST" }],
      ["/v0.1/validate", 413, { method: "POST", headers: { "content-length": "2000000" } }],
      ["/v0.1/servers?limit=0", 422],
      ["/v0.1/publish", 401, { method: "POST" }],
      ["/v0.1/auth/oidc", 422, { method: "POST" }],
      ["/v0.1/auth/dns", 501, { method: "POST" }],
      ["/v0.1/metrics", 200],
      ["/openapi.yaml", 200],
    ];
    for (const [path, status, options] of paths) {
      const reply = await registry.ask(path, options);
      expect(reply.status, path).toBe(status);
      expect(reply.headers, path).toMatchObject(CORS);
    }
  });

  test("OPTIONS is 204 with them on every address, known or not", async () => {
    const paths = [
      ENTRY,
      "/v0.1/servers",
      "/v0/publish",
      "/v0.1",
      "/r/x/v0.1/servers",
      "/v0.1/zzz",
      "/openapi.json",
    ];
    for (const path of paths) {
      const reply = await registry.ask(path, { method: "OPTIONS" });
      expect(reply.status, path).toBe(204);
      expect(reply.headers, path).toMatchObject(CORS);
      expect(reply.text).toBe("");
    }
  });
});

test("/docs is a page of its own, with a policy that runs nothing", async () => {
  const { status, headers, text } = await registry.ask("/docs");
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
  expect(text).toContain("<h1>Registry API</h1>");
});

describe("caching by clients", () => {
  test("an anonymous answer may be kept for 30 seconds and has a strong ETag", async () => {
    const { headers } = await registry.ask(ENTRY);
    expect(headers).toMatchObject({
      "cache-control": "public, max-age=30",
      vary: "Authorization",
      "content-type": "application/json",
      etag: expect.stringMatching(/^"[\w-]{20,}"$/),
    });
  });

  test("a reader who has the answer gets 304 without a body, in every form of the header", async () => {
    const { headers } = await registry.ask(ENTRY);
    const etag = String(headers.etag);
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const reply = await registry.ask(ENTRY, { headers: { "if-none-match": given } });
      expect(reply.status).toBe(304);
      expect(reply.text).toBe("");
      expect(reply.headers.etag).toBe(etag);
    }
    const changed = await registry.ask(ENTRY, { headers: { "if-none-match": '"other"' } });
    expect(changed.status).toBe(200);
  });

  test("errors are kept by nobody", async () => {
    for (const path of ["/v0.1/servers/a/b/versions/latest", "/v0.1/servers?limit=0"])
      expect((await registry.ask(path)).headers["cache-control"]).toBe("no-store");
  });
});

test("HEAD answers like GET, without the body", async () => {
  for (const path of [
    ENTRY,
    "/v0.1/servers?limit=1",
    "/v0.1",
    "/v0",
    "/openapi.yaml",
    "/v0.1/ping",
    "/v0.1/nope",
  ]) {
    const [get, head] = [await registry.ask(path), await registry.ask(path, { method: "HEAD" })];
    expect(head.status, path).toBe(get.status);
    expect(head.text).toBe("");
    expect(head.headers["content-length"], path).toBe(get.headers["content-length"]);
    expect(head.headers.etag, path).toBe(get.headers.etag);
  }
});

test("a trailing slash is sent on to the same host, with the query", async () => {
  const expected = [
    ["/v0.1/servers/?limit=2&search=a", "/v0.1/servers?limit=2&search=a"],
    ["/v0.1/", "/v0.1"],
    [`/v0/servers/${name}/versions/`, `/v0/servers/${name}/versions`],
    ["//v0.1//evil.example//", "/v0.1//evil.example"],
    ["/r/team/", "/r/team"],
  ] as const;
  for (const [path, location] of expected) {
    const reply = await registry.ask(path);
    expect(reply.status, path).toBe(308);
    expect(reply.headers.location).toBe(location);
  }
});

describe("methods", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])(
    "%s of a list is 405 and says what is allowed",
    async (method) => {
      const reply = await registry.ask("/v0.1/servers", { method });
      expect(reply.status).toBe(405);
      expect(reply.headers["allow"]).toBe("GET, HEAD, OPTIONS");
    },
  );

  test.each([
    ["PUT", ENTRY],
    ["DELETE", ENTRY],
    ["PATCH", `${ENTRY}/status`],
    ["PATCH", `/v0.1/servers/${encodeURIComponent(name)}/status`],
  ])("%s %s says how a version is ended instead: 501", async (method, path) => {
    const reply = await registry.ask(path, { method, body: "{}" });
    expect(reply.status).toBe(501);
    expect(reply.json).toMatchObject({
      detail: expect.stringMatching(/not offered.*deprecate or retire/),
      error: expect.any(String),
    });
  });

  test.each(["validate", "publish", "auth/oidc"])("%s is not read", async (path) => {
    const reply = await registry.ask(`/v0.1/${path}`);
    expect([reply.status, reply.headers["allow"]]).toEqual([405, "POST, OPTIONS"]);
  });
});

describe("small answers", () => {
  test("ping, health, version and the base", async () => {
    expect((await registry.ask("/v0.1/ping")).json).toEqual({ pong: true });
    expect((await registry.ask("/v0/health")).json).toEqual({ status: "ok" });
    expect((await registry.ask("/v0.1/version")).json).toMatchObject({
      version: expect.any(String),
    });
    expect((await registry.ask("/v0.1")).json).toMatchObject({ servers: "/v0.1/servers" });
  });

  test("metrics count requests by route and status, and name no server", async () => {
    await registry.ask(ENTRY);
    await registry.ask("/v0.1/nope");
    const { text, headers } = await registry.ask("/v0.1/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/requests_total\{route="version",status="200"\} \d+/);
    expect(text).toMatch(/requests_total\{route="unknown",status="404"\} \d+/);
    expect(text).toMatch(/duration_seconds_bucket\{route="version",le="\+Inf"\} \d+/);
    expect(text).not.toContain(name);
  });

  test("paths of others are left untouched", async () => {
    for (const path of ["/", "/servers", "/v0.10/servers", "/api/health/live", "/r"])
      expect((await registry.ask(path)).status).toBe(418);
  });
});

describe("validate", () => {
  const validate = (body: string | Buffer) =>
    registry.ask("/v0.1/validate", { method: "POST", body });

  test("a good document is valid, a bad one names its fields, both with 200", async () => {
    const good = {
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name: "io.acme/files",
      description: "Files",
      version: "1.0.0",
    };
    const valid = await validate(JSON.stringify(good));
    expect([valid.status, valid.json]).toMatchObject([200, { valid: true }]);
    const invalid = await validate(JSON.stringify({ ...good, version: "latest", name: 5 }));
    expect(invalid.status).toBe(200);
    expect(invalid.json).toMatchObject({ valid: false });
    expect(invalid.text).toContain('"path":"name"');
  });

  test.each([
    ['{"name": "a",\n "packages": [{]}', "packages[0]", "line 2, column 16 (position 29)"],
    ["", "", "position 0"],
    ["hello", "", "position 0"],
  ])("what is not JSON is an issue with its place: %j", async (body, path, place) => {
    const reply = await validate(body);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      valid: false,
      issues: [{ type: "json", path, severity: "error", message: expect.stringContaining(place) }],
    });
  });

  test.each([
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ["endless nesting", "[".repeat(500_000)],
    ["an endless number", `{"a":${"9".repeat(200_000)}}`],
    ["null", "null"],
    ["half a megabyte of packages", JSON.stringify({ packages: Array(50_000).fill({}) })],
  ])("%s is answered, not crashed over", async (_what, body) => {
    const reply = await validate(body);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ valid: false });
  });

  test("a document with a great many values holds nobody up", async () => {
    const body = JSON.stringify({ name: Array(300_000).fill({}) });
    let reply: Awaited<ReturnType<typeof validate>> | null = null;
    const took = await cpuMsOf(async () => {
      reply = await validate(body);
    });
    expect(reply).toMatchObject({ json: { issues: [{ reference: "value-count" }] } });
    expect(took).toBeLessThan(2_000);
  });

  test("more than 1 MiB is 413, declared or not", async () => {
    const large = "x".repeat(1_048_577);
    expect((await validate(large)).status).toBe(413);
    const chunked = await raw(
      `POST /v0.1/validate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${`10000\r\n${"x".repeat(65_536)}\r\n`.repeat(17)}`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });
});

/** Sends bytes and gives back what came until the server closed the connection or said enough. */
function raw(bytes: string, options: { hangUp?: boolean } = {}): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    const socket = net.connect(registry.port, "127.0.0.1", () => {
      socket.write(bytes, () => {
        if (options.hangUp) socket.destroy();
      });
    });
    socket.on("data", (chunk: Buffer) => {
      got += chunk.toString("latin1");
      if (got.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(got));
  });
}

describe("hostile clients", () => {
  test("a client that goes away in the middle of a body or an answer hurts nobody else", async () => {
    const requests = [
      "POST /v0.1/validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
      'POST /v0.1/validate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"',
      "GET /v0.1/servers?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n",
      `POST /v0.1/publish HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n`,
    ];
    await Promise.all(
      Array.from({ length: 10 }, () =>
        requests.map((bytes) => raw(bytes, { hangUp: true })),
      ).flat(),
    );
    expect((await registry.ask(ENTRY)).status).toBe(200);
  });

  test("an address given whole, as proxies do, is the same address", async () => {
    const reply = await raw(
      `GET http://registry.example${ENTRY} HTTP/1.1\r\nHost: registry.example\r\n\r\n`,
    );
    expect(reply).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("no odd address is ever our fault", async () => {
    const odd = [
      "%00",
      "%2e%2e",
      "..",
      "../..",
      "%2F",
      "%2F%2F",
      "%",
      "%%",
      "%2",
      "%zz",
      "%C0%AF",
      "%ED%A0%80",
      "a%00b",
      "a%0d%0aSet-Cookie:x",
      "a%2Fb%2Fc",
      "a/b/c/d/e/f",
      "a//b",
      "//",
      "a%2F",
      "%2Fb",
      "%252e",
      "*",
      "'",
      "%27%20OR%201=1",
      "a;b",
      "a:b@c",
      "[::1]",
      "{x}",
      "|",
      "^",
      "\\",
      "%5C..",
      "x".repeat(6_000),
      "%F0%9F%98%80",
      "constructor",
      "__proto__",
      "a%2F__proto__",
      "latest",
      "versions",
    ];
    const places = [
      (part: string) => `/v0.1/servers/${part}/versions/latest`,
      (part: string) => `/v0/servers/${encodeURIComponent(name)}/versions/${part}`,
      (part: string) => `/v0.1/${part}`,
      (part: string) => `/r/${part}/v0.1/servers`,
      (part: string) => `/v0.1/servers?cursor=${part}&search=${part}&version=${part}`,
      (part: string) => `/v0.1/servers?search=${part}&limit=3`,
      (part: string) => `/v0.1/servers?version=${part}&limit=3`,
    ];
    for (const place of places)
      for (const part of odd) {
        const path = place(part);
        const status = Number((await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).slice(9, 12));
        expect(status, path).toBeGreaterThanOrEqual(200);
        expect(status, path).toBeLessThan(500);
      }
  });

  test("no text of a query can pass for another request's kept answer", async () => {
    await heard(() => Promise.resolve());
    const crafted = await registry.ask("/v0.1/servers?search=x%22,null,%22latest");
    const crafted2 = await registry.ask("/v0.1/servers?search=x%0A%0Alatest");
    const honest = await registry.ask(`/v0.1/servers?search=${name}&version=latest`);
    expect(crafted.json).toMatchObject({ metadata: { count: 0 } });
    expect(crafted2.json).toMatchObject({ metadata: { count: 0 } });
    expect(honest.json).toMatchObject({ metadata: { count: 1 } });
  });
});
