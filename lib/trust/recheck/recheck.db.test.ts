import "#lib/testing/alone.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createTeam } from "#lib/testing/factories.ts";
import { AT, failing, found, unknown } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { feedFolder, osvDocument, reachTo, zipOf } from "#lib/testing/trust-services.ts";
import type { EvidenceRecord } from "../collect/reach.ts";
import { noteOwn } from "../collect/reach.ts";
import { SCANNED_KINDS } from "../core/words.ts";
import { exportTrust } from "../export-trust.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { importFeed } from "../feeds/import-feed.ts";
import { npmPurl } from "../npm/npm-purl.ts";
import { queueScans } from "../queue-scans.ts";
import { writeSbom } from "../sbom/write-sbom.ts";
import { claimChecks } from "./claim-checks.ts";
import { recheckOption } from "./recheck-option.ts";
import { runChecks } from "./run-checks.ts";
import { settleTrust } from "./settle-trust.ts";

const DAY = 86_400_000;
const day = (count: number) => new Date(Date.parse(AT) + count * DAY);
const at = (count: number) => ({ ...systemContext(), now: day(count) });

const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
beforeEach(async () => {
  folder = feedFolder();
  folders.push(folder);
  await asOwner((client) => client.query(`DELETE FROM "Server"`));
});
afterAll(() => folders.forEach(({ remove }) => remove()));

const NOT_BUILT = {
  "AI-04": failing("AI-04"),
  "CQ-06": unknown("not_implemented"),
  "PR-04": failing("PR-04"),
  // As the rule says it where no feed was imported.
  "RG-05": {
    status: "warn" as const,
    findings: [{ ...found("low", "warn"), code: "RG-05/feed-old" }],
  },
};

/** What a scan of a package that needs `left` 1.0.0 keeps. */
function sbomEvidence(name: string): EvidenceRecord {
  const reach = { ...reachTo({}, new Date(AT)), evidence: [] as EvidenceRecord[] };
  const component = {
    name: "left",
    version: "1.0.0",
    purl: "pkg:npm/left@1.0.0",
    integrity: null,
    license: null,
    depth: 1,
    hasInstallScript: false,
    optional: false,
    needs: [],
  };
  noteOwn(reach, {
    kind: "sbom",
    source: "CycloneDX 1.6",
    mediaType: "application/vnd.cyclonedx+json",
    body: writeSbom(
      {
        name,
        version: "1.0.0",
        purl: npmPurl(name, "1.0.0"),
        license: null,
        needs: [component.purl],
      },
      [component],
    ),
  });
  const [record] = reach.evidence;
  if (record === undefined) throw new Error("Nothing was noted.");
  return record;
}

/** The advisories of the day, as a file that somebody imports: about `left` where it is affected. */
async function importDay(count: number, isAffected: boolean) {
  const id = "GHSA-aaaa-bbbb-cccc";
  const events = isAffected ? [{ introduced: "0" }, { fixed: "1.0.1" }] : [{ introduced: "9.0.0" }];
  const document = osvDocument({
    id,
    events,
    modified: day(count).toISOString(),
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
    aliases: ["CVE-2026-1"],
  });
  const feeds = openFeeds(folder.dir);
  await importFeed(feeds, "osv", {
    file: folder.write("all.zip", zipOf([document])),
    now: day(count),
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
  return feeds;
}

/** Fails where anything is asked: all that these checks need is in files. */
const nowhere = (now: Date) => {
  const { signal: _signal, evidence: _evidence, onStep: _onStep, ...reach } = reachTo({}, now);
  return reach;
};

async function check(count: number) {
  const tools = {
    feeds: openFeeds(folder.dir),
    fingerprintKey: Buffer.alloc(32),
    capture: false,
  };
  return runChecks(at(count), {
    signal: new AbortController().signal,
    open: () => nowhere(day(count)),
    recheck: (subject, options) => recheckOption(subject, { ...options, isWeekly: false, tools }),
  });
}

async function scanned(more: Parameters<typeof scannableServer>[0] = {}) {
  const team = await createTeam();
  const server = await scannableServer({ ownerTeamId: team.id, ...more });
  const name = server.references[0]?.name ?? "";
  await recordScan(server, { at: AT, changes: NOT_BUILT, evidence: [sbomEvidence(name)] });
  return server;
}

const standingOf = ({ versionId }: Pick<Scannable, "versionId">) =>
  db.versionTrust.findUniqueOrThrow({ where: { versionId }, include: { check: true } });
const evaluationsOf = ({ versionId }: Pick<Scannable, "versionId">) =>
  db.trustEvaluation.findMany({ where: { versionId }, orderBy: { finishedAt: "asc" } });

describe("the daily look at what was scanned", () => {
  test("writes nothing but the time where nothing has changed", async () => {
    const server = await scanned();
    expect(await standingOf(server)).toMatchObject({ level: 3, validUntil: day(15) });
    await importDay(1, false);
    expect(await check(0.5)).toEqual({ looked: 0 });
    expect(await check(1.1)).toEqual({ looked: 1 });
    expect(await evaluationsOf(server)).toHaveLength(1);
    const { check: row, validUntil } = await standingOf(server);
    expect(row).toMatchObject({ dailyAt: day(1.1), attempts: 0, problem: null });
    expect(validUntil).toEqual(day(16.1));
    expect(row?.dailyDueAt.getTime()).toBeGreaterThan(day(2).getTime());
  });

  test("lowers every version that needs what an advisory of today is about, without its artifact", async () => {
    const servers = [await scanned(), await scanned()];
    await importDay(1, false);
    await check(1.1);
    await importDay(2, true);
    expect(await check(2.3)).toEqual({ looked: 2 });
    for (const server of servers) {
      const [first, second, ...more] = await evaluationsOf(server);
      expect(more).toEqual([]);
      expect(second).toMatchObject({ trigger: "daily", level: 1, digest: first?.digest });
      expect(await standingOf(server)).toMatchObject({ level: 1, droppedFrom: 3 });
      const results = await db.trustControlResult.findMany({
        where: { evaluationId: second?.id ?? "" },
        include: { findings: true },
      });
      const of = (control: string) => results.find((one) => one.control === control);
      expect(of("SC-02")).toMatchObject({ status: "fail", checkedAt: day(2.3) });
      expect(of("SC-02")?.findings[0]).toMatchObject({ code: "SC-02/critical" });
      // What was not looked at again is as old as it was, and rests on what it rested on.
      expect(of("CQ-02")).toMatchObject({ status: "pass", checkedAt: day(0) });
      expect(results).toHaveLength(
        await db.trustControlResult.count({ where: { evaluationId: first?.id ?? "" } }),
      );
    }
  });

  test("takes it back when the advisory is, and anybody can compute both", async () => {
    const server = await scanned();
    await importDay(1, true);
    await check(1.1);
    await importDay(2, false);
    await check(2.3);
    expect(await standingOf(server)).toMatchObject({ level: 3, droppedFrom: null });
    const exported = await exportTrust(systemContext(), { name: server.name, version: "1.0.0" });
    expect(exported.options[0]?.evaluation.level).toBe(3);
  });

  test("keeps a level for 14 days from when all was last seen, written down or not", async () => {
    const server = await scanned();
    for (let count = 1; count <= 10; count += 1) {
      await importDay(count, false);
      await check(count + 0.1 * count);
    }
    expect(await evaluationsOf(server)).toHaveLength(1);
    // From here on nobody imports advisories.
    for (let count = 14; count <= 24; count += 1) await check(count + 0.5);
    const [, unseen] = await evaluationsOf(server);
    expect(unseen).toMatchObject({ level: 3, flag: "stale", staleSince: day(11) });
    expect(unseen?.began).toMatchObject({ complete: { at: day(11).toISOString() } });
    expect(await standingOf(server)).toMatchObject({
      level: 3,
      validUntil: new Date(day(25).getTime() + 1),
    });
    await settleTrust(() => at(25.1), { signal: new AbortController().signal });
    expect(await standingOf(server)).toMatchObject({ level: 1, flag: "provisional" });
    const exported = await exportTrust(systemContext(), { name: server.name, version: "1.0.0" });
    expect(exported.options[0]).toMatchObject({ evaluation: { level: 1 } });
  });

  test("of two workers at once takes each version once", async () => {
    for (let count = 0; count < 6; count += 1) await scanned();
    const [one, other] = await Promise.all([
      claimChecks(at(2), { most: 4 }),
      claimChecks(at(2), { most: 4 }),
    ]);
    const taken = [...one, ...other].map(({ versionId }) => versionId);
    expect(new Set(taken).size).toBe(taken.length);
    expect(await claimChecks(at(2), {})).toHaveLength(6 - taken.length);
    expect(await claimChecks(at(2), {})).toEqual([]);
    // A worker that died gives them back after a quarter of an hour.
    expect(
      await claimChecks({ ...at(2), now: new Date(day(2).getTime() + 16 * 60_000) }, {}),
    ).toHaveLength(6);
  });

  test("is a weekly one after a week, of what clients get of a server that somebody owns", async () => {
    const current = await scanned();
    const unowned = await scanned({ ownerTeamId: null });
    const claimed = async (count: number) => {
      const due = await claimChecks(at(count), {});
      return due.find(({ versionId }) => versionId === current.versionId);
    };
    expect(await claimed(2)).toEqual({
      versionId: current.versionId,
      isCurrent: true,
      isWeekly: false,
    });
    expect(await claimed(8)).toMatchObject({ isWeekly: true });
    await db.trustCheck.updateMany({ data: { dailyDueAt: day(9) } });
    const all = await claimChecks(at(9), {});
    expect(all.find(({ versionId }) => versionId === unowned.versionId)).toMatchObject({
      isCurrent: false,
      isWeekly: false,
    });
  });

  test("puts a scan of its remotes in the queue, and of nothing else", async () => {
    const team = await createTeam();
    const remotes = [{ type: "sse", url: "https://mcp.test.example/sse" }];
    const server = await scannableServer({ ownerTeamId: team.id }, { remotes });
    await recordScan(server, { at: AT, changes: NOT_BUILT });
    await recordScan(server, { at: AT, changes: {}, option: "remotes[0]" });
    await importDay(1, false);
    await check(1.1);
    const scans = await db.trustScan.findMany({ where: { versionId: server.versionId } });
    expect(scans.map(({ trigger, kinds }) => ({ trigger, kinds }))).toEqual(
      SCANNED_KINDS.has("remote") ? [{ trigger: "daily", kinds: ["remote"] }] : [],
    );
  });

  test("is not of what nobody is offered", async () => {
    const server = await scanned();
    await db.serverVersion.update({
      where: { id: server.versionId },
      data: { lifecycle: "rejected" },
      select: { id: true },
    });
    expect(await claimChecks(at(2), {})).toEqual([]);
  });
});

describe("a level that runs out", () => {
  const settle = (count: number, ruleSet?: string) =>
    settleTrust(() => at(count), {
      signal: new AbortController().signal,
      ...(ruleSet === undefined ? {} : { ruleSet }),
    });

  test("falls without a scan, and says so", async () => {
    const server = await scanned();
    expect(await settle(14)).toEqual({ settled: 0 });
    expect(await settle(15)).toEqual({ settled: 1 });
    expect(await settle(15.1)).toEqual({ settled: 0 });
    const [, fallen] = await evaluationsOf(server);
    expect(fallen).toMatchObject({ trigger: "expired", level: 1, flag: "provisional" });
    expect(await standingOf(server)).toMatchObject({ level: 1, validUntil: day(90) });
    const told = await db.outboxEvent.findFirst({
      where: { topic: "trust.dropped", subjectId: server.id },
    });
    expect(told).not.toBeNull();
    expect(await settle(90)).toEqual({ settled: 1 });
    expect(await standingOf(server)).toMatchObject({ level: 0, validUntil: null });
  });

  test("is scanned again before that: L3 after 20 days, what is lower after 60", async () => {
    const high = await scanned();
    const low = await scannableServer({ ownerTeamId: (await createTeam()).id });
    await recordScan(low, { at: AT, changes: { ...NOT_BUILT, "SC-05": failing("SC-05") } });
    expect(await queueScans(at(19.9), {})).toEqual([]);
    await queueScans(at(20.1), {});
    const scans = await db.trustScan.findMany({ select: { versionId: true, trigger: true } });
    expect(scans).toEqual([{ versionId: high.versionId, trigger: "renewal" }]);
    await queueScans(at(60.1), {});
    expect(await db.trustScan.count()).toBe(2);
  });

  test("stands beside the one that other rules give, for 14 days", async () => {
    const server = await scanned();
    expect(await settle(1, "mtf-0.1/reg-1.0.1")).toEqual({ settled: 1 });
    expect(await settle(1.1, "mtf-0.1/reg-1.0.1")).toEqual({ settled: 0 });
    const [, judged] = await evaluationsOf(server);
    expect(judged).toMatchObject({ trigger: "rules", ruleSet: "mtf-0.1/reg-1.0.1", level: 3 });
    expect(await standingOf(server)).toMatchObject({
      ruleSet: "mtf-0.1/reg-1.0.1",
      previousRuleSet: "mtf-0.1/reg-1.0.0",
      previousLevel: 3,
      previousUntil: day(15),
    });
    // A patch changes patterns: nothing has to be looked at.
    expect(await db.trustScan.count()).toBe(0);
    await settle(2, "mtf-0.1/reg-1.1.0");
    expect(await db.trustScan.findMany({ select: { trigger: true } })).toEqual([
      { trigger: "rules" },
    ]);
    expect((await standingOf(server)).check?.dailyDueAt).toEqual(day(2));
  });

  test("under another major has no days of grace from before", async () => {
    const server = await scanned();
    await recordScan(server, {
      at: day(1).toISOString(),
      changes: { ...NOT_BUILT, "SC-02": unknown() },
    });
    expect(await standingOf(server)).toMatchObject({ level: 3, flag: "stale" });
    await settle(2, "mtf-0.1/reg-2.0.0");
    expect(await standingOf(server)).toMatchObject({
      level: 1,
      flag: "provisional",
      previousLevel: 3,
    });
  });
});

test("a version that is gone is no fault", async () => {
  const signal = new AbortController().signal;
  const recheck = () => Promise.resolve({ results: [], needsScan: false });
  const server = await scanned();
  const gone = async () => {
    await asOwner((client) => client.query(`DELETE FROM "Server" WHERE "id" = $1`, [server.id]));
    return { results: [], needsScan: false };
  };
  const run = (look: typeof recheck) =>
    runChecks(at(2), { signal, recheck: look, open: () => nowhere(day(2)) });
  expect(await run(gone)).toEqual({ looked: 0 });
  expect(await run(recheck)).toEqual({ looked: 0 });
});
