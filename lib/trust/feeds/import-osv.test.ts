import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { feedFolder, osvDocument, reachTo, zipOf } from "#lib/testing/trust-services.ts";
import { feedMeta, openFeeds, type FeedStore } from "./feed-store.ts";
import { findAdvisories } from "./find-advisories.ts";
import { importFeed } from "./import-feed.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const ROOT = path.resolve(import.meta.dirname, "../../..");
const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
beforeEach(() => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
});
afterAll(() => folders.forEach(({ remove }) => remove()));

const take = (content: unknown, ecosystems: string[] = []) =>
  importFeed(feeds, "osv", {
    file: folder.write("all.zip", content),
    now: NOW,
    ecosystems,
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });

async function refused(content: unknown, ecosystems: string[] = []): Promise<string> {
  const error: unknown = await take(content, ecosystems).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).message).toMatch(/all\.zip: |--ecosystem/);
  return (error as AppError).message.replace(/^.*all\.zip: /, "");
}

async function idsFor(purl: string, name: string, version: string) {
  const component = { purl, name, version, isArtifact: true };
  const found = await findAdvisories(reachTo({}, NOW), [component], feeds);
  return found.ok ? found.value.advisories.map(({ id }) => id) : found.reason;
}

const anyOf = { events: [{ introduced: "0" }] };
const left = osvDocument({ id: "GHSA-aaaa-bbbb-cccc", ...anyOf });
const mal = osvDocument({ id: "MAL-2026-1", name: "evil", versions: ["6.6.6"] });
const python = osvDocument({ id: "PYSEC-2026-1", ecosystem: "PyPI", name: "Left_Pad", ...anyOf });
const both = {
  ...osvDocument({ id: "GHSA-dddd-eeee-ffff", ...anyOf }),
  affected: [...left.affected, ...python.affected],
};

describe("an export of one ecosystem", () => {
  test("is found out and answers for it, and for no other", async () => {
    const [meta, ...more] = await take(zipOf([left, mal, both]));
    expect(meta).toMatchObject({ kind: "osv-npm", entries: 3, from: "2026-11-25T10:00:00.000Z" });
    expect(more).toEqual([]);
    expect(await idsFor("pkg:npm/left@1.0.0", "left", "1.0.0")).toEqual([left.id, both.id]);
    expect(await idsFor("pkg:npm/evil@6.6.6", "evil", "6.6.6")).toEqual([mal.id]);
    expect(await idsFor("pkg:npm/evil@6.6.5", "evil", "6.6.5")).toEqual([]);
    expect(await idsFor("pkg:pypi/left-pad@1.0", "left-pad", "1.0")).toBe("unreachable");
  });

  test("stands beside that of another", async () => {
    await take(zipOf([left, mal]));
    await take(zipOf([python]));
    expect(await idsFor("pkg:npm/left@1.0.0", "left", "1.0.0")).toEqual([left.id]);
    expect(await idsFor("pkg:pypi/left-pad@1.0", "LEFT.pad", "1.0")).toEqual([python.id]);
  });

  test("forgets what was withdrawn, and what the one before said", async () => {
    const withdrawn = { ...left, withdrawn: "2026-11-25T00:00:00Z" };
    await take(zipOf([left, mal]));
    await take(zipOf([withdrawn, osvDocument({ id: "X-1" })]));
    expect(await idsFor("pkg:npm/left@1.0.0", "left", "1.0.0")).toEqual([]);
    expect(await idsFor("pkg:npm/evil@6.6.6", "evil", "6.6.6")).toEqual([]);
    expect(fs.readdirSync(folder.dir)).toHaveLength(2);
  });

  test("is as old as its newest advisory that is not dated ahead", async () => {
    const ahead = osvDocument({ id: "A-1", modified: "2099-01-01T00:00:00Z", ...anyOf });
    const [meta] = await take(zipOf([left, ahead]));
    expect(meta?.from).toBe("2026-11-25T10:00:00.000Z");
    expect(await refused(zipOf([ahead]))).toBe("none of its advisories has a date in the past.");
  });

  test("may hold names that are none of a package", async () => {
    for (const name of ["__proto__", "constructor", 'a"\t\n{}', "../../etc/passwd", "ü"]) {
      await take(zipOf([osvDocument({ id: "E-1", name, ...anyOf })]));
      expect(await idsFor("pkg:npm/x@1.0.0", name, "1.0.0"), name).toEqual(["E-1"]);
    }
  });
});

describe("an export of several ecosystems", () => {
  test("wants to be told what it holds all of", async () => {
    expect(await refused(zipOf([left, python]))).toBe(
      "it holds advisories of several ecosystems: say with --ecosystem which of them it holds all of.",
    );
    expect(await refused(zipOf([both]))).toContain("several ecosystems");
    expect(await take(zipOf([left, python]), ["npm", "PyPI"])).toHaveLength(2);
    expect(await idsFor("pkg:pypi/left-pad@1.0", "left-pad", "1.0")).toEqual([python.id]);
  });

  test("is not taken for what it does not hold", async () => {
    expect(await refused(zipOf([left]), ["PyPI"])).toBe("it holds no advisory about PyPI.");
    expect(await refused(zipOf([left]), ["Maven"])).toBe("--ecosystem must be one of npm, PyPI.");
    const other = osvDocument({ id: "M-1", ecosystem: "Maven", name: "a:b", ...anyOf });
    expect(await refused(zipOf([other]))).toBe(
      'it is the export of "Maven"; Gatehouse reads those of npm and PyPI.',
    );
  });
});

/** The archive with bytes of its central directory (and local header) changed. */
function edited(zip: Uint8Array, change: (bytes: Buffer, central: number) => void): Buffer {
  const bytes = Buffer.from(zip);
  change(bytes, bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])));
  return bytes;
}
const named = (name: string, content: Uint8Array) => zipSync({ [name]: content }, { level: 6 });
const good = zipOf([left]);
const json = Buffer.from(JSON.stringify(left));

describe("an archive is refused, and the feed before stays whole, when it", () => {
  test.each<[string, unknown, string | RegExp]>([
    ["is none", "hello", /^it is no ZIP archive that can be read \(/],
    ["is empty", "", /^it is no ZIP archive that can be read \(/],
    ["is cut short", good.slice(0, good.length - 30), /^it is no ZIP archive that can be read \(/],
    ["is cut at its beginning", good.slice(20), /^it is no|cannot be unpacked|is not what/],
    ["holds nothing", zipSync({}), "it holds no advisories (files named *.json)."],
    ["holds no JSON files", named("a.txt", json), "it holds no advisories (files named *.json)."],
    ["leads out of its folder", named("../../a.json", json), /invalid relative path/],
    ["names an absolute path", named("/etc/a.json", json), /absolute path/],
    ["holds no JSON", named("a.json", Buffer.from("{")), '"a.json" is no JSON that can be read.'],
    [
      "nests without end",
      named("a.json", Buffer.from("[".repeat(200_000))),
      '"a.json" is no JSON that can be read.',
    ],
    [
      "holds other JSON",
      named("a.json", Buffer.from("[1]")),
      '"a.json" is no advisory of OSV: the document: Invalid input: expected object, received array.',
    ],
    ["is a bomb", named("a.json", Buffer.alloc(40_000_000, 32)), '"a.json" is larger than 16 MB.'],
    [
      "is a bomb that lies about its size",
      edited(named("a.json", Buffer.alloc(15_000_000, 32)), (bytes, at) =>
        bytes.writeUInt32LE(500, at + 24),
      ),
      /^"a.json" cannot be unpacked \(ERR_BUFFER_TOO_LARGE\)\.$/,
    ],
    [
      "says more than there is",
      edited(good, (bytes, at) => bytes.writeUInt32LE(9_000, at + 24)),
      /is not what the archive says that it is\.$/,
    ],
    [
      "has other content than was packed",
      edited(good, (bytes, at) => bytes.writeUInt32LE(1, at + 16)),
      /is not what the archive says that it is\.$/,
    ],
    [
      "is encrypted",
      edited(good, (bytes, at) => bytes.writeUInt16LE(1, at + 8)),
      /is encrypted\.$/,
    ],
    [
      "is packed otherwise",
      edited(good, (bytes, at) => bytes.writeUInt16LE(12, at + 10)),
      /in a way that Gatehouse does not read\.$/,
    ],
  ])("%s", async (_what, content, sentence) => {
    await take(zipOf([mal]));
    const before = await feedMeta(feeds, "osv-npm");
    expect(await refused(content)).toMatch(sentence);
    expect(await feedMeta(feeds, "osv-npm")).toEqual(before);
    expect(await idsFor("pkg:npm/evil@6.6.6", "evil", "6.6.6")).toEqual([mal.id]);
    expect(fs.readdirSync(folder.dir)).toHaveLength(2);
  });

  test.each([
    ["id", { id: undefined }, "id: Invalid input: expected string, received undefined"],
    ["modified", { modified: "today" }, "modified is not a date"],
    ["affected", { affected: {} }, "affected: Invalid input: expected array, received object"],
    [
      "affected[0].package.name",
      { affected: [{ package: { ecosystem: "npm" } }] },
      "affected[0].package.name: Invalid input: expected string, received undefined",
    ],
    [
      "affected[0].ranges[0].events[0].fixed",
      { affected: [{ ranges: [{ type: "SEMVER", events: [{ fixed: 1 }] }] }] },
      "affected[0].ranges[0].events[0].fixed: Invalid input: expected string, received number",
    ],
  ])("holds an advisory whose %s is wrong", async (_field, change, sentence) => {
    const document = Buffer.from(JSON.stringify({ ...left, ...change }));
    expect(await refused(named("a.json", document))).toBe(
      `"a.json" is no advisory of OSV: ${sentence}.`,
    );
  });
});

test("what only describes an advisory may be odd", async () => {
  const odd = {
    ...left,
    ...{ aliases: null, summary: 7, details: null, severity: "high", database_specific: [] },
  };
  await take(zipOf([odd]));
  expect(await idsFor("pkg:npm/left@1.0.0", "left", "1.0.0")).toEqual([left.id]);
});

describe("50,000 advisories", () => {
  /** Imports in a process of its own with a small heap; answers its highest memory in MB. */
  function importApart(file: string, dir: string): number {
    const program = `
      const { openFeeds } = await import("#lib/trust/feeds/feed-store.ts");
      const { importFeed } = await import("#lib/trust/feeds/import-feed.ts");
      let highest = 0;
      const look = () => (highest = Math.max(highest, process.memoryUsage().rss / 1_048_576));
      await importFeed(openFeeds(${JSON.stringify(dir)}), "osv", {
        file: ${JSON.stringify(file)}, now: new Date("2026-11-26T12:00:00Z"), ecosystems: [], onProgress: look,
        record: () => Promise.resolve(),
      });
      look();
      console.log(highest);`;
    const args = ["--max-old-space-size=96", "--input-type=module", "-e", program];
    return Number(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" }));
  }
  // Packing takes longer than all the rest.
  const every5th = (at: number) => at % 5 === 0;
  const some = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      osvDocument({
        id: at % 4 === 0 ? `GHSA-${at}` : `MAL-2026-${at}`,
        name: `package-${at % 30_000}`,
        events: [{ introduced: "1.0.0" }, { fixed: `${(at % 5) + 1}.2.0` }],
        aliases: [`CVE-2026-${10_000 + at}`],
        details: "It runs a program when it is installed. ".repeat(10),
      }),
    );

  test("are imported in flat memory, and 300 components looked up in well under a second", async () => {
    const small = importApart(
      folder.write("small.zip", zipOf(some(2_000), every5th)),
      `${folder.dir}-small`,
    );
    const large = importApart(folder.write("large.zip", zipOf(some(50_000), every5th)), folder.dir);
    expect(large - small).toBeLessThan(120);

    const components = Array.from({ length: 300 }, (_, at) => ({
      purl: `pkg:npm/package-${at * 97}@1.1.0`,
      name: `package-${at * 97}`,
      version: "1.1.0",
      isArtifact: false,
    }));
    const look = () => findAdvisories(reachTo({}, NOW), components, feeds);
    const found = await look();
    // The least of three: a machine that stalls for a moment says nothing about the work.
    const times = [await cpuMsOf(look), await cpuMsOf(look), await cpuMsOf(look)];
    expect(Math.min(...times)).toBeLessThan(700);
    expect(found.ok && found.value.advisories.length).toBeGreaterThanOrEqual(300);
  }, 300_000);
});
