import "#lib/testing/alone.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createTeam } from "#lib/testing/factories.ts";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { layerOf, startOciRegistry } from "#lib/testing/oci-registry.ts";
import { sha256, startPypiRegistry } from "#lib/testing/pypi-registry.ts";
import { feedFolder, osvDocument, zipOf } from "#lib/testing/trust-services.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import type { TrustSources } from "../collect/reach.ts";
import { SCANNED_KINDS } from "../core/words.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { importFeed } from "../feeds/import-feed.ts";
import { runScan } from "../run-scan.ts";
import { scanArtifact } from "../scan-artifact.ts";
import { queueScansOf } from "../scan-steps.ts";
import { queueScans } from "../queue-scans.ts";
import { recheckOption } from "./recheck-option.ts";
import { runChecks } from "./run-checks.ts";

let npm: Awaited<ReturnType<typeof startNpmRegistry>>;
let pypi: Awaited<ReturnType<typeof startPypiRegistry>>;
let oci: Awaited<ReturnType<typeof startOciRegistry>>;
const folder = feedFolder();
beforeAll(async () => {
  [npm, pypi, oci] = [
    await startNpmRegistry(),
    await startPypiRegistry(),
    await startOciRegistry(),
  ];
});
beforeEach(async () => {
  await asOwner((client) => client.query(`DELETE FROM "Server"`));
});
afterAll(async () => {
  folder.remove();
  await Promise.all([npm.close(), pypi.close(), oci.close()]);
});

const DAY = 86_400_000;
const START = Date.now();
const day = (count: number) => new Date(START + count * DAY);
const at = (count: number) => ({ ...systemContext(), now: day(count) });
const tools = () => ({
  feeds: openFeeds(folder.dir),
  fingerprintKey: Buffer.alloc(32, 1),
  capture: false,
});
const sources = (): TrustSources => ({
  ...pypi.reach().sources,
  npm: npm.npm,
  allowedHosts: [npm.host, pypi.host, oci.host],
});

const stdio = { transport: { type: "stdio" } };

/** Where each kind of package lies, how other bytes come to stand in its place, and what its files are called. */
const KINDS = {
  npm: {
    publish: async () => {
      await npm.publish("weekly-one", "1.0.0", {});
      return { registryType: "npm", identifier: "weekly-one", version: "1.0.0", ...stdio };
    },
    replace: () => npm.publish("weekly-one", "1.0.0", {}, { files: { "evil.js": "1" } }),
    artifact: /\.tgz$/,
  },
  pypi: {
    publish: () => {
      pypi.publish("weekly-one", "1.0.0", { metadata: "License-Expression: MIT" });
      return { registryType: "pypi", identifier: "weekly-one", version: "1.0.0", ...stdio };
    },
    replace: () => pypi.publish("weekly-one", "1.0.0", { wheel: { "weekly_one/evil.py": "1" } }),
    artifact: /\.whl$/,
  },
  oci: {
    publish: () => {
      oci.putImage("weekly/one", "1", { layers: [LAYER], inIndex: true });
      return { registryType: "oci", identifier: `${oci.host}/weekly/one:1`, ...stdio };
    },
    replace: () =>
      oci.putImage("weekly/one", "1", { layers: [layerOf({ "app/evil.js": "1" })], inIndex: true }),
    artifact: /blobs\//,
  },
} as const;
const LAYER = layerOf({ "app/index.js": "exports.one = 1;\n" });
const layerPath = `/v2/weekly/one/blobs/sha256:${sha256(LAYER)}`;

async function scanned(entry: Record<string, unknown>) {
  const team = await createTeam();
  const server = await scannableServer({ ownerTeamId: team.id }, { packages: [entry] });
  const document = JSON.stringify(server.document);
  await db.$transaction((tx) =>
    queueScansOf(tx, [{ id: server.versionId, document }], {
      ...{ trigger: "asked", requestedById: null, now: day(0) },
    }),
  );
  await scanWaiting(0);
  return server;
}

/** The advisories of a day, about nothing that is here. */
const importDay = (count: number) => {
  const modified = day(count).toISOString();
  const documents = [
    osvDocument({ id: "GHSA-else-else-else", modified }),
    osvDocument({ id: "PYSEC-2026-1", ecosystem: "PyPI", modified }),
  ];
  return importFeed(openFeeds(folder.dir), "osv", {
    file: folder.write("all.zip", zipOf(documents)),
    now: day(count),
    ecosystems: ["npm", "PyPI"],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
};

/** As the worker does it, but for where it reads. */
async function scanWaiting(count: number) {
  await importDay(count);
  const ids = await queueScans(at(count), {});
  for (const id of ids)
    await runScan(at(count), id, {
      signal: new AbortController().signal,
      kinds: SCANNED_KINDS,
      open: () => ({ sources: sources(), now: () => day(count) }),
      scan: (reference, options) => scanArtifact(reference, { ...options, tools: tools() }),
    });
  return ids.length;
}

async function check(count: number) {
  await importDay(count);
  return runChecks(at(count), {
    signal: new AbortController().signal,
    open: () => ({ sources: sources(), now: () => day(count) }),
    recheck: (subject, options) => recheckOption(subject, { ...options, tools: tools() }),
  });
}

const evaluationsOf = (versionId: string) =>
  db.trustEvaluation.findMany({
    where: { versionId },
    orderBy: { finishedAt: "asc" },
    select: { trigger: true, level: true, flag: true, digest: true, results: true },
  });
type Evaluated = Awaited<ReturnType<typeof evaluationsOf>>[number];

/** Which controls stand otherwise, and how: so that a failure says it. */
const differences = (before: Evaluated | undefined, after: Evaluated) =>
  after.results.flatMap(({ control, status, reason, detail }) => {
    const was = before?.results.find((one) => one.control === control);
    return was?.status === status && was.reason === reason
      ? []
      : [{ control, status, detail, was }];
  });

const quarantineOf = (id: string) =>
  db.server.findUniqueOrThrow({
    where: { id },
    select: { quarantinedAt: true, quarantineNote: true },
  });
const turnOf = (versionId: string) => db.trustCheck.findUniqueOrThrow({ where: { versionId } });

test.each(Object.entries(KINDS))(
  "what the source of a package of %s says is asked every week, without the package",
  { timeout: 60_000 },
  async (kind, { publish, artifact }) => {
    const server = await scanned(await publish());
    const [first] = await evaluationsOf(server.versionId);
    expect(first?.digest).toMatch(/^sha/);
    const asked = [npm, pypi, oci].map(({ seen }) => seen.length);
    expect(await check(7.5)).toEqual({ looked: 1 });
    const since = [npm, pypi, oci].flatMap(({ seen }, place) => seen.slice(asked[place]));
    expect(since.length).toBeGreaterThan(0);
    const wanted = kind === "oci" ? since.filter(({ url }) => url === layerPath) : since;
    expect(wanted.filter(({ url }) => artifact.test(url))).toEqual([]);
    // All is as it was: nothing but the time is written, and no scan is asked for.
    const all = await evaluationsOf(server.versionId);
    expect(all.slice(1).map((one) => differences(first, one))).toEqual([]);
    expect(await turnOf(server.versionId)).toMatchObject({
      weeklyAt: day(7.5),
      attempts: 0,
      problem: null,
    });
    expect(await scanWaiting(7.6)).toBe(0);
  },
);

test.each(Object.entries(KINDS))(
  "other bytes in the place of those that were read put a package of %s into quarantine at once",
  { timeout: 60_000 },
  async (_kind, { publish, replace }) => {
    const server = await scanned(await publish());
    const [first] = await evaluationsOf(server.versionId);
    await replace();
    await check(7.5);
    const all = await evaluationsOf(server.versionId);
    expect(all).toHaveLength(2);
    expect(all[1]).toMatchObject({ trigger: "weekly", level: 0, flag: "blocked" });
    expect(all[1]?.digest).toBe(first?.digest);
    expect(all[1]?.results.find(({ control }) => control === "RG-07")).toMatchObject({
      status: "fail",
      checkedAt: day(7.5),
    });
    const { quarantinedAt, quarantineNote } = await quarantineOf(server.id);
    expect(quarantinedAt).toEqual(day(7.5));
    expect(quarantineNote).toContain("RG-07");
    // Found the same a week later, it is no news: people may have lifted it.
    await check(15);
    expect(await evaluationsOf(server.versionId)).toHaveLength(2);
  },
);

/** Of no repository, so that nobody has to be asked about one. */
const BUNDLE = bundleManifest({ repository: undefined });

test(
  "a bundle is scanned as a whole every week, and other bytes put it into quarantine",
  { timeout: 60_000 },
  async () => {
    const url = `${pypi.base}/bundles/weekly.mcpb`;
    pypi.put("/bundles/weekly.mcpb", bundleOf(BUNDLE));
    const server = await scanned({ registryType: "mcpb", identifier: url, ...stdio });
    expect(await db.trustScan.findMany()).toMatchObject([{ state: "done", error: null }]);
    await check(2);
    expect(await scanWaiting(2)).toBe(0);
    await check(7.5);
    expect(await db.trustScan.findMany({ where: { state: "queued" } })).toMatchObject([
      { versionId: server.versionId, trigger: "weekly", kinds: ["mcpb"] },
    ]);
    // What nobody has looked at is not taken for seen.
    expect(await turnOf(server.versionId)).toMatchObject({ dailyAt: day(7.5) });
    pypi.put("/bundles/weekly.mcpb", bundleOf(BUNDLE, { "server/evil.js": "1" }));
    expect(await scanWaiting(7.6)).toBe(1);
    expect((await evaluationsOf(server.versionId)).at(-1)).toMatchObject({
      trigger: "weekly",
      level: 0,
      flag: "blocked",
    });
    expect((await quarantineOf(server.id)).quarantinedAt).not.toBeNull();
  },
);

test(
  "an index that tells only its files leaves the week to a scan",
  { timeout: 60_000 },
  async () => {
    const server = await scanned(KINDS.pypi.publish());
    pypi.put("/index/pypi/weekly-one/1.0.0/json", undefined);
    await check(7.5);
    expect(await turnOf(server.versionId)).toMatchObject({ weeklyAt: null, problem: null });
    expect((await turnOf(server.versionId)).weeklyDueAt.getTime()).toBeGreaterThan(+day(14));
    expect(await scanWaiting(7.6)).toBe(1);
  },
);
