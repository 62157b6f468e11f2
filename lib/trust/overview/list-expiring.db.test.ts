import "#lib/testing/alone.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { feedFolder, osvDocument, reachTo, zipOf } from "#lib/testing/trust-services.ts";
import { revokeArtifact } from "#lib/revocations/revoke-artifact.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { importFeed } from "../feeds/import-feed.ts";
import { recheckOption } from "../recheck/recheck-option.ts";
import { runChecks } from "../recheck/run-checks.ts";
import { settleTrust } from "../recheck/settle-trust.ts";
import { listExpiring } from "./list-expiring.ts";

const DAY = 86_400_000;
const day = (count: number) => new Date(Date.parse(AT) + count * DAY);
const folder = feedFolder();
afterAll(() => folder.remove());
beforeEach(() => asOwner((client) => client.query(`DELETE FROM "Server"`)));

const signal = new AbortController().signal;
const security = await createPerson(["security"]);
const listed = async (now: Date, days = 90) => {
  const page = await listExpiring({ ...security.ctx(), now }, { days });
  return page.servers.map(({ server, level, fallsTo, validUntil }) => ({
    ...{ name: server.name, level, fallsTo, validUntil },
  }));
};
const levelOf = async ({ versionId }: Scannable) =>
  (await db.versionTrust.findUniqueOrThrow({ where: { versionId } })).level;
const settleAt = (now: Date) =>
  settleTrust(() => ({ ...systemContext(), now }), { signal }).then(({ settled }) => settled);

/** The daily look, with advisories of that day. */
async function check(count: number) {
  await importFeed(openFeeds(folder.dir), "osv", {
    file: folder.write(
      "all.zip",
      zipOf([osvDocument({ id: "GHSA-else-else-else", modified: day(count).toISOString() })]),
    ),
    now: day(count),
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
  const {
    signal: _signal,
    evidence: _evidence,
    onStep: _onStep,
    ...reach
  } = reachTo({}, day(count));
  const tools = {
    feeds: openFeeds(folder.dir),
    fingerprintKey: Buffer.alloc(32),
    capture: false,
  };
  return runChecks(
    { ...systemContext(), now: day(count) },
    {
      signal,
      open: () => reach,
      recheck: (subject, options) => recheckOption(subject, { ...options, isWeekly: false, tools }),
    },
  );
}

const NOT_BUILT = { "AI-04": failing("AI-04"), "PR-04": failing("PR-04") };
async function scanned(more: Record<string, unknown> = {}, option = "packages[0]") {
  const team = await createTeam();
  const server = await scannableServer({ ownerTeamId: team.id }, more);
  await recordScan(server, { at: AT, changes: option === "packages[0]" ? NOT_BUILT : {}, option });
  return server;
}
const REMOTE = {
  packages: [],
  remotes: [{ type: "sse", url: "https://mcp.test.example/sse" }],
};

describe("what is listed as running out", () => {
  test("is what falls then, to what is said, and not a moment earlier", async () => {
    const servers = [await scanned(), await scanned(REMOTE, "remotes[0]")];
    for (let fallen = 0, now = day(0); ;) {
      const [next] = await listed(now);
      if (next === undefined) break;
      const server = servers.find(({ name }) => name === next.name);
      if (server === undefined) throw new Error("It lists a server that is not here.");
      expect(await levelOf(server)).toBe(next.level);
      expect(await settleAt(new Date(next.validUntil.getTime() - 1))).toBe(0);
      now = next.validUntil;
      expect(await settleAt(now)).toBe(1);
      expect(await levelOf(server)).toBe(next.fallsTo);
      expect((fallen += 1)).toBeLessThan(10);
    }
    // Nothing that is left stands above what nobody has looked at.
    for (const server of servers) expect(await levelOf(server)).toBe(0);
  });

  test("moves with a scan, and with a check that found all as it was", async () => {
    const server = await scanned();
    const [first] = await listed(day(0));
    await check(1.5);
    const [checked] = await listed(day(1.5));
    expect(checked?.validUntil.getTime()).toBeGreaterThan(first?.validUntil.getTime() ?? Infinity);
    expect(await settleAt(first?.validUntil ?? day(0))).toBe(0);
    await recordScan(server, { at: day(5).toISOString(), changes: NOT_BUILT });
    const [renewed] = await listed(day(5));
    expect(renewed?.validUntil.getTime()).toBe((first?.validUntil.getTime() ?? 0) + 5 * DAY);
    const { fullAt } = await db.trustCheck.findUniqueOrThrow({
      where: { versionId: server.versionId },
    });
    expect(fullAt).toEqual(day(5));
  });

  test("does not move for a remote that no scan has asked, however often its turn comes", async () => {
    const server = await scanned(REMOTE, "remotes[0]");
    const [first] = await listed(day(0));
    expect(first?.validUntil).toEqual(day(8));
    for (let count = 1; count <= 7; count += 1) await check(count + 0.1 * count);
    expect(await listed(day(7.9))).toMatchObject([{ validUntil: day(8) }]);
    expect(await settleAt(day(8))).toBe(1);
    expect(await levelOf(server)).toBeLessThan(first?.level ?? 0);
  });

  test("is nothing that is revoked already", async () => {
    const server = await scanned();
    expect(await listed(day(0))).toHaveLength(1);
    await revokeArtifact(security.ctx(), {
      subject: server.name,
      kind: "takedown",
      reason: "Its publisher asked for it.",
    });
    expect(await levelOf(server)).toBe(0);
    expect(await listed(day(0))).toEqual([]);
  });
});
