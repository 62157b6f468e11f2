import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { addVersion, createServer } from "#lib/testing/factories.ts";
import { heard, startRegistry, type Reply } from "#lib/testing/registry-server.ts";

type Official = { status: string; isLatest: boolean; statusMessage?: string; updatedAt: string };
type Entry = { server: Record<string, unknown>; _meta: Record<string, unknown> };
type Page = { servers: Entry[]; metadata: { count: number; nextCursor?: string } };
const pageOf = (reply: Reply) => reply.json as Page;
const rowsOf = (reply: Reply) =>
  pageOf(reply).servers.map(
    ({ server }) => `${String(server["name"])}@${String(server["version"])}`,
  );
const officialOf = (entry: unknown) =>
  (entry as Entry)._meta["io.modelcontextprotocol.registry/official"] as Official;

let registry: Awaited<ReturnType<typeof startRegistry>>;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

/** A word that finds only the servers of one test. */
const unique = () => `q${randomUUID().replaceAll("-", "")}`;
const publicServer = (name: string, version: Parameters<typeof createServer>[1] = {}) =>
  createServer({ name, exposed: true }, version);

describe("limit", () => {
  test.each(["0", "101", "-1", "1.5", "abc", "1e9", "NaN"])("%s is 422", async (limit) => {
    const reply = await registry.ask(`/v0.1/servers?limit=${limit}`);
    expect(reply.status).toBe(422);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(reply.json).toMatchObject({
      status: 422,
      detail: "limit must be a whole number from 1 to 100.",
      error: "limit must be a whole number from 1 to 100.",
      errors: [{ location: "query.limit" }],
    });
  });

  test("is 30 when absent or empty", async () => {
    const word = unique();
    for (let at = 0; at < 31; at += 1) await publicServer(`io.${word}/s${at}`);
    for (const limit of ["", "&limit="]) {
      const reply = await registry.ask(`/v0.1/servers?search=${word}${limit}`);
      expect(pageOf(reply).metadata.count).toBe(30);
      expect(pageOf(reply).metadata.nextCursor).toEqual(expect.any(String));
    }
  });
});

describe("cursors", () => {
  test.each(["x", "%21", "bm90LWEtY3Vyc29y", "a%2Fb%3A%00", "AAAA", "io.acme/x"])(
    "%s is 400",
    async (cursor) =>
      expect((await registry.ask(`/v0.1/servers?cursor=${cursor}`)).status).toBe(400),
  );

  test("stay stable while servers are added before, between and after", async () => {
    const word = unique();
    for (const letter of ["b", "d", "f", "h"]) await publicServer(`io.${word}/${letter}`);
    const rows: string[] = [];
    let query = "";
    for (const added of [["a", "e"], ["z"], []]) {
      const reply = await registry.ask(`/v0.1/servers?search=${word}&limit=2${query}`);
      rows.push(...rowsOf(reply));
      query = `&cursor=${pageOf(reply).metadata.nextCursor ?? ""}`;
      for (const letter of added) await heard(() => publicServer(`io.${word}/${letter}`));
    }
    expect(rows).toEqual(
      ["b", "d", "e", "f", "h", "z"].map((letter) => `io.${word}/${letter}@1.0.0`),
    );
  });

  test("walk all versions in the order of bytes, each once, and the last page has none", async () => {
    const word = unique();
    const names = [
      `io.${word}/A`,
      `io.${word}/Z`,
      `io.${word}/a`,
      `io.${word}/b-c`,
      `io.${word}/b.c`,
    ];
    for (const name of names) {
      const server = await publicServer(name, { version: "10.0.0" });
      await addVersion(server, { version: "9.0.0" });
    }
    const rows: string[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const page: Page = pageOf(
        await registry.ask(`/v0.1/servers?search=${word}&limit=3&cursor=${cursor}`),
      );
      rows.push(
        ...page.servers.map(
          ({ server }) => `${String(server["name"])}@${String(server["version"])}`,
        ),
      );
      cursor = page.metadata.nextCursor;
    }
    expect(rows).toEqual(names.flatMap((name) => [`${name}@10.0.0`, `${name}@9.0.0`]));
  });
});

describe("search", () => {
  test("finds part of the name, the title or the description, in any case", async () => {
    const word = unique();
    const upper = word.toUpperCase();
    await publicServer(`io.${word}/name`);
    await publicServer(`io.a${unique()}/titled`, { title: `The ${upper} title` });
    await publicServer(`io.a${unique()}/described`, { description: `All about ${word}s` });
    for (const search of [word, upper, word.slice(3, 20), `%20${word}%20`]) {
      const found = rowsOf(await registry.ask(`/v0.1/servers?search=${search}`));
      expect(found.map((row) => row.replace(/.*\//, "")).sort()).toEqual([
        "described@1.0.0",
        "name@1.0.0",
        "titled@1.0.0",
      ]);
    }
  });

  test("takes % and _ and backslashes as they are", async () => {
    const word = unique();
    await publicServer(`io.${word}/x`, { description: `100%_\\ sure ${word}` });
    for (const search of [`100%25_%5C%20sure%20${word}`, `0%25_%5C%20sure%20${word}`])
      expect(rowsOf(await registry.ask(`/v0.1/servers?search=${search}`))).toHaveLength(1);
    for (const search of [`${word.slice(0, 5)}%25${word.slice(8)}`, `_${word.slice(1)}`])
      expect(rowsOf(await registry.ask(`/v0.1/servers?search=${search}`))).toEqual([]);
  });

  test("for a NUL or a broken character finds nothing and is no error", async () => {
    for (const search of ["%00", "a%00b", "%ED%A0%80", "%F0%9F", "%"])
      expect((await registry.ask(`/v0.1/servers?search=${search}zzzzzz`)).status).toBe(200);
  });
});

describe("version", () => {
  test("latest gives one entry a server, an exact one only servers that have it", async () => {
    const word = unique();
    const server = await publicServer(`io.${word}/x`, { version: "1.0.0+b" });
    await addVersion(server, { version: "2.0.0" });
    const ask = async (version: string) =>
      rowsOf(await registry.ask(`/v0.1/servers?search=${word}&version=${version}`));
    expect(await ask("latest")).toEqual([`io.${word}/x@2.0.0`]);
    expect(await ask("1.0.0%2Bb")).toEqual([`io.${word}/x@1.0.0+b`]);
    expect(await ask("3.0.0")).toEqual([]);
  });

  test("latest is the newest approved one, whatever else is known", async () => {
    const name = `io.${unique()}/x`;
    const server = await publicServer(name);
    await addVersion(server, { version: "2.0.0", lifecycle: "candidate", approvedAt: null });
    await addVersion(server, { version: "3.0.0", lifecycle: "rejected", approvedAt: null });
    const reply = await registry.ask(`/v0.1/servers/${name}/versions/latest`);
    expect(reply.json).toMatchObject({ server: { version: "1.0.0" } });
    expect(officialOf(reply.json).isLatest).toBe(true);
    expect((await registry.ask(`/v0.1/servers/${name}/versions/2.0.0`)).status).toBe(404);
    expect(rowsOf(await registry.ask(`/v0.1/servers/${name}/versions`))).toEqual([`${name}@1.0.0`]);
  });
});

describe("updated_since", () => {
  test.each(["yesterday", "2025-02-30T00:00:00Z", "2025-01-01", "1"])("%s is 400", async (since) =>
    expect((await registry.ask(`/v0.1/servers?updated_since=${since}`)).status).toBe(400),
  );

  test("is strictly greater, and brings the deleted ones along", async () => {
    const word = unique();
    await publicServer(`io.${word}/a`);
    const gone = await publicServer(`io.${word}/b`);
    await db.server.update({ where: { id: gone.id }, data: { lifecycle: "retired" } });
    const since = async (moment: string) =>
      pageOf(await registry.ask(`/v0.1/servers?search=${word}&updated_since=${moment}`)).servers;

    const all = await since("2020-01-01T00:00:00Z");
    expect(all.map((entry) => officialOf(entry).status)).toEqual(["active", "deleted"]);
    const [first, last] = all.map((entry) => officialOf(entry).updatedAt).sort();
    expect(await since(first ?? "")).toHaveLength(1);
    expect(await since(last ?? "")).toEqual([]);
  });

  test("with include_deleted=false is 400, since it cannot be honoured", async () => {
    const query = "updated_since=2025-01-01T00:00:00Z&include_deleted=";
    expect((await registry.ask(`/v0.1/servers?${query}false`)).status).toBe(400);
    expect((await registry.ask(`/v0.1/servers?${query}true`)).status).toBe(200);
    expect((await registry.ask(`/v0.1/servers?include_deleted=perhaps`)).status).toBe(422);
  });
});

describe("what is deleted or deprecated", () => {
  test("a retired server is absent and 404, unless the request asks for deleted ones", async () => {
    const word = unique();
    const name = `io.${word}/x`;
    await createServer({ name, exposed: true, lifecycle: "retired", statusMessage: "Replaced." });
    expect(rowsOf(await registry.ask(`/v0.1/servers?search=${word}`))).toEqual([]);
    for (const path of [`/versions`, `/versions/latest`, `/versions/1.0.0`]) {
      expect((await registry.ask(`/v0.1/servers/${name}${path}`)).status).toBe(404);
      const asked = await registry.ask(`/v0.1/servers/${name}${path}?include_deleted=true`);
      expect(asked.status).toBe(200);
    }
    const [entry] = pageOf(
      await registry.ask(`/v0.1/servers?search=${word}&include_deleted=true`),
    ).servers;
    expect(officialOf(entry)).toMatchObject({ status: "deleted", statusMessage: "Replaced." });
  });

  test("a deprecated server is shown with its message, and has a latest", async () => {
    const name = `io.${unique()}/x`;
    await createServer({
      name,
      exposed: true,
      lifecycle: "deprecated",
      statusMessage: "Use io.acme/other.",
    });
    const reply = await registry.ask(`/v0.1/servers/${name}/versions/latest`);
    expect(officialOf(reply.json)).toMatchObject({
      status: "deprecated",
      isLatest: true,
      statusMessage: "Use io.acme/other.",
    });
  });

  test("an active entry has no message, whatever was written down before", async () => {
    const name = `io.${unique()}/x`;
    await createServer({ name, exposed: true, statusMessage: "old" }, { statusMessage: "old" });
    const reply = await registry.ask(`/v0.1/servers/${name}/versions/latest`);
    expect(officialOf(reply.json)).not.toHaveProperty("statusMessage");
  });
});

describe("documents", () => {
  test("an empty repository is left out and publish times keep their microseconds", async () => {
    const name = `io.${unique()}/x`;
    const document = `{"name":"${name}","description":"d","version":"1.0.0","repository":{},"n":1e400}`;
    const { id } = await publicServer(name, { document, description: "d" });
    await db.$executeRaw`UPDATE "ServerVersion" SET "publishedAt" = '2025-10-09T17:05:17.793149Z' WHERE "serverId" = ${id}::uuid`;
    const reply = await heard(() => Promise.resolve()).then(() =>
      registry.ask(`/v0.1/servers/${name}/versions/1.0.0`),
    );
    expect(reply.text).toContain(
      `{"server":{"name":"${name}","description":"d","version":"1.0.0","n":1e400},`,
    );
    expect(reply.text).toContain('"publishedAt":"2025-10-09T17:05:17.793149Z"');
  });

  test("upstream's own _meta keys are kept, and it cannot fill the official one", async () => {
    const name = `io.${unique()}/x`;
    const upstreamMeta = JSON.stringify({
      "x-ms-icon": "https://icons.example.com/i.png",
      "io.modelcontextprotocol.registry/official": { status: "deleted" },
    });
    await publicServer(name, { upstreamMeta });
    const reply = await registry.ask(`/v0.1/servers/${name}/versions/latest`);
    expect((reply.json as Entry)._meta["x-ms-icon"]).toBe("https://icons.example.com/i.png");
    expect(officialOf(reply.json).status).toBe("active");
  });

  test("an entry without a description is never sent: one would break a whole page", async () => {
    const word = unique();
    const name = `io.${word}/x`;
    const document = `{"name":"${name}","description":"","version":"1.0.0"}`;
    await publicServer(name, { document, description: "" });
    expect(rowsOf(await registry.ask(`/v0.1/servers?search=${word}`))).toEqual([]);
    expect((await registry.ask(`/v0.1/servers/${name}/versions/latest`)).status).toBe(404);
  });
});

test("unknown parameters are ignored", async () => {
  const word = unique();
  await publicServer(`io.${word}/x`);
  const reply = await registry.ask(`/v0.1/servers?search=${word}&repo=a/b&limit=1&limit=500&x[]=1`);
  expect(rowsOf(reply)).toHaveLength(1);
});
