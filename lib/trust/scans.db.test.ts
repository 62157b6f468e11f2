import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, createTeam } from "#lib/testing/factories.ts";
import { raceOnLock, raceOnServer } from "#lib/testing/race.ts";
import { unknown } from "#lib/testing/trust-results.ts";
import { scannableServer, scannedOf } from "#lib/testing/trust-scans.ts";
import type { EntryFacts } from "./core/facts.ts";
import { queueScans } from "./queue-scans.ts";
import { requestScan } from "./request-scan.ts";
import { runScan } from "./run-scan.ts";
import type { ScanArtifact, ScanReference } from "./scanned.ts";
import { queueScansOf } from "./scan-steps.ts";
import { startScan } from "./start-scan.ts";

const MINUTE = 60_000;
const at = (ms: number) => ({ ...systemContext(), now: new Date(Date.now() + ms) });
const scansOf = (versionId: string) =>
  db.trustScan.findMany({ where: { versionId }, orderBy: { requestedAt: "asc" } });

async function cast(more: Record<string, unknown> = {}) {
  const team = await createTeam();
  const [owner, security, stranger] = await Promise.all([
    createPerson([], [team.id]),
    createPerson(["security"]),
    createPerson(),
  ]);
  return { ...(await scannableServer({ ownerTeamId: team.id }, more)), owner, security, stranger };
}

type Seen = { reference: ScanReference; entry: EntryFacts | null }[];

/** Scans that come out as `scan` says, without a network. */
function running(
  scan: (reference: ScanReference) => Parameters<typeof scannedOf>[1] | Error = () => ({
    at: new Date().toISOString(),
  }),
) {
  const seen: Seen = [];
  const fake: ScanArtifact = (reference, { entry, reach }) => {
    seen.push({ reference, entry });
    reach.onStep(`Reading ${reference.name}`);
    const came = scan(reference);
    return came instanceof Error
      ? Promise.reject(came)
      : Promise.resolve(scannedOf(reference, came));
  };
  const sources = {
    npm: "http://npm.invalid",
    pypi: "http://pypi.invalid",
    osv: null,
    epss: null,
    kev: null,
    scorecard: null,
    github: "http://github.invalid",
    allowedHosts: [],
    timeoutMs: 1_000,
  };
  const open = () =>
    ({ sources, now: () => new Date() }) as unknown as ReturnType<
      Parameters<typeof runScan>[2]["open"]
    >;
  const run = (scanId: string, signal = new AbortController().signal) =>
    runScan(systemContext(), scanId, { signal, scan: fake, open });
  return { run, seen };
}

beforeEach(async () => {
  // Each test decides what there is to queue. On a connection of its own: the triggers of what goes
  // with a server run as the owner, and leave a temporary table behind that the product may not use.
  await asOwner((client) => client.query(`DELETE FROM "Server"`));
});

describe("asking for a scan", () => {
  test("is the owner team's once an hour, and security's at any time", async () => {
    const { name, versionId, owner, security } = await cast();
    const first = await requestScan(owner.ctx(), { name });
    expect(first).toMatchObject({ versionId, isNew: true });
    // While it waits, everybody gets the same one.
    expect(await requestScan(security.ctx(), { name })).toEqual({ ...first, isNew: false });
    await running().run(first.scanId);
    await expect(requestScan(owner.ctx(), { name })).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("once an hour") as string,
    });
    const another = await requestScan(security.ctx(), { name, version: "1.0.0" });
    expect(another.isNew).toBe(true);
    await running().run(another.scanId);
    const later = { ...owner.ctx(), now: new Date(Date.now() + 61 * MINUTE) };
    expect((await requestScan(later, { name })).isNew).toBe(true);
    const records = await db.auditEvent.findMany({
      where: { action: "trust.request_scan", after: { path: ["version"], equals: "1.0.0" } },
    });
    expect(records.length).toBe(3);
  });

  test("is not for others, and what they may not see does not exist for them", async () => {
    const { name, stranger } = await cast();
    await expect(requestScan(stranger.ctx(), { name })).rejects.toMatchObject({
      code: "forbidden",
    });
    const hidden = await scannableServer({ visibility: "teams" });
    await expect(requestScan(stranger.ctx(), { name: hidden.name })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(requestScan(stranger.ctx(), { name, version: "9.9.9" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("is refused for what Gatehouse cannot scan", async () => {
    const packages = [
      { registryType: "nuget", identifier: "A", version: "1", transport: { type: "stdio" } },
    ];
    const { name, security } = await cast({ packages });
    await expect(requestScan(security.ctx(), { name })).rejects.toMatchObject({ code: "conflict" });
  });

  test("of two people at once makes one scan", async () => {
    const { id, name, versionId, security } = await cast();
    const outcomes = await raceOnServer(id, [
      () => requestScan(security.ctx(), { name }),
      () => requestScan(security.ctx(), { name }),
    ]);
    expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "fulfilled"]);
    expect(await scansOf(versionId)).toHaveLength(1);
  });

  test("takes the place of one that a crash left behind 15 minutes ago", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    expect(await startScan(systemContext(), { scanId })).not.toBeNull();
    expect((await requestScan(security.ctx(), { name })).isNew).toBe(false);
    const later = { ...security.ctx(), now: new Date(Date.now() + 16 * MINUTE) };
    const next = await requestScan(later, { name });
    expect(next.isNew).toBe(true);
    await startScan({ ...systemContext(), now: later.now }, { scanId: next.scanId });
    expect(await scansOf(versionId)).toMatchObject([
      { state: "failed", error: "The worker stopped in the middle of it.", nextTryAt: null },
      { state: "running" },
    ]);
  });
});

describe("a scan", () => {
  test("records every way to install, and an artifact that is there twice is read once", async () => {
    const npm = (type: string) => ({
      registryType: "npm",
      identifier: "@test/two",
      version: "1.0.0",
      transport: { type },
    });
    const { name, versionId, security } = await cast({
      packages: [npm("stdio"), npm("sse")],
      remotes: [{ type: "sse", url: "https://mcp.test.example/sse" }],
    });
    const { scanId } = await requestScan(security.ctx(), { name });
    const { run, seen } = running();
    expect(await run(scanId)).toBe(true);
    expect(seen.map(({ reference }) => reference.name)).toEqual([
      "@test/two",
      "https://mcp.test.example/sse",
    ]);
    expect(seen[0]?.entry).toMatchObject({ serverName: name });
    expect(await scansOf(versionId)).toMatchObject([
      { state: "done", step: null, error: null, nextTryAt: null, attempts: 1 },
    ]);
    const rows = await db.trustEvaluation.findMany({ where: { versionId } });
    expect(rows.map(({ option }) => option).sort()).toEqual([
      "packages[0]",
      "packages[1]",
      "remotes[0]",
    ]);
    expect(rows[0]?.trigger).toBe("asked");
    // It does not wait any more.
    expect(await run(scanId)).toBe(false);
  });

  test("says what it is doing while it runs", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    let step: string | null = null;
    const fake: ScanArtifact = async (reference, { reach }) => {
      for (const each of ["one", "two", "three"]) reach.onStep(each);
      await expect
        .poll(async () => (await scansOf(versionId))[0]?.step, { timeout: 20_000 })
        .toBe("three");
      step = (await scansOf(versionId))[0]?.step ?? null;
      return scannedOf(reference, { at: new Date().toISOString() });
    };
    const open = () => ({}) as ReturnType<Parameters<typeof runScan>[2]["open"]>;
    await runScan(systemContext(), scanId, {
      signal: new AbortController().signal,
      scan: fake,
      open,
    });
    expect(step).toBe("three");
  });

  test("of an artifact that another one reads at this moment waits", async () => {
    const packages = [
      {
        registryType: "npm",
        identifier: "@test/same",
        version: "2.0.0",
        transport: { type: "stdio" },
      },
    ];
    const [one, other] = [await cast({ packages }), await cast({ packages })];
    const scans = await Promise.all(
      [one, other].map(({ name, security }) => requestScan(security.ctx(), { name })),
    );
    const outcomes = await raceOnLock(
      "gatehouse.trust_scan",
      scans.map(
        ({ scanId }) =>
          () =>
            startScan(systemContext(), { scanId }),
      ),
    );
    const started = outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? outcome.value : "no",
    );
    expect(started.filter((value) => value === null)).toHaveLength(1);
    expect(started.filter((value) => value !== null)).toHaveLength(1);
    expect(await db.trustScan.count({ where: { state: "queued" } })).toBe(1);
    expect(await db.trustScan.count({ where: { state: "running" } })).toBe(1);
    // A scan that was left behind keeps nobody waiting.
    const { id: scanId } = await db.trustScan.findFirstOrThrow({ where: { state: "queued" } });
    expect(await startScan(at(16 * MINUTE), { scanId })).not.toBeNull();
  });

  test("that fails keeps the reason and is tried again after 5 min, 30 min, 2 h, 12 h, then daily", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    const { run } = running(() => new AppError("unavailable", "The disk is full."));
    const waits = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await run(scanId);
      const [scan] = await scansOf(versionId);
      expect(scan).toMatchObject({
        state: "failed",
        error: "The disk is full.",
        attempts: attempt,
      });
      const due = scan?.nextTryAt ?? new Date(0);
      waits.push(Math.round((due.getTime() - (scan?.finishedAt ?? due).getTime()) / MINUTE));
      expect(
        await queueScans({ ...systemContext(), now: new Date(due.getTime() - 1) }, {}),
      ).toEqual([]);
      expect(await queueScans({ ...systemContext(), now: due }, {})).toEqual([scanId]);
    }
    expect(waits).toEqual([5, 30, 120, 720, 1_440, 1_440]);
  });

  test("in which something did not answer is kept, and tried again", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    await running(() => ({
      at: new Date().toISOString(),
      changes: { "SC-02": unknown("timeout"), "CQ-06": unknown("not_implemented") },
    })).run(scanId);
    const [scan] = await scansOf(versionId);
    expect(scan).toMatchObject({
      state: "done",
      error: "SC-02: The source did not answer in time.",
    });
    expect(scan?.nextTryAt).not.toBeNull();
    expect(await db.trustEvaluation.count({ where: { versionId } })).toBe(1);
  });

  test("that fails by our own fault says so without telling what", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    await running(() => new TypeError("secret detail")).run(scanId);
    const [scan] = await scansOf(versionId);
    expect(scan?.error).toContain("fault of Gatehouse's own");
    expect(scan?.error).not.toContain("secret");
  });

  test("that the worker's end cuts short is taken up by the next worker", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    const stop = new AbortController();
    const { run } = running(() => {
      stop.abort();
      return new Error("aborted");
    });
    await run(scanId, stop.signal);
    expect(await scansOf(versionId)).toMatchObject([{ state: "queued", attempts: 0, error: null }]);
    expect(await running().run(scanId)).toBe(true);
  });
});

describe("the worker's round", () => {
  test("begins with what was asked for, then with the newest that was registered", async () => {
    const [first, second] = [await scannableServer(), await scannableServer()];
    const approve = ({ versionId }: { versionId: string }) =>
      db.serverVersion.update({ where: { id: versionId }, data: { approvedAt: new Date() } });
    await approve(first);
    await approve(second);
    const { name, security } = await cast();
    const { scanId: asked } = await requestScan(security.ctx(), { name });
    const ids = await queueScans(systemContext(), {});
    const scans = await db.trustScan.findMany();
    const of = (id?: string) => scans.find((scan) => scan.id === id)?.versionId;
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(asked);
    expect(ids.slice(1).map(of)).toEqual([second.versionId, first.versionId]);
    expect(await queueScans(systemContext(), { most: 1 })).toEqual([asked]);
    for (const scanId of ids) await running().run(scanId);
    expect(await queueScans(systemContext(), {})).toEqual([]);
  });

  test("finds every version that is registered, however it was written, and no other", async () => {
    const approved = await scannableServer();
    const waiting = async (versionId: string) =>
      (await scansOf(versionId)).map(({ state, trigger }) => [state, trigger]);
    const packageTypes = ["npm"];
    const add = (version: string, more: object) =>
      addVersion(approved, { version, packageTypes, ...more });
    const queued = [["queued", "registered"]];
    expect(await waiting((await add("2.0.0", {})).id)).toEqual(queued);
    const remote = { packageTypes: [], remoteUrls: ["https://r.test.example"] };
    expect(await waiting((await add("2.1.0", remote)).id)).toEqual(queued);
    expect(await waiting((await add("2.2.0", { packageTypes: ["nuget"] })).id)).toEqual([]);
    const candidate = await add("3.0.0", { lifecycle: "candidate", approvedAt: null });
    expect(await waiting(candidate.id)).toEqual([]);
    const change = (data: object) =>
      db.serverVersion.update({ where: { id: candidate.id }, data, select: { id: true } });
    await change({ lifecycle: "in_review" });
    expect(await waiting(candidate.id)).toEqual(queued);
    // One scan waits, however much happens meanwhile.
    await change({ lifecycle: "approved", approvedAt: new Date() });
    expect(await waiting(candidate.id)).toEqual(queued);
    await db.trustScan.deleteMany({ where: { versionId: candidate.id } });
    await change({ statusMessage: "Something else." });
    expect(await waiting(candidate.id)).toEqual([]);
    await change({ approvedAt: new Date(Date.now() + MINUTE) });
    expect(await waiting(candidate.id)).toEqual(queued);
  });

  test("looks at what is owned before its level runs out, and at nothing else", async () => {
    const { name, security, versionId } = await cast();
    const unowned = await scannableServer();
    for (const each of [name, unowned.name]) {
      const { scanId } = await requestScan(security.ctx(), { name: each });
      await running().run(scanId);
    }
    const days = (count: number) => at(count * 24 * 60 * MINUTE);
    // Everything passes: L4 is good for 30 days.
    expect(await queueScans(days(19), {})).toEqual([]);
    const [due, ...others] = await queueScans(days(21), {});
    expect(others).toEqual([]);
    expect(await db.trustScan.findUnique({ where: { id: due ?? "" } })).toMatchObject({
      versionId,
      trigger: "renewal",
    });
    expect(await scansOf(unowned.versionId)).toHaveLength(1);
    // Who asks gets the one that waits.
    expect(await requestScan(security.ctx(), { name })).toMatchObject({
      scanId: due,
      isNew: false,
    });
  });

  test("reads from one source in at most four scans at once", async () => {
    const npm = async () => {
      const identifier = `@test/${randomUUID()}`;
      const entry = { registryType: "npm", identifier, version: "1.0.0" };
      return (await cast({ packages: [{ ...entry, transport: { type: "stdio" } }] })).name;
    };
    const remote = async () => {
      const remotes = [{ type: "sse", url: `https://one.test.example/${randomUUID()}` }];
      return (await cast({ packages: [], remotes })).name;
    };
    const { security } = await cast();
    const start = async (name: string) => {
      const { scanId } = await requestScan(security.ctx(), { name });
      return { scanId, started: await startScan(systemContext(), { scanId }) };
    };
    for (const make of [npm, remote]) {
      const all = [];
      for (let count = 0; count < 5; count += 1) all.push(await start(await make()));
      const begun = all.map(({ started }) => started !== null);
      expect(begun).toEqual([true, true, true, true, false]);
      await db.trustScan.update({
        where: { id: all[0]?.scanId ?? "" },
        data: { state: "done", finishedAt: new Date() },
        select: { id: true },
      });
      expect(await startScan(systemContext(), { scanId: all[4]?.scanId ?? "" })).not.toBeNull();
    }
  });

  test("of some kinds only reads those, until somebody wants all", async () => {
    const remotes = [{ type: "sse", url: "https://mcp.test.example/sse" }];
    const { name, versionId, security, document } = await cast({ remotes });
    const daily = { trigger: "daily", requestedById: null, now: new Date() } as const;
    const wanted = [{ id: versionId, document: JSON.stringify(document) }];
    const queue = () =>
      db.$transaction((tx) => queueScansOf(tx, wanted, { ...daily, kinds: ["remote"] }));
    await queue();
    const [scan] = await scansOf(versionId);
    const { run, seen } = running();
    await run(scan?.id ?? "");
    expect(seen.map(({ reference }) => reference.kind)).toEqual(["remote"]);
    await queue();
    const { scanId, isNew } = await requestScan(security.ctx(), { name });
    expect(isNew).toBe(false);
    const whole = running();
    await whole.run(scanId);
    expect(whole.seen.map(({ reference }) => reference.kind)).toEqual(["npm", "remote"]);
  });

  test("ends what a crash left behind, to be tried again", async () => {
    const { name, versionId, security } = await cast();
    const { scanId } = await requestScan(security.ctx(), { name });
    await startScan(systemContext(), { scanId });
    expect(await queueScans(at(14 * MINUTE), {})).toEqual([]);
    await queueScans(at(16 * MINUTE), {});
    expect(await scansOf(versionId)).toMatchObject([{ state: "failed" }]);
    expect(await queueScans(at(22 * MINUTE), {})).toEqual([scanId]);
  });

  test("one version has one scan that waits or runs, also for who forgets to look", async () => {
    const { versionId } = await scannableServer();
    const insert = () =>
      pool.query(
        `INSERT INTO "TrustScan" ("id", "versionId", "artifacts", "trigger", "requestedAt") VALUES ($1, $2, '{}', 'asked', now())`,
        [randomUUID(), versionId],
      );
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: "23505" });
  });
});
