import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import { countFacets } from "#lib/catalog/count-facets.ts";
import { db } from "#lib/db/client.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { osvDocument, reachTo, zipOf } from "#lib/testing/trust-services.ts";
import { openFeeds, type FeedStore } from "#lib/trust/feeds/feed-store.ts";
import { importFeed } from "#lib/trust/feeds/import-feed.ts";
import { assessRegistry } from "#lib/trust/overview/assess-registry.ts";
import { getTrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import { listExpiring } from "#lib/trust/overview/list-expiring.ts";
import { listFixes } from "#lib/trust/overview/list-fixes.ts";
import { listOpenFindings } from "#lib/trust/overview/list-open-findings.ts";
import { listUnreached } from "#lib/trust/overview/list-unreached.ts";
import { recheckOption } from "#lib/trust/recheck/recheck-option.ts";
import { runChecks } from "#lib/trust/recheck/run-checks.ts";
import { serveParent } from "./child.ts";
import { WEAK } from "./trust-scale-seed.ts";

const security = () => userContext("security");

/** What each page asks, as it asks it. */
const QUESTIONS = {
  overview: async () => {
    const ctx = security();
    await assessRegistry(ctx, {});
    await Promise.all([
      getTrustOverview(ctx, {}),
      listFixes(ctx, {}),
      listExpiring(ctx, { limit: 5 }),
      listUnreached(ctx, { limit: 5 }),
      listTeams(ctx, {}),
    ]);
  },
  findings: () => listOpenFindings(security(), {}),
  facets: () => countFacets(security(), { params: {} }),
  "facets of a level": () => countFacets(security(), { params: { trust: ["3"] } }),
  "list by level": () => browseServers(security(), { sort: "level" }),
  "list of a level": () => browseServers(security(), { trust: "3" }),
} satisfies Record<string, () => Promise<unknown>>;
export type Question = keyof typeof QUESTIONS;

/** Times of one question after the other, in milliseconds; the first fifth only warms up. */
async function ask({ question, rounds }: { question: Question; rounds: number }) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await QUESTIONS[question]();
    if (round >= rounds / 5) times.push(performance.now() - began);
  }
  return times;
}

export type Looked = { looked: number; ms: number; changed: number };

/** An advisory has come that concerns everything; versions are looked at as the worker does it. */
async function check({ now, most }: { now: Date; most: number }): Promise<Looked> {
  const root = mkdtempSync(path.join(os.tmpdir(), "trust-scale-"));
  try {
    const feeds = openFeeds(path.join(root, "feeds"));
    await importAdvisory(feeds, { file: path.join(root, "all.zip"), now });
    const tools = { feeds, fingerprintKey: Buffer.alloc(32), capture: false };
    const { sources } = reachTo({});
    const before = await db.trustEvaluation.count();
    const began = performance.now();
    const { looked } = await runChecks(
      { ...systemContext(), now },
      {
        signal: new AbortController().signal,
        open: () => ({ sources, now: () => now }),
        recheck: (subject, options) =>
          recheckOption(subject, { ...options, isWeekly: false, tools }),
        most,
      },
    );
    const ms = performance.now() - began;
    return { looked, ms, changed: (await db.trustEvaluation.count()) - before };
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function importAdvisory(feeds: FeedStore, { file, now }: { file: string; now: Date }) {
  const advisory = osvDocument({
    id: "GHSA-scal-scal-scal",
    name: WEAK.name,
    events: [{ introduced: "0" }, { fixed: "1.0.1" }],
    modified: now.toISOString(),
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  });
  writeFileSync(file, zipOf([advisory]));
  await importFeed(feeds, "osv", {
    file,
    now,
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
}

const operations = { ask, check, close: () => db.$disconnect() };
export type TrustScaleOperations = typeof operations;
serveParent(operations);
