import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { uniqueName } from "#lib/testing/factories.ts";
import { changeMirrorSource } from "./change-mirror-source.ts";
import { createMirrorSource } from "./create-mirror-source.ts";
import { getMirrorSource } from "./get-mirror-source.ts";
import { listMirrorSources } from "./list-mirror-sources.ts";
import { removeMirrorSource } from "./remove-mirror-source.ts";
import { runMirrorSource } from "./run-mirror-source.ts";
import { saveMirrorPage } from "./save-mirror-page.ts";
import { startMirrorRun } from "./start-mirror-run.ts";

const OFFICIAL = "io.modelcontextprotocol.registry/official";
const QUICK = { timeoutMs: 500, backOffMs: 1, attempts: 2 };

type Row = {
  name: string;
  version: string;
  status: string;
  updatedAt: number;
  description: string;
};
type Answer = (url: URL, response: http.ServerResponse) => boolean;

/** A registry that speaks the official API over real HTTP; `before` may answer in its stead. */
class Registry {
  rows: Row[] = [];
  pageSize = 2;
  before: Answer = () => false;
  readonly asked: URL[] = [];
  readonly #server = http.createServer((request, response) => this.#serve(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://registry");
    this.asked.push(url);
    if (this.before(url, response)) return;
    if (url.pathname !== "/v0.1/servers") {
      response.writeHead(404).end("{}");
      return;
    }
    const since = Date.parse(url.searchParams.get("updated_since") ?? "1970-01-01T00:00:00Z");
    const cursor = Number(url.searchParams.get("cursor") ?? "0");
    const wanted = this.rows.filter((row) => row.updatedAt > since);
    const page = wanted.slice(cursor, cursor + this.pageSize);
    const next = cursor + this.pageSize;
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        servers: page.map(({ name, version, status, description }) => ({
          server: { name, version, description },
          _meta: { [OFFICIAL]: { status, publishedAt: "2026-01-01T00:00:00Z" } },
        })),
        metadata: {
          count: page.length,
          ...(next < wanted.length ? { nextCursor: String(next) } : {}),
        },
      }),
    );
  }
}

const registries: Registry[] = [];
afterEach(() => {
  for (const registry of registries.splice(0)) registry.close();
});

async function registryWith(count: number, options: { approve?: boolean; expose?: boolean } = {}) {
  const registry = new Registry();
  registries.push(registry);
  const names = Array.from({ length: count }, () => uniqueName("m"));
  registry.rows = names.map((name) => ({
    name,
    version: "1.0.0",
    status: "active",
    updatedAt: Date.parse("2026-01-01T00:00:00Z"),
    description: "From upstream",
  }));
  const url = await registry.listen();
  // The system may give out the port of an earlier test's registry again, and addresses are unique.
  await db.mirrorSource.deleteMany({ where: { url } });
  const { id } = await createMirrorSource(systemContext(), {
    name: `source ${randomUUID()}`,
    url,
    allowedHosts: [new URL(url).host],
    ...options,
  });
  return {
    registry,
    names,
    id,
    url,
    source: () => db.mirrorSource.findUniqueOrThrow({ where: { id } }),
  };
}

const run = (id: string) => runMirrorSource(systemContext(), { id }, QUICK);
const stored = (names: string[]) => db.server.count({ where: { name: { in: names } } });

describe("a mirror source", () => {
  test("is copied page by page, and its servers know where they came from", async () => {
    const { registry, names, id, source } = await registryWith(5);
    expect(await run(id)).toMatchObject({ imported: 5, pages: 3, refused: 0 });
    expect(await stored(names)).toBe(5);
    expect(await db.server.count({ where: { sourceId: id, lifecycle: "candidate" } })).toBe(5);
    expect(registry.asked[0]?.search).toBe("?limit=100");
    expect(await source()).toMatchObject({
      resumeCursor: null,
      resumeStartedAt: null,
      lastError: null,
    });
  });

  test("cannot take over, or withdraw, what another source brought", async () => {
    const first = await registryWith(1, { approve: true, expose: true });
    await run(first.id);
    const second = await registryWith(0, { approve: true, expose: true });
    const [name = ""] = first.names;
    const taken = {
      name,
      updatedAt: Date.parse("2026-02-01T00:00:00Z"),
      description: "Taken over",
    };
    second.registry.rows = [
      { ...taken, version: "1.0.0", status: "deleted" },
      { ...taken, version: "9.0.0", status: "active" },
    ];
    expect(await run(second.id)).toMatchObject({ imported: 0, updated: 0, refused: 2 });
    expect(await db.server.findUniqueOrThrow({ where: { name } })).toMatchObject({
      sourceId: first.id,
      latestVersion: "1.0.0",
      description: "From upstream",
    });
  });

  test("is asked only for what changed, with ten minutes of overlap, the next time", async () => {
    const { registry, id, source } = await registryWith(1);
    const began = Date.now();
    await run(id);
    const { updatedSince } = await source();
    expect(updatedSince?.getTime()).toBeGreaterThanOrEqual(began - 600_000);
    expect(updatedSince?.getTime()).toBeLessThanOrEqual(Date.now() - 600_000);
    expect(await run(id)).toMatchObject({ imported: 0, unchanged: 0, pages: 1 });
    expect(registry.asked.at(-1)?.searchParams.get("updated_since")).toBe(
      updatedSince?.toISOString(),
    );
  });

  test("withdraws what it deletes", async () => {
    const { registry, names, id } = await registryWith(2, { approve: true, expose: true });
    await run(id);
    const where = { serverName: names[0] ?? "" };
    expect(await db.serverVersion.findFirstOrThrow({ where })).toMatchObject({ inFeed: true });
    for (const row of registry.rows.slice(0, 1))
      Object.assign(row, { status: "deleted", updatedAt: Date.now() });
    expect(await run(id)).toMatchObject({ updated: 1 });
    expect(await db.serverVersion.findFirstOrThrow({ where })).toMatchObject({
      lifecycle: "retired",
      registryStatus: "deleted",
    });
  });

  test("does not bring back into the feed what was concealed here", async () => {
    const { registry, names, id } = await registryWith(1, { approve: true, expose: true });
    await run(id);
    const name = names[0] ?? "";
    await db.server.update({ where: { name }, data: { exposed: false } });
    registry.rows.push({ ...(registry.rows[0] as Row), version: "2.0.0", updatedAt: Date.now() });
    expect(await run(id)).toMatchObject({ imported: 1 });
    expect(await db.server.findUniqueOrThrow({ where: { name } })).toMatchObject({
      exposed: false,
      latestVersion: "2.0.0",
    });
  });

  test("may not touch one of our own servers of the same name", async () => {
    const { registry, names, id } = await registryWith(1, { approve: true });
    await run(id);
    const name = names[0] ?? "";
    await db.server.update({ where: { name }, data: { origin: "internal" } });
    registry.rows.push({ ...(registry.rows[0] as Row), version: "9.9.9", updatedAt: Date.now() });
    expect(await run(id)).toMatchObject({ refused: 1, imported: 0 });
    expect(await db.serverVersion.count({ where: { serverName: name } })).toBe(1);
  });
});

describe("when things go wrong", () => {
  test("a run that fails half-way keeps what it has and the next goes on from there", async () => {
    const { registry, names, id, source } = await registryWith(5);
    registry.before = (url, response) => {
      if (url.searchParams.get("cursor") !== "2") return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(run(id)).rejects.toThrow(/answered 503/);
    expect(await stored(names)).toBe(2);
    expect(await source()).toMatchObject({ resumeCursor: "2", lastSuccessAt: null });
    expect((await source()).lastError).toMatch(/answered 503/);
    expect(registry.asked).toHaveLength(3);

    registry.before = () => false;
    registry.asked.length = 0;
    expect(await run(id)).toMatchObject({ imported: 3, pages: 2 });
    expect(registry.asked[0]?.searchParams.get("cursor")).toBe("2");
    expect(await source()).toMatchObject({ resumeCursor: null, lastError: null });
  });

  test("a process that is killed leaves a place to go on from, and a run that is closed", async () => {
    const { names, id, source } = await registryWith(5);
    const killed = await startMirrorRun(systemContext(), { id });
    await saveMirrorPage(systemContext(), { id, runId: killed.runId, cursor: "4" });
    const { resumeStartedAt } = await source();

    const later = { ...systemContext(), now: new Date(Date.now() + 300_000) };
    expect(await runMirrorSource(later, { id }, QUICK)).toMatchObject({ imported: 1 });
    expect(await stored(names)).toBe(1);
    expect((await source()).updatedSince?.getTime()).toBe(
      (resumeStartedAt?.getTime() ?? 0) - 600_000,
    );
    expect(await db.importRun.findUniqueOrThrow({ where: { id: killed.runId } })).toMatchObject({
      status: "failed",
    });
  });

  test("a registry that forgot the place is copied from the beginning", async () => {
    const { registry, names, id } = await registryWith(3);
    await db.mirrorSource.update({
      where: { id },
      data: { resumeCursor: "old", resumeStartedAt: new Date() },
    });
    registry.before = (url, response) => {
      if (url.searchParams.get("cursor") !== "old") return false;
      response.writeHead(400).end("{}");
      return true;
    };
    expect(await run(id)).toMatchObject({ imported: 3 });
    expect(await stored(names)).toBe(3);
  });

  test.each<[string, Answer, RegExp]>([
    ["that hangs", () => true, /does not answer/],
    [
      "that serves garbage",
      (_url, response) => !response.end("<html>hello</html>").closed,
      /whole list/,
    ],
    ["that is cut off", (_url, response) => !response.end('{"servers":[').closed, /whole list/],
    ["that redirects inward", redirect("http://10.0.0.1/v0.1/servers"), /another host/],
    ["that redirects to the metadata service", redirect("http://169.254.169.254/"), /another host/],
    [
      "that does not know the API",
      (_url, response) => !response.writeHead(404).end().closed,
      /answered 404/,
    ],
  ])("a registry %s is told in words", async (_name, answer, words) => {
    const { registry, id, source } = await registryWith(1);
    registry.before = answer;
    await expect(run(id)).rejects.toThrow(AppError);
    expect((await source()).lastError).toMatch(words);
    const { source: view, runs } = await getMirrorSource(systemContext(), { id });
    expect(view).toMatchObject({ running: false });
    expect(runs).toMatchObject([{ status: "failed" }]);
  });

  test("a registry that serves the same page for ever is left", async () => {
    const { registry, id } = await registryWith(1);
    registry.before = (_url, response) =>
      !response.end('{"servers":[],"metadata":{"nextCursor":"x"}}').closed;
    await expect(run(id)).rejects.toThrow(/same page/);
  });

  test("a registry inside the company is reached only when its host was opened", async () => {
    const { registry, id } = await registryWith(1);
    await changeMirrorSource(systemContext(), { id, allowedHosts: [] });
    await expect(run(id)).rejects.toThrow(AppError);
    expect(registry.asked).toHaveLength(0);
  });
});

function redirect(location: string): Answer {
  return (_url, response) => !response.writeHead(302, { location }).end().closed;
}

/** Holds the source's row until all contenders wait for it. */
async function atOnce<Result>(id: string, count: number, start: () => Promise<Result>) {
  const { settled } = await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "MirrorSource" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const settled = Promise.allSettled(Array.from({ length: count }, start));
    for (let waiting = 0; waiting < count;) {
      const [row] = await db.$queryRaw<{ n: bigint }[]>`
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE '%FROM "MirrorSource"%'`;
      waiting = Number(row?.n ?? 0);
    }
    return { settled };
  });
  return settled;
}

describe("claims", () => {
  test("of three runs at once only one gets the source", async () => {
    const { id } = await registryWith(1);
    const results = await atOnce(id, 3, () => startMirrorRun(systemContext(), { id }));
    expect(results.map(({ status }) => status).sort()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);

    await expect(run(id)).rejects.toMatchObject({ code: "conflict" });
    const removal = removeMirrorSource(systemContext(), { id });
    await expect(removal).rejects.toMatchObject({ code: "conflict" });
  });

  test("a source that is switched off is not copied", async () => {
    const { id } = await registryWith(1);
    await changeMirrorSource(systemContext(), { id, enabled: false });
    await expect(run(id)).rejects.toThrow(/switched off/);
  });
});

describe("the administrator", () => {
  test("adds, changes, lists and removes sources, each on record", async () => {
    const { id, url } = await registryWith(0);
    const host = new URL(url).host;
    await changeMirrorSource(userContext("admin"), { id, approve: true });
    await changeMirrorSource(userContext("admin"), { id, approve: true });
    const listed = await listMirrorSources(userContext("auditor"), {});
    expect(listed.find((source) => source.id === id)).toMatchObject({
      url,
      approve: true,
      allowedHosts: [host],
      serverCount: 0,
    });
    await removeMirrorSource(userContext("admin"), { id });
    const actions = await db.auditEvent.findMany({
      where: { targetId: id },
      orderBy: { at: "asc" },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "mirror.create",
      "mirror.change",
      "mirror.remove",
    ]);
  });

  test("cannot add the same address in another spelling, nor one with a password", async () => {
    const { url } = await registryWith(0);
    const add = (address: string) =>
      createMirrorSource(userContext("admin"), { name: randomUUID(), url: address });
    await expect(add(`${url}/?x=1`)).rejects.toMatchObject({ code: "conflict" });
    await expect(add("https://me:secret@registry.example")).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(add("file:///etc/passwd")).rejects.toMatchObject({ code: "invalid" });
  });

  test("is needed: an engineer neither sees nor runs a source", async () => {
    const { id } = await registryWith(0);
    const engineer = userContext("engineer");
    await expect(listMirrorSources(engineer, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(runMirrorSource(engineer, { id })).rejects.toMatchObject({ code: "forbidden" });
  });
});
