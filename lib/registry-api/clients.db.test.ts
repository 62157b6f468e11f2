import { randomUUID } from "node:crypto";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import serverSchema from "#lib/catalog/server.schema.json" with { type: "json" };
import { addVersion, createServer } from "#lib/testing/factories.ts";
import { startRegistry, type Reply } from "#lib/testing/registry-server.ts";
import { OPENAPI_SCHEMAS } from "./openapi/schemas.ts";

type Entry = { server: { name: string; version: string }; _meta: Record<string, unknown> };
type Page = { servers: Entry[]; metadata: { count: number; nextCursor?: string } };
const pageOf = (reply: Reply) => reply.json as Page;
const namesOf = (reply: Reply) => pageOf(reply).servers.map(({ server }) => server.name);

let registry: Awaited<ReturnType<typeof startRegistry>>;
// Hexadecimal, so that a search for it finds these servers only.
const word = `w${randomUUID().replaceAll("-", "")}`;
const nameOf = (at: number) => `io.${word}/server-${String(at).padStart(3, "0")}`;
const COUNT = 60;

beforeAll(async () => {
  registry = await startRegistry();
  for (let at = 0; at < COUNT; at += 1) {
    const name = nameOf(at);
    const document = JSON.stringify({
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name,
      description: `Number ${at}`,
      version: "1.0.0+build.5",
      packages: [
        { registryType: "npm", identifier: "@a/b", version: "1.0.0", transport: { type: "stdio" } },
      ],
    });
    const server = await createServer(
      { name, exposed: true },
      { version: "1.0.0+build.5", description: `Number ${at}`, document },
    );
    if (at === 0) await addVersion(server, { version: "0.9.0", orderKey: "0" });
  }
}, 120_000);
afterAll(() => registry.close());

describe("VS Code", () => {
  test("probes, searches, follows a raw cursor without the search and gets the latest", async () => {
    const probe = await registry.ask("/v0.1/servers?limit=1");
    expect(probe.status).toBe(200);

    const first = await registry.ask(`/v0.1/servers?limit=50&version=latest&search=${word}`);
    expect(pageOf(first).metadata.count).toBe(50);
    expect(namesOf(first)).toEqual(Array.from({ length: 50 }, (_, at) => nameOf(at)));

    const cursor = pageOf(first).metadata.nextCursor ?? "";
    expect(encodeURIComponent(cursor)).toBe(cursor);
    const next = await registry.ask(`/v0.1/servers?limit=50&version=latest&cursor=${cursor}`);
    expect(namesOf(next).slice(0, 10)).toEqual(
      Array.from({ length: 10 }, (_, at) => nameOf(50 + at)),
    );

    const latest = await registry.ask(
      `/v0.1/servers/${encodeURIComponent(nameOf(3))}/versions/latest`,
    );
    expect(latest.status).toBe(200);
    expect(latest.json).toMatchObject({ server: { name: nameOf(3), version: "1.0.0+build.5" } });
  });

  test("never meets an entry without _meta, or a page without metadata", async () => {
    for (const path of [
      "/v0.1/servers?limit=100",
      "/v0.1/servers?search=no-such-server-anywhere",
    ]) {
      const page = pageOf(await registry.ask(path));
      expect(page.metadata.count).toBe(page.servers.length);
      for (const entry of page.servers)
        expect(entry._meta["io.modelcontextprotocol.registry/official"]).toMatchObject({
          status: expect.any(String),
          isLatest: expect.any(Boolean),
        });
    }
  });
});

test("Copilot CLI finds a server and is told 404 for one that is not here", async () => {
  const headers = { accept: "application/json" };
  const path = (name: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;
  const found = await registry.ask(path(nameOf(1)), { headers });
  expect(found.status).toBe(200);
  expect(found.headers["content-type"]).toBe("application/json");
  expect((await registry.ask(path("io.acme/not-here"), { headers })).status).toBe(404);
});

describe("ToolHive", () => {
  test("the probe sees JSON with servers and metadata, and HEAD on every base answers", async () => {
    const probe = await registry.ask("/v0.1/servers?limit=1&version=latest");
    expect(probe.headers["content-type"]).toBe("application/json");
    expect(pageOf(probe)).toMatchObject({ servers: [{}], metadata: { count: 1 } });
    for (const base of ["/v0.1", "/v0"])
      expect((await registry.ask(base, { method: "HEAD" })).status).toBe(200);
  });

  test("its registry server recognises us by openapi.yaml and reads all pages of all versions", async () => {
    const description = await registry.ask("/openapi.yaml");
    const { info } = parse(description.text) as { info: { version: string; description: string } };
    expect(info.version).toBe("1.0.0");
    expect(info.description).toContain("https://github.com/modelcontextprotocol/registry");

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? "" : `&cursor=${cursor}`;
      const page = pageOf(await registry.ask(`/v0.1/servers?limit=100${query}`));
      seen.push(...page.servers.map(({ server }) => `${server.name}@${server.version}`));
      cursor = page.metadata.nextCursor;
    } while (cursor !== undefined);
    const ours = seen.filter((row) => row.startsWith(`io.${word}/`));
    expect(ours).toHaveLength(COUNT + 1);
    expect(ours.slice(0, 2)).toEqual([`${nameOf(0)}@0.9.0`, `${nameOf(0)}@1.0.0+build.5`]);
  });
});

test("Docker's gateway lists and reads the same under /v0", async () => {
  const query = `?version=latest&limit=100&search=${word}`;
  const [stable, development] = await Promise.all([
    registry.ask(`/v0.1/servers${query}`),
    registry.ask(`/v0/servers${query}`),
  ]);
  expect(namesOf(development)).toHaveLength(COUNT);
  expect(development.text).toBe(stable.text);
  const enc = encodeURIComponent(nameOf(0));
  const versions = await registry.ask(`/v0/servers/${enc}/versions`);
  expect(pageOf(versions).servers.map(({ server }) => server.version)).toEqual([
    "1.0.0+build.5",
    "0.9.0",
  ]);
  expect((await registry.ask(`/v0/servers/${enc}/versions/0.9.0`)).status).toBe(200);
});

test("an aggregator pages with the official registry's own cursor form", async () => {
  const cursor = `${nameOf(4)}:1.0.0%2Bbuild.5`;
  const page = await registry.ask(`/v0.1/servers?limit=2&cursor=${cursor}`);
  expect(namesOf(page)).toEqual([nameOf(5), nameOf(6)]);
});

describe("every answer has the promised shape", () => {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { "date-time": true, uri: true },
  });
  ajv.addSchema({ $id: "x", components: { schemas: OPENAPI_SCHEMAS } });
  const promised = (name: string) => ajv.getSchema(`x#/components/schemas/${name}`);

  test("documents fit the official server.json schema", async () => {
    const official = new Ajv({ strict: false });
    addFormats(official);
    const fits = official.compile(serverSchema);
    const page = pageOf(await registry.ask(`/v0.1/servers?limit=100&search=${word}`));
    for (const { server } of page.servers) expect(fits(server) || fits.errors).toBe(true);
  });

  test.each([
    ["ServerList", `/v0.1/servers?limit=5`],
    ["ServerList", `/v0.1/servers/${nameOf(0)}/versions`],
    ["ServerResponse", `/v0.1/servers/${nameOf(0)}/versions/latest`],
    ["Problem", "/v0.1/servers?limit=0"],
    ["Problem", "/v0.1/nowhere"],
  ])("%s: %s", async (name, path) => {
    const fits = promised(name);
    const { json } = await registry.ask(path);
    expect(fits?.(json) || fits?.errors).toBe(true);
  });

  test("every address of openapi.json is served with the methods it names", async () => {
    const { json } = await registry.ask("/openapi.json");
    const { paths } = json as { paths: Record<string, Record<string, { responses: object }>> };
    for (const [template, operations] of Object.entries(paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        const path = template
          .replace("{serverName}", encodeURIComponent(nameOf(0)))
          .replace("{version}", "latest")
          .replace("{method}", "github-oidc");
        const reply = await registry.ask(path, { method: method.toUpperCase() });
        expect(Object.keys(responses), `${method} ${path}`).toContain(String(reply.status));
        expect([200, 401, 422, 501]).toContain(reply.status);
      }
    expect(Object.keys(paths).length).toBeGreaterThan(20);
  });
});

test("documents come back as they were written: unknown fields, endless numbers, order", async () => {
  const documents = [
    '{"name":"NAME","description":"d","version":"1.0.0","x-own":{"deep":[1.0,1e400,12345678901234567890]},"_meta":{"a.b/c":{"é":"\\u00e9"}}}',
    '{"version":"1.0.0", "description":"two\\nlines", "name":"NAME", "repository":{"url":"https://github.com/a/b","source":"github"}}',
  ];
  for (const [at, template] of documents.entries()) {
    const name = `io.${word}-kept/doc-${at}`;
    const document = template.replace("NAME", name);
    await createServer({ name, exposed: true }, { document, description: "d" });
    const reply = await registry.ask(`/v0.1/servers/${name}/versions/latest`);
    expect(reply.text).toContain(`{"server":${document},"_meta":`);
  }
});
