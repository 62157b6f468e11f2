import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, days, failing, found, unknown, type Change } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import type { ControlId } from "../core/controls.ts";
import { OPEN_SEVERITIES, type OpenSeverity } from "../core/overview-words.ts";
import { assessRegistry } from "./assess-registry.ts";
import { getTrustOverview } from "./get-trust-overview.ts";
import { listExpiring } from "./list-expiring.ts";
import { listFixes } from "./list-fixes.ts";
import { listOpenFindings, type OpenFindingPage } from "./list-open-findings.ts";
import { listRaised } from "./list-raised.ts";
import { listUnreached } from "./list-unreached.ts";

/** A moment after the scans, so that ages are what the tests say. */
let ctx: Context;
beforeAll(async () => {
  ctx = { ...(await createPerson(["security"])).ctx(), now: new Date(days(40)) };
});

type Scan = { at?: string; changes?: Partial<Record<ControlId, Change>> };

/** Servers of a team that only this test knows; null: nobody has looked. */
async function teamWith(scans: readonly (Scan | null)[], lifecycle = "approved") {
  const team = await createTeam();
  const names: string[] = [];
  for (const scan of scans) {
    const server = await scannableServer({
      ownerTeamId: team.id,
      lifecycle: lifecycle as "approved",
    });
    if (scan) await recordScan(server, { at: AT, ...scan });
    names.push(server.name);
  }
  return { team: team.slug, names };
}

const noSource = { "PR-01": failing("PR-01") };

/** Every page of a list, as its cursors lead. */
async function pagesOf(asked: Record<string, unknown>) {
  const pages: OpenFindingPage[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: OpenFindingPage = await listOpenFindings(ctx, { ...asked, cursor });
    pages.push(page);
    cursor = page.nextCursor;
  }
  return pages;
}
type Open = { severity: string; control: string; since: Date };
const byText = (one: string, other: string) => (one < other ? -1 : Number(one > other));

describe("the distribution", () => {
  test("counts what the catalog shows with the same filter, unassessed servers apart", async () => {
    const { team } = await teamWith([{}, { changes: noSource }, { changes: noSource }, null]);
    const overview = await getTrustOverview(ctx, { team });
    expect(overview.servers).toBe(4);
    expect(overview.levels).toEqual([
      { level: 4, servers: 1 },
      { level: 3, servers: 0 },
      { level: 2, servers: 0 },
      { level: 1, servers: 2 },
      { level: 0, servers: 0 },
      { level: null, servers: 1 },
    ]);
    expect(overview.risks).toContainEqual({ risk: "medium", servers: 2 });
    for (const { level, servers } of overview.levels) {
      const params = { team, trust: String(level ?? "none") };
      expect((await browseServers(ctx, params)).servers).toHaveLength(servers);
    }
  });

  test("leaves out what nobody is offered", async () => {
    const { team } = await teamWith([{ changes: noSource }], "retired");
    const overview = await getTrustOverview(ctx, { team });
    expect(overview).toMatchObject({ servers: 0, findings: [] });
    expect((await listOpenFindings(ctx, { team })).total).toBe(0);
    expect(await listFixes(ctx, { team })).toEqual([]);
  });
});

describe("open findings", () => {
  const warned = { "CQ-03": { status: "warn" as const, findings: [found("high", "warn")] } };

  test("are counted by severity and age, and each cell opens the findings that it counts", async () => {
    const { team, names } = await teamWith([
      { at: days(36), changes: { ...noSource, ...warned } },
      { at: days(5), changes: noSource },
    ]);
    const { findings, severities } = await getTrustOverview(ctx, { team });
    expect(findings).toHaveLength(3);
    expect(findings).toContainEqual({ severity: "high", age: "0-7", findings: 1, servers: 1 });
    expect(findings).toContainEqual({ severity: "medium", age: "0-7", findings: 1, servers: 1 });
    expect(findings).toContainEqual({ severity: "medium", age: "30-90", findings: 1, servers: 1 });
    expect(severities).toContainEqual({ severity: "medium", findings: 2, servers: 2 });
    for (const { severity, age, findings: count } of findings)
      expect(await listOpenFindings(ctx, { team, severity, age })).toMatchObject({ total: count });
    expect(
      (await listOpenFindings(ctx, { team, control: "CQ-03" })).findings.map(
        ({ server }) => server.name,
      ),
    ).toEqual([names[0]]);
  });

  test("come the most severe first, of these the oldest, each once over all pages", async () => {
    const { team } = await teamWith([
      { at: days(9), changes: { ...noSource, ...warned } },
      { at: days(3), changes: { ...noSource, ...warned } },
      { at: days(9), changes: noSource },
    ]);
    const pages = await pagesOf({ team, limit: 2 });
    for (const page of pages) expect(page).toMatchObject({ total: 5, servers: 3 });
    const seen = pages.flatMap((page) =>
      page.findings.map(
        ({ severity, since, server }) =>
          `${severity} ${since.toISOString()} ${severity === "high" ? "" : server.name}`,
      ),
    );
    const { findings } = await listOpenFindings(ctx, { team });
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect(findings.map(({ severity }) => severity)).toEqual([
      ...["high", "high", "medium", "medium", "medium"],
    ]);
    expect(findings[0]?.since).toEqual(new Date(days(3)));
  });

  test("of the same severity and day come each once too, whatever is filtered and however pages are cut", async () => {
    const several = {
      ...noSource,
      "SC-03": { ...failing("SC-03"), findings: [found("medium"), found("low"), found("high")] },
      "CQ-03": { status: "warn" as const, findings: [found("high", "warn")] },
    };
    const { team, names } = await teamWith([
      { at: days(3), changes: several },
      { at: days(3), changes: several },
      { at: days(12), changes: several },
    ]);
    const rows = await db.trustOpenFinding.findMany({
      where: { serverVersion: { serverName: { in: names } } },
    });
    const placeOf = ({ severity, since, control }: Open) =>
      [severity, since.toISOString(), control].join(" ");
    const inOrder = [...rows].sort(
      (one, other) =>
        OPEN_SEVERITIES.indexOf(one.severity as OpenSeverity) -
          OPEN_SEVERITIES.indexOf(other.severity as OpenSeverity) ||
        one.since.getTime() - other.since.getTime() ||
        byText(one.versionId, other.versionId) ||
        byText(one.control, other.control) ||
        one.position - other.position,
    );
    const [old, young] = [new Date(days(3)), new Date(days(12))];
    const filters = [
      { asked: {}, isIn: () => true },
      { asked: { severity: "high" }, isIn: (row: Open) => row.severity === "high" },
      { asked: { control: "SC-03" }, isIn: (row: Open) => row.control === "SC-03" },
      { asked: { age: "30-90" }, isIn: (row: Open) => row.since.getTime() === old.getTime() },
      {
        asked: { age: "7-30", severity: "medium", control: "PR-01" },
        isIn: (row: Open) =>
          row.since.getTime() === young.getTime() &&
          row.severity === "medium" &&
          row.control === "PR-01",
      },
    ];
    for (const { asked, isIn } of filters) {
      const expected = inOrder.filter(isIn);
      expect(expected).not.toEqual([]);
      for (const limit of [1, 2, 3, 100]) {
        const pages = await pagesOf({ team, ...asked, limit });
        expect(pages.flatMap(({ findings }) => findings.map(placeOf))).toEqual(
          expected.map(placeOf),
        );
        for (const page of pages)
          expect(page).toMatchObject({
            total: expected.length,
            servers: new Set(expected.map(({ versionId }) => versionId)).size,
          });
      }
    }
  });

  test("a cursor that is not ours opens the first page", async () => {
    const { team } = await teamWith([{ changes: noSource }]);
    const withName = JSON.stringify([3, days(9), "zzz", "packages[0]", "PR-01", 0]);
    const former = Buffer.from(withName).toString("base64url");
    for (const cursor of ["W10", "bm90IGpzb24", "W251bGxd", former])
      expect((await listOpenFindings(ctx, { team, cursor })).findings).toHaveLength(1);
  });
});

describe("fixes", () => {
  test("count the servers that the control alone would raise, and those that it holds with others", async () => {
    const both = { ...noSource, "SC-03": failing("SC-03") };
    const { team, names } = await teamWith([
      { changes: noSource },
      { changes: noSource },
      { changes: both },
      {},
    ]);
    const fixes = await listFixes(ctx, { team });
    expect(fixes).toMatchObject([
      { control: "PR-01", code: "test", status: "fail", raises: 2, blocks: 3 },
      { control: "SC-03", raises: 0, blocks: 1, remediation: "Mend it." },
    ]);

    const raised = async (cursor?: string) =>
      listRaised(ctx, { team, control: "PR-01", code: "test", limit: 2, cursor });
    const first = await raised();
    const second = await raised(first.nextCursor ?? "");
    expect([...first.servers, ...second.servers].map(({ server }) => server.name)).toEqual([
      ...names.slice(0, 2).sort(),
      names[2],
    ]);
    expect(second).toMatchObject({ servers: [{ isSole: false, level: 1 }], nextCursor: null });

    // What is promised comes true.
    const row = await db.serverVersion.findFirstOrThrow({ where: { serverName: names[0] ?? "" } });
    await recordScan(
      { versionId: row.id, document: JSON.parse(row.document) as Record<string, string> },
      { at: days(1) },
    );
    expect(await listFixes(ctx, { team })).toMatchObject([{ raises: 1, blocks: 2 }, {}]);
  });

  test("what Gatehouse cannot check, or tries again by itself, is nothing that somebody could fix", async () => {
    const { team } = await teamWith([
      { changes: { "CQ-06": unknown("not_implemented") } },
      { changes: { "PR-01": unknown("timeout") } },
    ]);
    expect(await listFixes(ctx, { team })).toEqual([]);
  });
});

describe("what could not be fetched", () => {
  test("is listed with its reasons, since when, and when it is tried again", async () => {
    const { team, names } = await teamWith([
      { at: days(2), changes: { "PR-05": unknown("unreachable"), "SC-02": unknown("timeout") } },
      { at: days(1), changes: { "PR-05": unknown("not_declared") } },
    ]);
    const { id } = await db.serverVersion.findFirstOrThrow({
      where: { serverName: names[0] ?? "" },
    });
    await db.trustScan.create({
      data: {
        versionId: id,
        artifacts: [],
        state: "done",
        trigger: "asked",
        requestedAt: new Date(days(2)),
        startedAt: new Date(days(2)),
        finishedAt: new Date(days(2)),
        nextTryAt: new Date(days(41)),
      },
    });
    expect(await listUnreached(ctx, { team })).toMatchObject({
      total: 1,
      servers: [
        {
          server: { name: names[0] },
          since: new Date(days(2)),
          reasons: [
            { reason: "unreachable", controls: ["PR-05"] },
            { reason: "timeout", controls: ["SC-02"] },
          ],
          scanError: null,
          nextTryAt: new Date(days(41)),
          isScanning: false,
        },
      ],
      nextCursor: null,
    });
    const cursor = Buffer.from(JSON.stringify([days(9), "z"])).toString("base64url");
    expect(await listUnreached(ctx, { team, cursor })).toEqual({
      servers: [],
      total: 1,
      nextCursor: null,
    });
  });

  test("a scan that failed counts, until another one is asked for", async () => {
    const { team, names } = await teamWith([null]);
    const { id } = await db.serverVersion.findFirstOrThrow({
      where: { serverName: names[0] ?? "" },
    });
    const scan = { versionId: id, artifacts: [], trigger: "registered" };
    await db.trustScan.create({
      data: {
        ...scan,
        state: "failed",
        requestedAt: new Date(AT),
        finishedAt: new Date(AT),
        error: "The worker was cut off.",
      },
    });
    expect((await listUnreached(ctx, { team })).servers).toMatchObject([
      { scanError: "The worker was cut off.", reasons: [], since: new Date(AT) },
    ]);
    await db.trustScan.create({
      data: { ...scan, state: "queued", requestedAt: new Date(days(1)) },
    });
    expect((await listUnreached(ctx, { team })).total).toBe(0);
  });
});

test("levels that run out are listed by their day, with what they fall to", async () => {
  const { team, names } = await teamWith([{ at: days(20) }, { at: days(15) }, null]);
  const within = async (window: number) =>
    (await listExpiring(ctx, { team, days: window })).servers.map(({ server }) => server.name);
  expect(await within(30)).toEqual([names[1], names[0]]);
  const [first] = (await listExpiring(ctx, { team })).servers;
  expect(first?.level).toBe(4);
  expect(first?.fallsTo).toBeLessThan(4);
  const page = await listExpiring(ctx, { team, limit: 1 });
  expect(page.total).toBe(2);
  const rest = await listExpiring(ctx, { team, limit: 1, cursor: page.nextCursor });
  expect(rest.servers.map(({ server }) => server.name)).toEqual([names[0]]);
});

test("the registry judges itself from what is in this database", async () => {
  const { results, isMet } = await assessRegistry(ctx, {});
  expect(results).toHaveLength(10);
  expect(isMet).toBe(false);
  const statusOf = (id: string) => results.find(({ control }) => control === id)?.status;
  expect([statusOf("RG-03"), statusOf("RG-04"), statusOf("IN-01")]).toEqual([
    "not_met",
    "not_met",
    "client",
  ]);
});

test("servers whose sources did not answer count as tried, and not as compared", async () => {
  const of = async () => {
    const { results } = await assessRegistry(ctx, {});
    return results.find(({ control }) => control === "UP-01")?.reason ?? "";
  };
  const { names } = await teamWith([null, null]);
  const compared = async () => Number(/: ([\d,]+) of/.exec(await of())?.[1]?.replaceAll(",", ""));
  const tried = async () => Number(/For ([\d,]+)/.exec(await of())?.[1]?.replaceAll(",", "") ?? 0);
  const before = [await compared(), await tried()];
  for (const [at, name] of names.entries()) {
    const { id } = await db.server.findUniqueOrThrow({ where: { name }, select: { id: true } });
    const about = { serverId: id, checkedAt: ctx.now };
    await db.upstreamWatch.createMany({
      data: [
        { ...about, registryType: "mirror", identifier: name },
        { ...about, registryType: "npm", identifier: "a", problem: at === 0 ? "Away." : null },
      ],
    });
  }
  expect([await compared(), await tried()]).toEqual(before.map((count) => count + 1));
});

test("who may not oversee trust reads who may", async () => {
  const engineer = (await createPerson()).ctx();
  await expect(getTrustOverview(engineer, {})).rejects.toThrow(
    "Only the role security or admin or auditor may do this",
  );
});
