import { afterEach, describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { listServerTools } from "#lib/catalog/list-server-tools.ts";
import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import { createServer, serverDocument } from "#lib/testing/factories.ts";
import { listingCast, scanSubmission, submissionOf } from "#lib/testing/submission-scans.ts";
import { hashOf } from "#lib/trust/declared-tools.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { getRequest } from "./get-request.ts";
import { storedDocument } from "./payload.ts";

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
/** L3: only what is not built is unknown. */
const FINE = { "CQ-06": unknown("not_implemented") };
const WHY = "It ended at once.";
const SILENT = { ...FINE, "CD-01": { ...unknown("not_captured"), detail: WHY } };
const AT_ONCE = { readOnlyHint: true, openWorldHint: false };
const tool = (name: string, change: Partial<Tool> = {}): Tool => ({
  ...cleanTool(),
  ...{ name, annotations: AT_ONCE },
  ...change,
});
const destroyer = tool("wipe", { annotations: { destructiveHint: true, openWorldHint: false } });
const captured = (...tools: Tool[]) => cleanTools("npm", { tools, pinnedHash: null });

type Cast = Awaited<ReturnType<typeof listingCast>>;
type Looked = Pick<Cast, "first"> & { requestId: string };

const look = async ({ first, requestId }: Looked) => {
  const view = await getRequest(first.ctx(), { id: requestId });
  if (view === null) throw new Error("A reviewer sees every request.");
  return view;
};
const told = async (all: Looked) => (await look(all)).change;
const effects = async (all: Looked) =>
  (await look(all)).riskReasons.find(({ rule }) => rule === "tool_effects");
const decide = async (all: Cast, by: "first" | "owner" | "second", revision = 1) =>
  decideRequest(all[by].ctx(), {
    ...{ requestId: all.requestId, revision, decision: "approve" },
    seenTools: (await look(all)).seenTools,
    reason: "Looked at its tools.",
  });
/** A document that lists its tools. */
const declaring = (tools: unknown[]) => ({
  _meta: { "io.modelcontextprotocol.registry/publisher-provided": { tools } },
});

afterEach(() => {
  Object.assign(env.trust, { scans: true });
});

describe("the tools that a scan saw", () => {
  test("are shown with who told them and when, and count for the tier in words", async () => {
    const all = await listingCast();
    expect(await told(all)).toMatchObject({
      tools: [],
      told: { by: null, waits: "coming", options: [{ scannedAt: null, seen: null }] },
    });
    expect(await effects(all)).toMatchObject({ points: 3 });
    const at = ago(1);
    await scanSubmission(all.requestId, {
      at,
      changes: FINE,
      tools: captured(tool("search"), tool("list")),
    });
    const { tools, told: by } = await told(all);
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ["list", AT_ONCE],
      ["search", AT_ONCE],
    ]);
    expect(by).toMatchObject({
      by: "scan",
      waits: null,
      options: [{ option: "packages[0]", type: "npm", seen: { from: "captured", tools: 2 } }],
    });
    expect(by?.options[0]?.seen?.at.toISOString()).toBe(at);
    expect(await effects(all)).toEqual({
      rule: "tool_effects",
      points: 0,
      text: "All of its 2 tools say that they only read. That is what its server told Gatehouse's scan.",
    });
    const request = await db.request.findUniqueOrThrow({ where: { id: all.requestId } });
    // internal 1, community 2, a command 1, L3 -1: 3 points.
    expect(request.riskTier).toBe("medium");
    const entry = await db.auditEvent.findFirstOrThrow({
      where: { targetId: all.requestId, action: "request.assess_risk" },
    });
    expect(entry).toMatchObject({ before: { tier: "high" }, after: { tier: "medium" } });
  });

  test("count as destructive where they say nothing of themselves", async () => {
    const all = await listingCast();
    const silent = captured(tool("search", { annotations: null }));
    await scanSubmission(all.requestId, { at: ago(1), changes: FINE, tools: silent });
    expect(await effects(all)).toMatchObject({
      points: 3,
      text: expect.stringContaining("Tool search does not say what it does") as string,
    });
  });

  test("count before what is declared, and what differs is named", async () => {
    const all = await listingCast(
      {},
      declaring([
        { name: "search", description: "Finds.", annotations: AT_ONCE },
        { name: "gone", description: "Is not there.", annotations: AT_ONCE },
      ]),
    );
    expect(await told(all)).toMatchObject({ told: { by: "declaration" } });
    expect(await effects(all)).toMatchObject({ points: 0 });
    await scanSubmission(all.requestId, {
      at: ago(1),
      changes: FINE,
      tools: captured(tool("search"), destroyer),
    });
    const { tools, told: by } = await told(all);
    expect(tools.map(({ name }) => name)).toEqual(["search", "wipe", "gone"]);
    expect(by).toMatchObject({
      by: "scan",
      undeclared: ["wipe"],
      untold: ["gone"],
      unlike: ["search"],
    });
    expect(await effects(all)).toMatchObject({ points: 3, text: expect.stringContaining("wipe") });
  });

  test("make nothing harmless that is declared", async () => {
    const all = await listingCast(
      {},
      declaring([
        { name: "search", description: "Finds.", annotations: { destructiveHint: true } },
      ]),
    );
    await scanSubmission(all.requestId, {
      at: ago(1),
      changes: FINE,
      tools: captured(tool("search")),
    });
    expect(await effects(all)).toMatchObject({ points: 3 });
  });

  test("of one way to install it say nothing of another one", async () => {
    const transport = { type: "stdio" };
    const all = await listingCast(
      {},
      {
        packages: [
          { registryType: "npm", identifier: "@test/a", version: "1.0.0", transport },
          { registryType: "npm", identifier: "@test/b", version: "1.0.0", transport },
        ],
      },
    );
    await scanSubmission(all.requestId, {
      at: ago(1),
      changes: FINE,
      tools: captured(tool("search")),
    });
    expect(await effects(all)).toMatchObject({
      points: 3,
      text: expect.stringContaining("installed by packages[1]") as string,
    });
    await scanSubmission(all.requestId, {
      ...{ at: ago(1), option: "packages[1]", changes: FINE },
      tools: captured(tool("search", { description: "Finds otherwise." })),
    });
    expect(await effects(all)).toMatchObject({ points: 0 });
    expect((await told(all)).told).toMatchObject({ ambiguous: ["search"] });
  });
});

describe("a scan that could not see them", () => {
  test("says why, and leaves the tier as for unknown tools", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(1), changes: SILENT });
    const { told: by, tools } = await told(all);
    expect(tools).toEqual([]);
    expect(by).toMatchObject({ by: null, options: [{ seen: null }] });
    expect(by?.options[0]?.whyNot).toBe(WHY);
    expect(await effects(all)).toEqual({
      rule: "tool_effects",
      points: 3,
      text: "Its tools are not known, and its scan could not see them: counted as destructive.",
    });
  });

  test("leaves what is declared, and says that it is only that", async () => {
    const all = await listingCast(
      {},
      declaring([{ name: "search", description: "Finds.", annotations: AT_ONCE }]),
    );
    await scanSubmission(all.requestId, {
      at: ago(1),
      changes: SILENT,
      tools: cleanTools("npm", { from: "declared", tools: [tool("search")] }),
    });
    expect((await told(all)).told).toMatchObject({ by: "declaration", options: [{ seen: null }] });
    expect(await effects(all)).toMatchObject({
      points: 0,
      text: expect.stringContaining("only declared") as string,
    });
  });

  test("after one that did takes nothing back, and says so", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(2), changes: FINE, tools: captured(destroyer) });
    await scanSubmission(all.requestId, { at: ago(1), changes: SILENT });
    const { told: by, tools } = await told(all);
    expect(tools.map(({ name }) => name)).toEqual(["wipe"]);
    expect(by).toMatchObject({ by: "scan", options: [{ seen: { tools: 1 } }] });
    expect(by?.options[0]?.whyNot).toBe(WHY);
  });

  test("and told none counts as unknown", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(1), changes: FINE, tools: captured() });
    expect((await told(all)).told).toMatchObject({ by: null, options: [{ seen: { tools: 0 } }] });
    expect(await effects(all)).toMatchObject({ points: 3 });
  });
});

test("where the worker scans nothing by itself, the scan waits for somebody to start it", async () => {
  Object.assign(env.trust, { scans: false });
  const all = await listingCast();
  expect((await told(all)).told).toMatchObject({ waits: "to_be_started" });
});

describe("a scan that sees another list before the decision", () => {
  test("counts, and both the tier and the page say what is other", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, {
      ...{ at: ago(3), changes: FINE },
      tools: captured(tool("search")),
    });
    const keyOf = (change: Awaited<ReturnType<typeof told>>) =>
      change.parts.find(({ name }) => name === "search")?.key;
    const before = keyOf(await told(all));
    await scanSubmission(all.requestId, {
      ...{ at: ago(2), changes: FINE },
      tools: captured(tool("search", { description: "Reads all mail first." }), destroyer),
    });
    const now = await told(all);
    expect(now.tools.map(({ name }) => name)).toEqual(["search", "wipe"]);
    expect(now.told?.options[0]?.earlier?.changes.map((one) => one.tool).sort()).toEqual([
      "search",
      "wipe",
    ]);
    // A tick is of the definition that was ticked.
    expect(keyOf(now)).not.toBe(before);
    expect(await effects(all)).toMatchObject({ points: 3 });
    // The tier fell before anybody had decided, and rises again.
    expect((await look(all)).computedTier).toBe("high");
  });

  test("after a vote is told to who voted, and lowers no tier", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, {
      at: ago(0.5),
      changes: FINE,
      tools: captured(destroyer),
    });
    await decide(all, "first");
    const at = new Date().toISOString();
    await scanSubmission(all.requestId, { at, changes: FINE, tools: captured(tool("search")) });
    const view = await look(all);
    expect(view.computedTier).toBe("high");
    expect(view.riskReasons).toContainEqual(
      expect.objectContaining({ rule: "tier_kept", points: 0 }),
    );
    const words = await db.outboxEvent.findMany({
      where: { subjectId: all.requestId, title: { contains: "its tools are others" } },
    });
    expect(words).toHaveLength(1);
    expect(words[0]).toMatchObject({ body: expect.stringContaining("search") as string });
    // Another scan of the same list is no news.
    const later = new Date(Date.now() + 1_000).toISOString();
    await scanSubmission(all.requestId, {
      ...{ at: later, changes: FINE },
      tools: captured(tool("search")),
    });
    expect(
      await db.outboxEvent.count({
        where: { subjectId: all.requestId, title: { contains: "its tools are others" } },
      }),
    ).toBe(1);
  });
});

test("another document has nothing of the tools of the one before", async () => {
  const all = await listingCast();
  await scanSubmission(all.requestId, { at: ago(1), changes: FINE, tools: captured(tool("a")) });
  const server = serverDocument(all.name, { description: "Another" });
  const { listing, requester, requestId } = all;
  await editRequest(requester.ctx(), { ...listing, server, requestId, revision: 1 });
  expect(await told(all)).toMatchObject({ tools: [], told: { by: null, waits: "coming" } });
  expect(await effects(all)).toMatchObject({ points: 3 });
});

test("an approval takes them over: the catalog lists them, and they are pinned", async () => {
  const all = await listingCast();
  await scanSubmission(all.requestId, {
    ...{ at: ago(1), changes: FINE },
    tools: captured(tool("search"), destroyer),
  });
  const shown = (await told(all)).tools;
  await decide(all, "first");
  if ((await look(all)).state !== "approved") await decide(all, "second");
  const listed = await listServerTools(all.first.ctx(), { name: all.name });
  expect(listed?.tools.map(({ origin: _origin, ...facts }) => facts)).toEqual(shown);
  const { versionId } = await submissionOf(all.requestId);
  const pin = await db.trustToolPin.findFirstOrThrow({ where: { versionId } });
  const snapshot = await db.trustToolSnapshot.findFirstOrThrow({ where: { versionId } });
  expect(pin).toMatchObject({ cause: "approved", setHash: snapshot.setHash });
  // The request still shows what was decided about.
  expect((await told(all)).told).toMatchObject({ by: "scan", waits: null });
});

test("a mirror's candidate of the same document is pinned to the tools that the decision was for", async () => {
  const all = await listingCast();
  await scanSubmission(all.requestId, {
    ...{ at: ago(1), changes: FINE },
    tools: captured(tool("search"), destroyer),
  });
  const { document } = await db.requestRevision.findFirstOrThrow({
    where: { requestId: all.requestId },
  });
  const { checksum } = storedDocument(document ?? "");
  await createServer(
    { name: all.name, lifecycle: "candidate" },
    { document: document ?? "", checksum, lifecycle: "candidate", approvedAt: null },
  );
  await decide(all, "first");
  if ((await look(all)).state !== "approved") await decide(all, "second");
  const { versionId } = await submissionOf(all.requestId);
  const snapshot = await db.trustToolSnapshot.findFirstOrThrow({ where: { versionId } });
  const version = await db.serverVersion.findFirstOrThrow({ where: { serverName: all.name } });
  expect(version).toMatchObject({ checksum, lifecycle: "approved" });
  expect(version.id).not.toBe(versionId);
  expect(await db.trustToolPin.findMany({ where: { versionId: version.id } })).toMatchObject([
    { option: "packages[0]", cause: "approved", setHash: snapshot.setHash },
  ]);
});

test("an approval lists what was told and what is only declared, as the review showed them", async () => {
  const all = await listingCast(
    {},
    declaring([
      { name: "search", description: "Finds.", annotations: AT_ONCE },
      { name: "gone", description: "Is not there.", annotations: AT_ONCE },
    ]),
  );
  await scanSubmission(all.requestId, {
    ...{ at: ago(1), changes: FINE },
    tools: captured(tool("search"), destroyer),
  });
  const { tools } = await told(all);
  await decide(all, "first");
  if ((await look(all)).state !== "approved") await decide(all, "second");
  const listed = await listServerTools(all.first.ctx(), { name: all.name });
  const named = (list: readonly { name: string; description: string }[] = []) =>
    list.map(({ name, description }) => `${name}: ${description}`).sort();
  expect(named(listed?.tools)).toEqual(named(tools));
  expect(named(listed?.tools)).toContain(`wipe: ${destroyer.description ?? ""}`);
});

/** A request for the version after the one that was approved. */
async function nextVersion({ name, requester }: Cast): Promise<string> {
  await db.serverVersion.updateMany({
    where: { serverName: name },
    data: { orderKey: orderKey("1.0.0", ago(24)) },
  });
  const { id } = await createRequest(requester.ctx(), {
    kind: "add_version",
    server: serverDocument(name, { version: "2.0.0" }),
    justification: "It is newer.",
  });
  return id;
}

test("a new version is held against the tools that were approved of the one before", async () => {
  const all = await listingCast();
  await scanSubmission(all.requestId, {
    ...{ at: ago(1), changes: FINE },
    tools: captured(destroyer),
  });
  await decide(all, "first");
  if ((await look(all)).state !== "approved") await decide(all, "second");
  const newer = { ...all, requestId: await nextVersion(all) };
  await scanSubmission(newer.requestId, {
    ...{ at: ago(0.5), changes: FINE },
    tools: captured(tool("search"), destroyer),
  });
  const { diff } = await told(newer);
  const paths = diff?.changes.filter(({ group }) => group === "tools").map(({ path }) => path);
  expect(paths).toEqual(["tools[search]"]);
  const reasons = (await look(newer)).riskReasons;
  expect(reasons.find(({ rule }) => rule === "change.tools")?.text).toBe(
    "Tools are new or changed: search.",
  );
});

test("tools that nobody had seen at the approval are new in the next version, however the catalog lists them", async () => {
  const all = await listingCast({ dataClassification: "public" });
  await scanSubmission(all.requestId, { at: ago(1), changes: SILENT });
  for (const by of ["first", "owner", "second"] as const)
    if ((await look(all)).state !== "approved") await decide(all, by);
  await scanSubmission(all.requestId, {
    ...{ at: new Date(Date.now() + 1_000).toISOString(), changes: FINE },
    tools: { ...captured(destroyer), pinnedHash: hashOf("[]") },
  });
  const listed = await listServerTools(all.first.ctx(), { name: all.name });
  expect(listed?.tools.map(({ name }) => name)).toEqual(["wipe"]);
  const requestId = await nextVersion(all);
  await scanSubmission(requestId, {
    ...{ at: ago(0.5), changes: FINE },
    tools: captured(destroyer),
  });
  const { diff } = await told({ ...all, requestId });
  const paths = diff?.changes.filter(({ group }) => group === "tools").map(({ path }) => path);
  expect(paths).toEqual(["tools[wipe]"]);
});
