import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "#lib/testing/free-port.ts";
import {
  TROUBLES,
  feedFolder,
  reachTo,
  startTrustServices,
  type Trouble,
  type TrustServices,
} from "#lib/testing/trust-services.ts";
import { openFeeds, type FeedStore } from "./feed-store.ts";
import { findScorecard } from "./find-scorecard.ts";
import { importFeed } from "./import-feed.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
let services: TrustServices;
beforeEach(async () => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
  services = await startTrustServices();
  services.scorecards.set("github.com/acme/tools", result(8.1));
});
afterEach(() => services.close());
afterAll(() => folders.forEach(({ remove }) => remove()));

const result = (score: number, date = "2026-11-24") => ({
  date,
  repo: { name: "github.com/acme/tools", commit: "0".repeat(40) },
  score,
  checks: [
    { name: "Maintained", score: 10, reason: "busy", documentation: {} },
    { name: "__proto__", score: -1 },
  ],
});
const ask = (repository: string, reach = reachTo(services.sources, NOW)) =>
  findScorecard(reach, repository, feeds);
const take = (content: unknown) =>
  importFeed(feeds, "scorecard", {
    file: folder.write("scorecard.json", content),
    now: NOW,
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });

test("the service's result is read, with its evidence", async () => {
  const reach = reachTo(services.sources, NOW);
  const got = await ask("git+https://github.com/Acme/Tools.git", reach);
  expect(got).toMatchObject({
    ok: true,
    value: { score: 8.1, date: "2026-11-24T00:00:00.000Z", checks: { Maintained: 10 } },
    evidence: [reach.evidence[0]?.sha256],
  });
  expect(services.seen).toEqual(["GET /scorecard/projects/github.com/acme/tools"]);
});

describe("there is none, for certain,", () => {
  test.each([
    ["for a repository that Scorecard does not know", "https://github.com/acme/other"],
    ["for a repository elsewhere", "https://git.acme.example/acme/tools"],
    ["for what is no repository", "nowhere"],
  ])("%s", async (_what, repository) => {
    expect(await ask(repository)).toMatchObject({ ok: false, reason: "scorecard_unavailable" });
  });
});

describe("trouble is told apart from none:", () => {
  test.each(Object.entries(TROUBLES) as [Trouble, string][])("%s → %s", async (trouble, reason) => {
    services.troubles.set("scorecard", trouble);
    expect(await ask("acme/tools")).toMatchObject({ ok: false, reason });
  });

  test("refused connections → unreachable", async () => {
    const scorecard = `http://127.0.0.1:${await freePort()}`;
    const got = await ask("acme/tools", reachTo({ scorecard }, NOW));
    expect(got).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("switched off → unreachable", async () => {
    expect(await ask("acme/tools", reachTo({}, NOW))).toMatchObject({
      ok: false,
      reason: "unreachable",
    });
  });
});

describe("imported results", () => {
  test("come first, the newest of them", async () => {
    await take([result(5, "2026-11-17"), result(6), result(4, "2026-11-10")]);
    expect(await ask("acme/tools")).toMatchObject({ ok: true, value: { score: 6 } });
    expect(services.seen).toEqual([]);
  });

  test("that hold others leave the question to the service", async () => {
    await take({ ...result(5), repo: { name: "github.com/acme/other" } });
    expect(await ask("acme/tools")).toMatchObject({ ok: true, value: { score: 8.1 } });
    expect(await ask("acme/tools", reachTo({}, NOW))).toMatchObject({
      ok: false,
      reason: "unreachable",
    });
  });

  test("that are too old are no answer by themselves", async () => {
    await take(result(5));
    const later = new Date("2026-12-09T00:00:00Z");
    expect(await ask("acme/tools", reachTo({}, later))).toMatchObject({
      ok: false,
      reason: "feed_stale",
    });
    const again = await ask("acme/tools", reachTo(services.sources, later));
    expect(again).toMatchObject({ ok: true, value: { score: 8.1 } });
  });
});
