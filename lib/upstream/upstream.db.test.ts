import "#lib/testing/alone.ts";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db, pool } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { systemContext } from "#lib/testing/context.ts";
import {
  addVersion,
  createPerson,
  createServer,
  createTeam,
  serverDocument,
  uniqueName,
} from "#lib/testing/factories.ts";
import { checkUpstream } from "./check-upstream.ts";

// It looks at every owned server there is, so it has a database to itself.
const answers = new Map<string, unknown>();
const asked: string[] = [];
let upstream: http.Server;
let base: string;

beforeAll(async () => {
  upstream = http.createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", base).pathname);
    asked.push(path);
    if (path.startsWith("/v2/") && request.headers.authorization !== "Bearer nobody")
      response
        .writeHead(401, { "www-authenticate": `Bearer realm="${base}/token",service="test"` })
        .end();
    else if (path === "/token") response.end(JSON.stringify({ token: "nobody" }));
    else if (answers.has(path)) response.end(JSON.stringify(answers.get(path)));
    else response.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await pool.end();
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});

const HOUR = 3_600_000;
let hours = 0;
/** The worker's next hour. */
function nextRun(more: { npm?: string; limit?: number } = {}) {
  hours += 1;
  return checkUpstream(
    { ...systemContext(), now: new Date(Date.now() + hours * HOUR) },
    {
      signal: new AbortController().signal,
      limit: more.limit ?? 500,
      sources: {
        npm: more.npm ?? `${base}/npm`,
        pypi: base,
        allowedHosts: [new URL(base).host],
      },
    },
  );
}

async function cast(more: Record<string, unknown> = {}, server: object = {}) {
  const team = await createTeam();
  const [responsible, deputy] = await Promise.all([
    createPerson([], [team.id]),
    createPerson([], [team.id]),
  ]);
  const document = serverDocument(uniqueName(), more);
  const row = await createServer(
    {
      name: document.name,
      ownerTeamId: team.id,
      responsibleId: responsible.id,
      deputyId: deputy.id,
      deploymentModel: "self_hosted",
      ...server,
    },
    { document: JSON.stringify(document), orderKey: orderKey("1.0.0", "2026-01-01T00:00:00Z") },
  );
  const version = await db.serverVersion.findFirstOrThrow({ where: { serverId: row.id } });
  await db.versionPackage.createMany({
    data: document.packages.map((entry, position) => ({
      versionId: version.id,
      position,
      registryType: entry.registryType,
      identifier: entry.identifier,
      version: "version" in entry ? entry.version : null,
    })),
  });
  const [pkg] = document.packages;
  return { ...row, responsible, deputy, team, document, identifier: pkg?.identifier ?? "" };
}
const npmHas = (identifier: string, latest: string, versions: object = { [latest]: {} }) =>
  answers.set(`/npm/${identifier}`, { "dist-tags": { latest }, versions });
const draftsOf = (serverId: string) =>
  db.request.findMany({
    where: { serverId },
    orderBy: { number: "asc" },
    include: { revisions: true },
  });
const watchOf = (serverId: string, registryType: string) =>
  db.upstreamWatch.findFirstOrThrow({ where: { serverId, registryType } });
const eventsOf = (subjectId: string) =>
  db.outboxEvent.findMany({ where: { subjectId, topic: "server.upstream" } });

describe("a newer release", () => {
  test("of npm becomes a draft of the responsible person, once, who is told", async () => {
    const { id, name, identifier, responsible, document } = await cast();
    npmHas(identifier, "1.2.0");
    await nextRun();
    const [draft, ...more] = await draftsOf(id);
    expect(more).toEqual([]);
    expect(draft).toMatchObject({
      kind: "add_version",
      state: "draft",
      origin: "watch",
      requesterId: responsible.id,
      title: `Add version 1.2.0 of ${name}`,
    });
    expect(JSON.parse(draft?.revisions[0]?.document ?? "")).toEqual({
      ...document,
      version: "1.2.0",
      packages: [{ ...document.packages[0], version: "1.2.0" }],
    });
    expect(draft?.revisions[0]?.evidence).toMatchObject({
      reference: `npm:${identifier}`,
      sources: [{ source: "the npm registry", status: "read" }],
    });
    expect(await eventsOf(id)).toMatchObject([
      { recipients: [responsible.id], link: `/requests/R-${draft?.number ?? 0}` },
    ]);
    const actions = await db.auditEvent.findMany({
      where: { targetId: { in: [id, draft?.id ?? ""] } },
    });
    expect(actions.map(({ action }) => action).sort()).toEqual([
      "request.draft",
      "server.see_upstream",
    ]);

    await nextRun();
    expect(await draftsOf(id)).toHaveLength(1);
    expect(await eventsOf(id)).toHaveLength(1);
    await db.request.update({ where: { id: draft?.id ?? "" }, data: { state: "withdrawn" } });
    await nextRun();
    expect(await draftsOf(id)).toHaveLength(1);
    npmHas(identifier, "1.3.0");
    await nextRun();
    expect((await draftsOf(id)).map(({ state }) => state)).toEqual(["withdrawn", "draft"]);
  });

  test("of PyPI and of container tags, signed in as nobody, does too", async () => {
    const host = new URL(base).host;
    const pypi = await cast({
      packages: [
        {
          registryType: "pypi",
          identifier: "acme-files",
          version: "1.0.0",
          transport: { type: "stdio" },
        },
      ],
    });
    const oci = await cast({
      packages: [
        {
          registryType: "oci",
          identifier: `${host}/acme/files:1.0.0`,
          transport: { type: "stdio" },
        },
      ],
    });
    answers.set("/pypi/acme-files/json", { info: { version: "1.0.1" } });
    answers.set("/v2/acme/files/tags/list", { tags: ["latest", "2", "1.0.0", "2.0.0"] });
    await nextRun();
    expect(await draftsOf(pypi.id)).toMatchObject([{ title: `Add version 1.0.1 of ${pypi.name}` }]);
    const [image] = await draftsOf(oci.id);
    expect(JSON.parse(image?.revisions[0]?.document ?? "")).toMatchObject({
      version: "2.0.0",
      packages: [{ identifier: `${host}/acme/files:2.0.0` }],
    });
    expect(asked).toContain("/token");
  });

  test("in the mirrored registry is drafted as its publisher wrote it", async () => {
    const { id, name, identifier, document } = await cast();
    const published = { ...document, version: "1.1.0", title: "Files" };
    for (const version of ["1.0.5", "1.1.0", "2.0.0-rc.1"])
      await addVersion(
        { id, name },
        {
          version,
          lifecycle: "candidate",
          approvedAt: null,
          orderKey: orderKey(version, "2026-01-01T00:00:00Z"),
          document: JSON.stringify({ ...published, version }),
        },
      );
    npmHas(identifier, "1.1.0");
    await nextRun();
    const drafts = await draftsOf(id);
    expect(drafts).toHaveLength(1);
    expect(JSON.parse(drafts[0]?.revisions[0]?.document ?? "")).toEqual(published);
    expect(await watchOf(id, "mirror")).toMatchObject({
      seenVersion: "1.1.0",
      draftedVersion: "1.1.0",
    });
  });

  test.each([
    ["the same", "1.0.0"],
    ["an older one", "0.9.0"],
    ["a preview", "2.0.0-beta.1"],
  ])("is not what %s is", async (_name, latest) => {
    const { id, identifier } = await cast();
    npmHas(identifier, latest);
    await nextRun();
    expect(await draftsOf(id)).toEqual([]);
  });

  test("that somebody asked for already is not drafted", async () => {
    const { id, identifier, responsible } = await cast();
    npmHas(identifier, "1.2.0");
    await nextRun();
    const other = await cast();
    npmHas(other.identifier, "1.2.0");
    // The same request, made by hand.
    await createRequest(other.responsible.ctx(), {
      kind: "add_version",
      server: { ...other.document, version: "1.2.0" },
      justification: "New release.",
    });
    await nextRun();
    expect(await draftsOf(other.id)).toMatchObject([{ origin: "console" }]);
    expect(await draftsOf(id)).toMatchObject([{ requesterId: responsible.id }]);
  });

  test("goes to the deputy where the responsible person left, and to the team where nobody is named", async () => {
    const one = await cast();
    await db.user.update({
      where: { id: one.responsible.id },
      data: { disabledAt: new Date(), disabledReason: "left" },
    });
    const two = await cast({}, { responsibleId: null, deputyId: null });
    npmHas(one.identifier, "1.2.0");
    npmHas(two.identifier, "1.2.0");
    await nextRun();
    await nextRun();
    expect(await draftsOf(one.id)).toMatchObject([{ requesterId: one.deputy.id }]);
    expect(await draftsOf(two.id)).toEqual([]);
    const [event, ...more] = await eventsOf(two.id);
    expect(more).toEqual([]);
    expect(event?.recipients.sort()).toEqual([two.responsible.id, two.deputy.id].sort());
  });

  test("of a frozen server is said, not drafted", async () => {
    const { id, identifier } = await cast(
      {},
      { unownedSince: new Date("2026-01-01"), freezesAt: new Date("2026-01-15") },
    );
    npmHas(identifier, "1.2.0");
    await nextRun();
    expect(await draftsOf(id)).toEqual([]);
    expect((await watchOf(id, "npm")).problem).toMatch(/No draft could be made/);
  });
});

describe("what was seen", () => {
  test("a deprecated package is kept with its publisher's words", async () => {
    const { id, identifier } = await cast();
    npmHas(identifier, "1.0.0", { "1.0.0": { deprecated: "Use files-2 instead" } });
    await nextRun();
    expect(await watchOf(id, "npm")).toMatchObject({
      seenVersion: "1.0.0",
      deprecated: "Use files-2 instead",
    });
  });

  test("an upstream that does not answer is a problem in words, and what it said last stays", async () => {
    const { id, identifier } = await cast();
    npmHas(identifier, "1.2.0");
    await nextRun();
    answers.clear();
    await nextRun();
    expect(await watchOf(id, "npm")).toMatchObject({
      seenVersion: "1.2.0",
      problem: "There is nothing of that name.",
    });
    await nextRun({ npm: "http://127.0.0.1:1" });
    expect((await watchOf(id, "npm")).problem).toMatch(/does not answer/);
    npmHas(identifier, "1.2.0");
    await nextRun();
    expect((await watchOf(id, "npm")).problem).toBeNull();
    const seen = { where: { targetId: id, action: "server.see_upstream" } };
    expect(await db.auditEvent.count(seen)).toBe(1);
  });

  test("a registry inside our network that a document names is not asked", async () => {
    const { id } = await cast({
      packages: [
        {
          registryType: "oci",
          identifier: "10.0.0.1:5000/acme/files:1.0.0",
          transport: { type: "stdio" },
        },
      ],
    });
    await nextRun();
    expect((await watchOf(id, "oci")).problem).toMatch(/none that Gatehouse may fetch/);
  });
});

test("those that wait longest are looked at first, a bounded number at a time; what nobody owns is not", async () => {
  await nextRun();
  const [first, second] = [await cast(), await cast()];
  const nobodys = await cast({}, { ownerTeamId: null, responsibleId: null, deputyId: null });
  expect(await nextRun({ limit: 2 })).toEqual({ checked: 2 });
  const looked = await db.upstreamWatch.findMany({
    where: { serverId: { in: [first.id, second.id, nobodys.id] }, registryType: "mirror" },
  });
  expect(looked.map(({ serverId }) => serverId).sort()).toEqual([first.id, second.id].sort());
});
