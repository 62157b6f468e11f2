import fs from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "#lib/testing/free-port.ts";
import {
  TROUBLES,
  feedFolder,
  osvDocument,
  reachTo,
  startTrustServices,
  zipOf,
  type Trouble,
  type TrustServices,
} from "#lib/testing/trust-services.ts";
import type { Reach } from "../collect/reach.ts";
import { openFeeds, type FeedStore } from "./feed-store.ts";
import { findAdvisories } from "./find-advisories.ts";
import { readAdvisories } from "./kept-advisories.ts";
import { importFeed, type ImportKind } from "./import-feed.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
let services: TrustServices;
beforeEach(async () => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
  services = await startTrustServices();
});
afterEach(() => services.close());
afterAll(() => folders.forEach(({ remove }) => remove()));

const npm = (name: string, version: string, isArtifact = false) => ({
  ...{ purl: `pkg:npm/${name}@${version}`, name, version, isArtifact },
});
const left = osvDocument({
  id: "GHSA-aaaa-bbbb-cccc",
  events: [{ introduced: "1.0.0" }, { fixed: "1.4.0" }],
  aliases: ["CVE-2026-1000"],
  severity: [{ type: "CVSS_V3", score: HIGH }],
  database_specific: { severity: "CRITICAL", cwe_ids: ["CWE-79"] },
});
const evil = osvDocument({ id: "MAL-2026-7", name: "evil", events: [{ introduced: "0" }] });

async function take(kind: ImportKind, content: unknown, name = "feed.json"): Promise<void> {
  const file = folder.write(name, content);
  await importFeed(feeds, kind, {
    file,
    now: NOW,
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
}
const kevOf = (...ids: string[]) => ({
  dateReleased: "2026-11-24T00:00:00Z",
  vulnerabilities: ids.map((cveID) => ({ cveID })),
});

async function found(reach: Reach, ...components: ReturnType<typeof npm>[]) {
  const got = await findAdvisories(reach, components, feeds);
  if (!got.ok) throw new Error(`${got.reason}: ${got.detail}`);
  // Whatever a result rests on is among what was read.
  const noted = new Set(reach.evidence.map(({ sha256 }) => sha256));
  for (const sha256 of got.evidence) expect(noted).toContain(sha256);
  for (const { body, sha256 } of reach.evidence)
    if (body) expect(createHash("sha256").update(body).digest("hex")).toBe(sha256);
  return got.value;
}

describe("from OSV's service", () => {
  beforeEach(() => {
    services.put(left, "left@1.2.0");
    services.put(evil, "evil@1.0.0");
    services.epss.set("CVE-2026-1000", "0.43210");
    services.kev.push("CVE-2026-1000");
  });

  test("an advisory comes with its score, its chances and what mends it", async () => {
    const reach = reachTo(services.sources, NOW);
    const value = await found(reach, npm("left", "1.2.0", true), npm("right", "1.0.0"));
    expect(value).toEqual({
      feedsFrom: NOW.toISOString(),
      missingFeeds: [],
      advisories: [
        {
          id: "GHSA-aaaa-bbbb-cccc",
          aliases: ["CVE-2026-1000"],
          summary: "A weakness of left",
          purl: "pkg:npm/left@1.2.0",
          ...{ cvss: 9.8, severity: "critical", epss: 0.4321, kev: true, malicious: false },
          fixedIn: ["1.4.0"],
          isArtifact: true,
        },
      ],
    });
  });

  test("malware is called malware", async () => {
    const { advisories } = await found(reachTo(services.sources, NOW), npm("evil", "1.0.0"));
    expect(advisories).toMatchObject([
      { id: "MAL-2026-7", malicious: true, cvss: null, fixedIn: [] },
    ]);
  });

  test("nothing about anything is an answer, and asks for no chances", async () => {
    const value = await found(reachTo(services.sources, NOW), npm("right", "1.0.0"));
    expect(value).toEqual({ feedsFrom: NOW.toISOString(), missingFeeds: [], advisories: [] });
    expect(services.seen).toEqual(["POST /osv/v1/querybatch"]);
  });

  test("a package twice is asked for once, and 1200 in three questions", async () => {
    const many = Array.from({ length: 1_200 }, (_, at) => npm(`p${at}`, "1.0.0"));
    await found(reachTo(services.sources, NOW), ...many, ...many);
    expect(services.queries.map(({ length }) => length)).toEqual([500, 500, 200]);
  });

  test("long lists are read to their last page", async () => {
    const documents = Array.from({ length: 7 }, (_, at) => osvDocument({ id: `GHSA-${at}` }));
    for (const one of documents) services.put(one, "many@1.0.0");
    services.state.pageSize = 3;
    const value = await found(
      reachTo(services.sources, NOW),
      npm("right", "1.0.0"),
      npm("many", "1.0.0"),
    );
    expect(value.advisories).toHaveLength(7);
    expect(services.queries.map((queries) => queries.map((one) => one.page_token))).toEqual([
      [undefined, undefined],
      ["3"],
      ["6"],
    ]);
  });

  test("lists without an end are given up, not cut", async () => {
    services.state.pageSize = 1;
    for (let at = 0; at < 30; at += 1)
      services.put(osvDocument({ id: `GHSA-${at}` }), "many@1.0.0");
    const got = await findAdvisories(reachTo(services.sources, NOW), [npm("many", "1.0.0")], feeds);
    expect(got).toMatchObject({ ok: false, reason: "registry_5xx" });
  });

  test("what databases say about one danger is one advisory, by its best known name", async () => {
    const pysec = osvDocument({
      ...{
        id: "PYSEC-2026-9",
        ecosystem: "PyPI",
        name: "left_pad",
        aliases: ["CVE-2026-9", "GHSA-9"],
      },
      events: [{ introduced: "0" }, { fixed: "2.10" }],
    });
    const ghsa = osvDocument({
      ...{ id: "GHSA-9", ecosystem: "PyPI", name: "Left-Pad", aliases: ["CVE-2026-9"] },
      events: [{ introduced: "0" }, { fixed: "2.9" }],
      severity: [{ type: "CVSS_V3", score: HIGH }],
    });
    services.put(pysec, "left-pad@1.0");
    services.put(ghsa, "left-pad@1.0");
    const component = { ...npm("left-pad", "1.0"), purl: "pkg:pypi/left-pad@1.0" };
    const { advisories } = await found(reachTo(services.sources, NOW), component);
    expect(advisories).toMatchObject([{ id: "GHSA-9", cvss: 9.8, fixedIn: ["2.9", "2.10"] }]);
    expect([...(advisories[0]?.aliases ?? [])].sort()).toEqual(["CVE-2026-9", "PYSEC-2026-9"]);
  });

  test("what is withdrawn does not count", async () => {
    services.put({ ...left, withdrawn: "2026-11-25T00:00:00Z" } as typeof left, "left@1.3.0");
    expect((await found(reachTo(services.sources, NOW), npm("left", "1.3.0"))).advisories).toEqual(
      [],
    );
  });

  test("other kinds of packages are asked for by their package URL", async () => {
    services.put(
      osvDocument({ id: "DSA-1", ecosystem: "Debian:12", name: "zlib" }),
      "pkg:deb/debian/zlib@1.2",
    );
    const component = { ...npm("zlib", "1.2"), purl: "pkg:deb/debian/zlib@1.2?arch=amd64" };
    const { advisories } = await found(reachTo(services.sources, NOW), component);
    expect(advisories).toMatchObject([{ id: "DSA-1", purl: component.purl }]);
  });

  test("an advisory that has not changed is not read again, by this process or the next", async () => {
    const reads = () => services.seen.filter((one) => one.includes("/vulns/")).length;
    await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    const again = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    feeds = openFeeds(folder.dir);
    const later = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    expect(reads()).toBe(1);
    expect([again, later].map(({ advisories }) => advisories[0]?.cvss)).toEqual([9.8, 9.8]);

    services.documents.set(left.id, {
      ...left,
      modified: "2026-11-26T00:00:00Z",
      severity: [],
    } as typeof left);
    const changed = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    expect(reads()).toBe(2);
    expect(changed.advisories[0]?.cvss).toBeNull();
  });

  test("what was kept is not trusted when it was changed into something else", async () => {
    await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    const kept = path.join(folder.dir, "read-advisories");
    for (const name of fs.readdirSync(kept))
      fs.writeFileSync(path.join(kept, name), JSON.stringify(evil));
    feeds = openFeeds(folder.dir);
    const { advisories } = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    expect(advisories[0]?.cvss).toBe(9.8);
  });

  test("a disk that cannot be written costs nothing", async () => {
    feeds = openFeeds(path.join(folder.write("plain", "x"), "feeds"));
    expect(
      (await found(reachTo(services.sources, NOW), npm("left", "1.2.0"))).advisories,
    ).toHaveLength(1);
  });

  test("the catalogue is read once in an hour", async () => {
    await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    const soon = new Date(NOW.getTime() + 3_000_000);
    const again = await found(reachTo(services.sources, soon), npm("left", "1.2.0"));
    expect(again.advisories[0]?.kev).toBe(true);
    expect(again.feedsFrom).toBe(NOW.toISOString());
    const later = new Date(NOW.getTime() + 3_700_000);
    await found(reachTo(services.sources, later), npm("left", "1.2.0"));
    expect(services.seen.filter((one) => one.includes("/kev/"))).toHaveLength(2);
  });
});

describe("trouble is told apart, and is never an answer", () => {
  const troubles = Object.entries(TROUBLES) as [Trouble, string][];

  test.each(troubles)("OSV %s → %s", async (trouble, reason) => {
    services.put(left, "left@1.2.0");
    services.troubles.set("osv", trouble);
    const got = await findAdvisories(reachTo(services.sources, NOW), [npm("left", "1.2.0")], feeds);
    expect(got).toMatchObject({ ok: false, reason });
    expect(!got.ok && got.detail).toMatch(/^OSV: It .+\.$/);
  });

  test("OSV refusing connections → unreachable", async () => {
    const osv = `http://127.0.0.1:${await freePort()}`;
    const got = await findAdvisories(reachTo({ osv }, NOW), [npm("left", "1.2.0")], feeds);
    expect(got).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("OSV switched off, and nothing imported → unreachable", async () => {
    const got = await findAdvisories(reachTo({}, NOW), [npm("left", "1.2.0")], feeds);
    expect(got).toMatchObject({
      ok: false,
      reason: "unreachable",
      detail: "OSV is switched off, and no advisories were imported.",
    });
  });

  test.each(troubles)(
    "of an advisory that cannot be read (%s) its name is kept",
    async (trouble) => {
      services.put(evil, "evil@1.0.0");
      services.troubles.set(`/osv/v1/vulns/${evil.id}`, trouble);
      const value = await found(reachTo(services.sources, NOW), npm("evil", "1.0.0"));
      expect(value.missingFeeds).toEqual(["osv"]);
      expect(value.advisories).toMatchObject([{ id: evil.id, malicious: true, summary: "" }]);
    },
  );

  test("an answer that is not as long as the question counts for nothing", async () => {
    services.put(left, "left@1.2.0");
    const reach = reachTo({ ...services.sources, osv: `${services.sources.osv}/x` }, NOW);
    const got = await findAdvisories(reach, [npm("left", "1.2.0")], feeds);
    expect(got).toMatchObject({
      ok: false,
      reason: "unreachable",
      detail: "OSV: It answered 404.",
    });
  });

  test.each(troubles)("EPSS %s → missing, the rest stands", async (trouble) => {
    services.put(left, "left@1.2.0");
    services.kev.push("CVE-2026-1000");
    services.troubles.set("epss", trouble);
    const value = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    expect(value.missingFeeds).toEqual(["epss"]);
    expect(value.advisories).toMatchObject([{ cvss: 9.8, epss: null, kev: true }]);
  });

  test.each(troubles)("KEV %s → missing, the rest stands", async (trouble) => {
    services.put(left, "left@1.2.0");
    services.epss.set("CVE-2026-1000", "0.1");
    services.troubles.set("kev", trouble);
    const value = await found(reachTo(services.sources, NOW), npm("left", "1.2.0"));
    expect(value.missingFeeds).toEqual(["kev"]);
    expect(value.advisories).toMatchObject([{ cvss: 9.8, epss: 0.1, kev: false }]);
  });

  test("EPSS and KEV switched off → missing", async () => {
    services.put(left, "left@1.2.0");
    const reach = reachTo({ osv: services.sources.osv }, NOW);
    expect((await found(reach, npm("left", "1.2.0"))).missingFeeds).toEqual(["epss", "kev"]);
  });
});

describe("from imported feeds", () => {
  const epss =
    "#model_version:v1,score_date:2026-11-26T00:00:00Z\ncve,epss,percentile\nCVE-2026-1000,0.5,0.9\n";

  beforeEach(async () => {
    await take("osv", zipOf([left, evil]), "all.zip");
    await take("epss", epss, "epss.csv");
    await take("kev", kevOf("CVE-2026-1000"));
  });

  test("all is known without any network", async () => {
    const reach = reachTo(services.sources, NOW);
    const value = await found(
      reach,
      npm("left", "1.3.9"),
      npm("left", "1.4.0"),
      npm("evil", "0.1.0"),
    );
    expect(value).toMatchObject({ feedsFrom: "2026-11-25T10:00:00.000Z", missingFeeds: [] });
    expect(value.advisories).toMatchObject([
      { id: left.id, purl: "pkg:npm/left@1.3.9", epss: 0.5, kev: true, fixedIn: ["1.4.0"] },
      { id: evil.id, malicious: true },
    ]);
    expect(services.seen).toEqual([]);
    const kept = reach.evidence.find(({ kind }) => kind === "advisories")?.body;
    expect(readAdvisories(kept ?? Buffer.alloc(0))).toEqual(value);
    // Two of them are read side by side.
    expect(reach.evidence.map(({ kind }) => kind).sort()).toEqual([
      "advisories",
      "epss feed",
      "kev feed",
      "osv-npm feed",
    ]);
  });

  test("what they do not hold is asked outside", async () => {
    const pysec = osvDocument({ id: "PYSEC-1", ecosystem: "PyPI", name: "flask" });
    services.put(pysec, "flask@1.0");
    const flask = { ...npm("flask", "1.0"), purl: "pkg:pypi/flask@1.0" };
    const value = await found(reachTo(services.sources, NOW), npm("evil", "0.1.0"), flask);
    expect(value.advisories.map(({ id }) => id)).toEqual([evil.id, "PYSEC-1"]);
    expect(services.queries).toEqual([
      [{ package: { ecosystem: "PyPI", name: "flask" }, version: "1.0" }],
    ]);
  });

  test("what nobody can say about a part is not passed over in silence", async () => {
    const flask = { ...npm("flask", "1.0"), purl: "pkg:pypi/flask@1.0" };
    const value = await found(reachTo({}, NOW), npm("evil", "0.1.0"), flask);
    expect(value.missingFeeds).toEqual(["osv"]);
    expect(value.advisories.map(({ id }) => id)).toEqual([evil.id]);
    const alone = await findAdvisories(reachTo({}, NOW), [flask], feeds);
    expect(alone).toMatchObject({ ok: false, reason: "unreachable" });
  });

  const LATER = new Date("2026-11-28T10:00:01Z");
  test("old ones are not used: the service is asked", async () => {
    services.put(evil, "evil@0.1.0");
    const value = await found(reachTo(services.sources, LATER), npm("evil", "0.1.0"));
    expect(value).toMatchObject({ feedsFrom: LATER.toISOString(), advisories: [{ id: evil.id }] });
  });

  test.each([
    ["is switched off", {}],
    ["does not answer", { osv: "http://127.0.0.1:9" }],
  ])("old ones alone are no answer when the service %s", async (_how, sources) => {
    const got = await findAdvisories(reachTo(sources, LATER), [npm("evil", "0.1.0")], feeds);
    expect(got).toEqual({
      ok: false,
      reason: "feed_stale",
      detail: "The imported advisories about npm are older than 72 hours.",
    });
  });

  test("damaged ones are no answer", async () => {
    for (const name of fs.readdirSync(folder.dir).filter((one) => /^osv-npm-/.test(one)))
      fs.rmSync(path.join(folder.dir, name), { recursive: true });
    const got = await findAdvisories(reachTo({}, NOW), [npm("evil", "0.1.0")], feeds);
    expect(got).toMatchObject({ ok: false, reason: "feed_stale" });
    expect(!got.ok && got.detail).toContain("damaged");
  });
});

test("an artifact without components has no advisories", async () => {
  const reach = reachTo({}, NOW);
  expect(await found(reach)).toEqual({
    feedsFrom: NOW.toISOString(),
    missingFeeds: [],
    advisories: [],
  });
});
