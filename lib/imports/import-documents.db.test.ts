import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { canonicalJson, parseJsonExact } from "#lib/kernel/json.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createUser, uniqueName } from "#lib/testing/factories.ts";
import { runImport } from "./run-import.ts";

const OFFICIAL = "io.modelcontextprotocol.registry/official";
const SAMPLE = path.resolve(
  import.meta.dirname,
  "../../../shared/data/official-registry-sample.json",
);

type Doc = { name: string; version: string; description: string; [field: string]: unknown };
type Upstream = { status?: string; statusMessage?: string; publishedAt?: string };

const doc = (name: string, more: Partial<Doc> = {}): Doc => ({
  name,
  version: "1.0.0",
  description: "Made by a test",
  ...more,
});
const entry = (server: Doc, upstream: Upstream = {}) => ({
  server,
  _meta: {
    [OFFICIAL]: { status: "active", publishedAt: "2025-10-09T17:05:17.793149Z", ...upstream },
  },
});
const bytes = (value: unknown) => [
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
];
const list = (...servers: unknown[]) => ({ servers, metadata: { count: servers.length } });

const importing = (value: unknown, options: { approve?: boolean; expose?: boolean } = {}) =>
  runImport(systemContext(), { label: "test", bytes: bytes(value), ...options });

const versionOf = (serverName: string, version = "1.0.0") =>
  db.serverVersion.findUniqueOrThrow({ where: { serverName_version: { serverName, version } } });
const serverOf = (name: string) => db.server.findUniqueOrThrow({ where: { name } });
const itemsOf = (runId: string) =>
  db.importItem.findMany({ where: { runId }, orderBy: { position: "asc" } });

function generated(count: number) {
  const prefix = uniqueName("g");
  return list(
    ...Array.from({ length: count }, (_, at) =>
      entry(
        doc(`${prefix}${Math.floor(at / 3)}`, {
          version: `1.0.${at % 3}`,
          big: 12345678901234,
          repository: at % 2 ? {} : { url: "https://code.example/x", source: "github" },
          packages: [
            {
              registryType: "npm",
              identifier: `@x/p${at}`,
              version: "1.0.0",
              transport: { type: "stdio" },
            },
          ],
          remotes: [{ type: "streamable-http", url: "https://mcp.example/mcp" }],
        }),
      ),
    ),
  );
}

type Sample = { servers: { server: Doc }[] };
const sample = (): Sample =>
  fs.existsSync(SAMPLE)
    ? (JSON.parse(fs.readFileSync(SAMPLE, "utf8")) as Sample)
    : (generated(661) as Sample);

describe("the official registry's own list", () => {
  const source = sample();

  test("comes in without one refusal, equal in meaning, and a second time changes nothing", async () => {
    const first = await importing(source);
    expect(first).toMatchObject({
      imported: source.servers.length,
      refused: 0,
      updated: 0,
      unchanged: 0,
    });

    for (const { server } of source.servers) {
      const { document } = await versionOf(server.name, server.version);
      const { repository, ...rest } = server;
      const empty = repository && Object.keys(repository).length === 0;
      expect(canonicalJson(parseJsonExact(document))).toBe(
        canonicalJson(parseJsonExact(JSON.stringify(empty ? rest : server))),
      );
    }

    const names = [...new Set(source.servers.map(({ server }) => server.name))];
    const servers = await db.server.findMany({ where: { name: { in: names } } });
    const ids = servers.map(({ id }) => id);
    const state = async () => ({
      versions: await db.serverVersion.aggregate({
        where: { serverId: { in: ids } },
        _max: { updatedAt: true },
      }),
      servers: await db.server.aggregate({ where: { id: { in: ids } }, _max: { updatedAt: true } }),
      records: await db.auditEvent.count({ where: { targetId: { in: ids } } }),
    });
    const before = await state();
    expect(before.records).toBeGreaterThanOrEqual(ids.length);
    const second = await importing(source);
    expect(second).toMatchObject({
      unchanged: source.servers.length,
      refused: 0,
      updated: 0,
      imported: 0,
    });
    expect(await state()).toEqual(before);
  });
});

describe("what arrives", () => {
  test("is a candidate that only reviewers see, with its columns, packages and tools", async () => {
    const name = uniqueName();
    await importing(
      list(
        entry(
          doc(name, {
            title: "A title",
            packages: [
              {
                registryType: "npm",
                identifier: "@a/b",
                version: "2.0.0",
                transport: { type: "stdio" },
              },
            ],
            remotes: [{ type: "sse", url: "https://mcp.example/sse" }],
            _meta: {
              "io.modelcontextprotocol.registry/publisher-provided": {
                tools: [
                  { name: "search_all", description: "Looks", inputSchema: { type: "object" } },
                  "plain",
                ],
              },
            },
          }),
        ),
      ),
    );
    const version = await db.serverVersion.findUniqueOrThrow({
      where: { serverName_version: { serverName: name, version: "1.0.0" } },
      include: { packages: true, tools: { orderBy: { name: "asc" } } },
    });
    expect(version).toMatchObject({
      lifecycle: "candidate",
      approvedAt: null,
      registryStatus: null,
      packageTypes: ["npm"],
      transports: ["stdio", "sse"],
      remoteUrls: ["https://mcp.example/sse"],
      toolNames: ["search_all", "plain"],
      title: "A title",
    });
    expect(version.packages).toMatchObject([{ identifier: "@a/b", version: "2.0.0", position: 0 }]);
    expect(version.tools).toMatchObject([
      { name: "plain", origin: "meta" },
      { name: "search_all", description: "Looks", inputSchema: { type: "object" } },
    ]);
    expect(await serverOf(name)).toMatchObject({
      lifecycle: "candidate",
      classification: null,
      exposed: false,
      latestVersion: null,
      title: "A title",
    });
  });

  test("keeps its publish time to the microsecond", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))));
    const [row] = await db.$queryRaw<{ t: string }[]>`
      SELECT to_char("publishedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS t
      FROM "ServerVersion" WHERE "serverName" = ${name}`;
    expect(row?.t).toBe("2025-10-09 17:05:17.793149");
  });

  test("is approved and in the anonymous feed when the administrator says so", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))), { approve: true, expose: true });
    expect(await serverOf(name)).toMatchObject({
      lifecycle: "approved",
      exposed: true,
      latestVersion: "1.0.0",
    });
    expect(await versionOf(name)).toMatchObject({
      lifecycle: "approved",
      inFeed: true,
      isLatest: true,
    });
  });

  test("is approved and exposed later by importing it again, and then no more is written", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))));
    expect(await importing(list(entry(doc(name))), { approve: true, expose: true })).toMatchObject({
      updated: 1,
    });
    expect(await versionOf(name)).toMatchObject({ lifecycle: "approved", inFeed: true });
    expect(await importing(list(entry(doc(name))), { approve: true, expose: true })).toMatchObject({
      unchanged: 1,
    });
  });

  test("may be a list of the first schemas, in snake_case", async () => {
    const name = uniqueName();
    const old = {
      id: randomUUID(),
      name,
      description: "Old",
      version_detail: { version: "0.3.0", release_date: "2025-05-16T18:56:49Z", is_latest: true },
      packages: [{ registry_name: "npm", name: "@old/one", version: "0.3.0" }],
    };
    const result = await importing({ servers: [old], metadata: { next_cursor: "x" } });
    expect(result).toMatchObject({ imported: 1 });
    const version = await versionOf(name, "0.3.0");
    expect(version.packageTypes).toEqual(["npm"]);
    expect(version.publishedAt.toISOString()).toBe("2025-05-16T18:56:49.000Z");
  });

  test("may hold numbers that JavaScript cannot, and they come out as they came in", async () => {
    const name = uniqueName();
    const text = `{"name":"${name}","version":"1.0.0","description":"d","n":12345678901234567890,"x":1e400}`;
    await importing(text);
    expect((await versionOf(name)).document).toBe(text);
  });
});

describe("our own decisions stay", () => {
  test.each(["rejected", "retired", "in_review"] as const)(
    "a server that is %s here is not approved by an import",
    async (lifecycle) => {
      const name = uniqueName();
      await importing(list(entry(doc(name))));
      await db.server.update({ where: { name }, data: { lifecycle } });
      await importing(list(entry(doc(name)), entry(doc(name, { version: "2.0.0" }))), {
        approve: true,
        expose: true,
      });
      expect(await serverOf(name)).toMatchObject({ lifecycle, exposed: false });
      expect(await versionOf(name, "2.0.0")).toMatchObject({ lifecycle: "candidate" });
    },
  );

  test("quarantine, visibility, owner, tags and classification are not touched", async () => {
    const name = uniqueName();
    const data = {
      quarantinedAt: new Date(),
      quarantineNote: "Looks wrong",
      visibility: "teams" as const,
      tags: ["mine"],
      classification: "confidential" as const,
    };
    await importing(list(entry(doc(name))));
    await db.server.update({ where: { name }, data });
    await importing(list(entry(doc(name, { title: "New" }))), { approve: true, expose: true });
    expect(await serverOf(name)).toMatchObject({ ...data, lifecycle: "candidate", exposed: false });
  });

  test("an approved version whose document changed upstream keeps the approved one", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))), { approve: true });
    const before = await versionOf(name);
    const { runId, refused } = await importing(list(entry(doc(name, { description: "Other" }))));
    expect(refused).toBe(1);
    expect(await itemsOf(runId)).toMatchObject([{ name, version: "1.0.0", field: "document" }]);
    expect(await versionOf(name)).toEqual(before);
  });

  test("and is approved anew, with a new date, when the administrator says so", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))), { approve: true });
    const before = await versionOf(name);
    const changed = list(entry(doc(name, { description: "Other" })));
    expect(await importing(changed, { approve: true })).toMatchObject({ updated: 1 });
    const after = await versionOf(name);
    expect(after).toMatchObject({ description: "Other", lifecycle: "approved" });
    expect(after.approvedAt?.getTime()).toBeGreaterThan(before.approvedAt?.getTime() ?? Infinity);
  });

  test("a version rejected here stays rejected, whatever upstream sends", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))));
    await db.serverVersion.updateMany({
      where: { serverName: name },
      data: { lifecycle: "rejected" },
    });
    const result = await importing(list(entry(doc(name, { description: "Other" }))), {
      approve: true,
    });
    expect(result.refused).toBe(1);
    expect(await versionOf(name)).toMatchObject({
      lifecycle: "rejected",
      description: "Made by a test",
    });
  });
});

describe("servers of the demo company", () => {
  async function demoServer(lifecycle: "rejected" | "approved", more: object = {}) {
    const name = uniqueName();
    await importing(list(entry(doc(name, { description: "Demo words" }))), { approve: true });
    await db.serverVersion.updateMany({
      where: { serverName: name },
      data: { lifecycle: "deprecated", statusMessage: "Demo" },
    });
    await db.server.update({ where: { name }, data: { demo: true, lifecycle, ...more } });
    return name;
  }

  test("become real ones when an administrator imports and approves their documents", async () => {
    const name = await demoServer("rejected", {
      visibility: "teams",
      quarantinedAt: new Date(),
      quarantineNote: "Demo",
    });
    const real = list(entry(doc(name)));
    expect(await importing(real, { approve: true, expose: true })).toMatchObject({ updated: 1 });
    expect(await serverOf(name)).toMatchObject({
      demo: false,
      lifecycle: "approved",
      visibility: "everyone",
      exposed: true,
      quarantinedAt: null,
    });
    expect(await versionOf(name)).toMatchObject({
      lifecycle: "approved",
      statusMessage: null,
      inFeed: true,
      description: "Made by a test",
    });
    expect(await importing(real, { approve: true, expose: true })).toMatchObject({ unchanged: 1 });
  });

  test("stay as they are without approval, which their fake one never stands in for", async () => {
    const name = await demoServer("approved");
    expect(await importing(list(entry(doc(name))))).toMatchObject({ refused: 1 });
    expect(await serverOf(name)).toMatchObject({ demo: true, lifecycle: "approved" });
    expect(await versionOf(name)).toMatchObject({ description: "Demo words" });
  });
});

describe("what upstream withdraws", () => {
  test("deprecated upstream warns here, and the warning goes with upstream", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))), { approve: true });
    await importing(
      list(entry(doc(name), { status: "deprecated", statusMessage: "Use the other" })),
    );
    expect(await versionOf(name)).toMatchObject({
      lifecycle: "deprecated",
      statusMessage: "Use the other",
      registryStatus: "deprecated",
    });
    await importing(list(entry(doc(name))));
    expect(await versionOf(name)).toMatchObject({ lifecycle: "approved", statusMessage: null });
  });

  test("deleted upstream is retired here, also when its document changed", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name))), { approve: true });
    await importing(list(entry(doc(name, { description: "Gone" }), { status: "deleted" })));
    expect(await versionOf(name)).toMatchObject({
      lifecycle: "retired",
      registryStatus: "deleted",
      description: "Made by a test",
    });
  });

  test("deleted upstream before it ever came here never becomes approved", async () => {
    const name = uniqueName();
    await importing(list(entry(doc(name), { status: "deleted" })), { approve: true, expose: true });
    expect(await versionOf(name)).toMatchObject({ lifecycle: "retired", registryStatus: null });
    expect(await serverOf(name)).toMatchObject({ lifecycle: "candidate" });
  });
});

describe("bad input", () => {
  test("each document ends with its own outcome and reason", async () => {
    const name = uniqueName();
    const parts = [
      JSON.stringify(entry(doc(name))),
      '{"server": {broken}',
      JSON.stringify(entry(doc("no-slash"))),
      JSON.stringify(entry(doc(name, { websiteUrl: "javascript:alert(1)", version: "9.0.0" }))),
      JSON.stringify(entry(doc(name, { version: "3.0.0", padding: "x".repeat(1_100_000) }))),
      "42",
      JSON.stringify(entry(doc(name, { version: "2.0.0" }))),
    ];
    const result = await importing(`{"servers":[${parts.join(",")}],"metadata":{}}`);
    expect(result).toMatchObject({ imported: 2, refused: 5 });
    expect(await itemsOf(result.runId)).toMatchObject([
      { position: 1, outcome: "imported", name, version: "1.0.0" },
      { position: 2, outcome: "refused", field: "document" },
      { position: 3, outcome: "refused", field: "name", name: "no-slash" },
      { position: 4, outcome: "refused", field: "websiteUrl" },
      {
        position: 5,
        outcome: "refused",
        field: "document",
        reason: expect.stringMatching(/^has \d+ bytes/) as string,
      },
      { position: 6, outcome: "refused", field: "document" },
      { position: 7, outcome: "imported", version: "2.0.0" },
    ]);
  });

  test("of two entries of one version in a file the later one wins", async () => {
    const name = uniqueName();
    const result = await importing(
      list(entry(doc(name)), entry(doc(name)), entry(doc(name, { description: "Later" }))),
    );
    expect(result).toMatchObject({ imported: 1, unchanged: 1, updated: 1 });
    expect(await versionOf(name)).toMatchObject({ description: "Later" });
  });

  test("a row that the database refuses does not take its batch along", async () => {
    const [good, bad] = [uniqueName(), uniqueName()];
    await asOwner((client) =>
      client.query(`CREATE OR REPLACE FUNCTION test_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW."version" = 'boom' THEN RAISE EXCEPTION 'GH001: invalid: This version is not wanted.'; END IF; RETURN NEW; END $$;
      CREATE OR REPLACE TRIGGER "test_refuses" BEFORE INSERT ON "ServerVersion"
      FOR EACH ROW WHEN (NEW."version" = 'boom') EXECUTE FUNCTION test_refuses()`),
    );
    const result = await importing(list(entry(doc(good)), entry(doc(bad, { version: "boom" }))));
    expect(result).toMatchObject({ imported: 1, refused: 1 });
    expect(await itemsOf(result.runId)).toMatchObject([
      { outcome: "imported", name: good },
      { outcome: "refused", reason: "This version is not wanted." },
    ]);
    expect(await db.server.count({ where: { name: bad } })).toBe(0);
  });

  test.each([
    ["nothing", ""],
    ["UTF-16", Buffer.from('\ufeff{"name":"a/b"}', "utf16le")],
  ])("%s fails the run with a reason", async (_name, input) => {
    const label = randomUUID();
    const stream = typeof input === "string" ? bytes(input) : [input];
    await expect(runImport(systemContext(), { label, bytes: stream })).rejects.toThrow(AppError);
    const run = await db.importRun.findFirstOrThrow({ where: { label } });
    expect(run).toMatchObject({ status: "failed", failure: expect.any(String) as string });
  });
});

describe("runs", () => {
  test("count, name who started them, and are audited from start to finish", async () => {
    const person = await createUser();
    const { runId } = await runImport(userContext("admin", { id: person.id }), {
      label: "by hand",
      bytes: bytes(list(entry(doc(uniqueName())))),
    });
    expect(await db.importRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
      status: "done",
      startedBy: person.id,
      imported: 1,
    });
    const audit = await db.auditEvent.findMany({
      where: { targetId: runId },
      orderBy: { at: "asc" },
    });
    expect(audit.map(({ action }) => action)).toEqual(["import.start", "import.finish"]);
  });

  test("an engineer cannot import, and a run left by a crash is closed by the next start", async () => {
    const input = { label: "x", bytes: bytes(list()) };
    await expect(runImport(userContext("engineer"), input)).rejects.toMatchObject({
      code: "forbidden",
    });

    const old = await db.importRun.create({
      data: { label: "left", beatAt: new Date(Date.now() - 3_600_000) },
    });
    await importing(list(entry(doc(uniqueName()))));
    expect(await db.importRun.findUniqueOrThrow({ where: { id: old.id } })).toMatchObject({
      status: "failed",
      failure: "The process that worked on it ended.",
    });
  });
});
