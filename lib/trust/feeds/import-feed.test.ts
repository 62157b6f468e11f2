import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { feedMeta, isStale, listFeeds, lookUp, openFeeds, type FeedStore } from "./feed-store.ts";
import { importFeed, type ImportKind } from "./import-feed.ts";
import { importedTrustRoot } from "./write-trust-root.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
beforeEach(() => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
});
afterAll(() => folders.forEach(({ remove }) => remove()));

const take = (kind: ImportKind, file: string, now = NOW) =>
  importFeed(feeds, kind, {
    file,
    now,
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return (error as AppError).message;
}

const EPSS = `#model_version:v2025.03.14,score_date:2026-11-26T00:00:00+0000
cve,epss,percentile
CVE-2020-0001,0.94312,0.99990
CVE-2020-0002,0.00041,0.10220
`;
const KEV = {
  title: "Catalogue",
  catalogVersion: "2026.11.25",
  dateReleased: "2026-11-25T15:00:00.0000Z",
  count: 2,
  vulnerabilities: [
    { cveID: "CVE-2020-0001", vendorProject: "Acme", knownRansomwareCampaignUse: "Known" },
    { cveID: "CVE-2021-44228" },
  ],
};
const RESULT = {
  date: "2026-11-24",
  repo: { name: "github.com/Acme/Tools", commit: "0".repeat(40) },
  scorecard: { version: "v5.2.1", commit: "1".repeat(40) },
  score: 7.4,
  checks: [
    { name: "Maintained", score: 10, reason: "busy", details: null },
    { name: "Fuzzing", score: -1, reason: "unknown" },
  ],
};
const ROOT = {
  mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
  tlogs: [{ baseUrl: "https://log.test.example", publicKey: { rawBytes: "AAAA" } }],
  certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: "AAAA" }] } }],
  ctlogs: [],
};

const values = async (kind: "epss" | "kev" | "scorecard", key: string) => {
  const looked = await lookUp(feeds, kind, { keys: [key], now: NOW });
  return looked.ok
    ? (looked.found.get(key) ?? []).map((text) => JSON.parse(text) as unknown)
    : looked.why;
};

describe("scores of EPSS", () => {
  test.each([
    ["plain", "epss.csv", EPSS],
    ["with Windows line ends", "epss.csv", EPSS.replaceAll("\n", "\r\n")],
    ["packed", "epss.csv.gz", gzipSync(EPSS)],
    ["packed under another name", "epss.txt", gzipSync(EPSS)],
  ])("are read %s, with their date", async (_how, name, content) => {
    const [meta] = await take("epss", folder.write(name, content));
    expect(meta).toMatchObject({
      kind: "epss",
      entries: 2,
      from: "2026-11-26T00:00:00.000Z",
      importedAt: NOW.toISOString(),
      source: name,
    });
    expect(await values("epss", "CVE-2020-0001")).toEqual([0.94312]);
    expect(await values("epss", "CVE-1999-0001")).toEqual([]);
  });

  test.each([
    ["nothing", "", "it holds no scores."],
    [
      "no date",
      EPSS.replace(/score_date.*/, ""),
      "line 1 is not the comment of EPSS with a score_date.",
    ],
    [
      "a date that is none",
      EPSS.replace("2026-11-26T", "2026-13-45T"),
      "line 1 is not the comment of EPSS with a score_date.",
    ],
    ["other columns", EPSS.replace("cve,epss", "epss,cve"), "line 2 is not cve,epss,percentile."],
    ["no rows", EPSS.split("\n").slice(0, 2).join("\n"), "it holds no scores."],
    ["a row that is none", `${EPSS}oops\n`, "line 5 is not a CVE, a score and a percentile."],
    ["half a row", EPSS.slice(0, -20), "line 4 is not a CVE, a score and a percentile."],
    ["a score above 1", EPSS.replace("0.94312", "9.4"), "line 3: the score is not from 0 to 1."],
    ["an endless line", `#${"x".repeat(2_000_000)}`, "a line is longer than 1 MB."],
    [
      "a date to come",
      EPSS.replace("2026", "2027"),
      "its date (2027-11-26T00:00:00.000Z) is still to come; check the clock.",
    ],
    [
      "half a packed file",
      gzipSync(EPSS.repeat(50)).subarray(0, 60),
      "it cannot be read to its end (Z_BUF_ERROR).",
    ],
  ])("with %s are refused in a sentence that names the file", async (_what, content, sentence) => {
    const file = folder.write("epss.csv", content);
    expect(await refusal(take("epss", file))).toBe(`${file}: ${sentence}`);
  });
});

describe("the catalogue of exploited vulnerabilities", () => {
  test("is read with its date", async () => {
    const [meta] = await take("kev", folder.write("kev.json", KEV));
    expect(meta).toMatchObject({ kind: "kev", entries: 2, from: "2026-11-25T15:00:00.000Z" });
    expect(await values("kev", "CVE-2021-44228")).toEqual([true]);
  });

  test.each([
    ["is no JSON", '{"dateReleased":', "it is no JSON that can be read."],
    ["is a list", "[]", "the document: Invalid input: expected object, received array."],
    ["has no date", { ...KEV, dateReleased: undefined }, "dateReleased is not a date."],
    ["is empty", { ...KEV, vulnerabilities: [] }, "vulnerabilities is empty."],
    ["is cut", { ...KEV, count: 1_300 }, "count says 1300, but it holds 2."],
    [
      "names what is no CVE",
      { ...KEV, vulnerabilities: [{ cveID: "CVE-2020-0001" }, { cveID: "x" }] },
      "vulnerabilities[1].cveID is not the id of a CVE.",
    ],
    ["nests without end", "[".repeat(100_000), "it is no JSON that can be read."],
  ])("that %s is refused, and the one before stays", async (_what, content, sentence) => {
    await take("kev", folder.write("good.json", KEV));
    const file = folder.write("kev.json", content);
    expect(await refusal(take("kev", file))).toBe(`${file}: ${sentence}`);
    expect(await values("kev", "CVE-2021-44228")).toEqual([true]);
    expect((await feedMeta(feeds, "kev"))?.source).toBe("good.json");
  });
});

describe("results of Scorecard", () => {
  test.each([
    ["one", "one.json", RESULT],
    ["an array", "all.json", [RESULT]],
    ["lines", "all.jsonl", `${JSON.stringify(RESULT)}\n\n`],
  ])("are read from %s", async (_how, name, content) => {
    const [meta] = await take("scorecard", folder.write(name, content));
    expect(meta).toMatchObject({ entries: 1, from: "2026-11-24T00:00:00.000Z" });
    expect(await values("scorecard", "github.com/acme/tools")).toEqual([
      { score: 7.4, date: "2026-11-24T00:00:00.000Z", checks: { Maintained: 10, Fuzzing: -1 } },
    ]);
  });

  test.each([
    [
      "all.json",
      [RESULT, { ...RESULT, score: 11 }],
      "result 2: score: Too big: expected number to be <=10.",
    ],
    ["all.jsonl", `${JSON.stringify(RESULT)}\n{"date":`, "line 2 is no JSON that can be read."],
    ["all.json", [], "it holds no results of Scorecard."],
    [
      "all.json",
      { ...RESULT, date: "2027-01-01" },
      'the date of "github.com/Acme/Tools" is still to come.',
    ],
    ["all.json", { ...RESULT, date: "yesterday" }, "result 1: date is not a date."],
  ])("in %s are refused when one is wrong", async (name, content, sentence) => {
    const file = folder.write(name, content);
    expect(await refusal(take("scorecard", file))).toBe(`${file}: ${sentence}`);
  });
});

describe("the trusted root of Sigstore", () => {
  test("is kept as it came", async () => {
    expect(await importedTrustRoot(feeds)).toBeNull();
    const file = folder.write("trusted_root.json", ROOT);
    await take("sigstore", file);
    const kept = await importedTrustRoot(feeds);
    expect(fs.readFileSync(kept ?? "")).toEqual(fs.readFileSync(file));
  });

  test("is not taken for any other JSON", async () => {
    const file = folder.write("trusted_root.json", { ...ROOT, mediaType: "text/plain" });
    expect(await refusal(take("sigstore", file))).toBe(
      `${file}: mediaType is not that of a trusted root.`,
    );
  });
});

describe("a feed", () => {
  test.each([
    ["epss", EPSS, 72],
    ["kev", KEV, 168],
    ["scorecard", RESULT, 336],
  ] as const)(
    "%s is stale after its hours, by the date of the data",
    async (kind, content, hours) => {
      const [meta] = await take(kind, folder.write(`feed.${kind}.json`, content));
      if (!meta) throw new Error("none");
      const at = (more: number) => new Date(Date.parse(meta.from) + hours * 3_600_000 + more);
      expect(isStale(meta, at(0))).toBe(false);
      expect(isStale(meta, at(1))).toBe(true);
      expect(await lookUp(feeds, kind, { keys: [], now: at(1) })).toEqual({
        ok: false,
        why: "stale",
      });
    },
  );

  test("replaces the one before and leaves nothing of it", async () => {
    await take("kev", folder.write("a.json", KEV));
    const next = { ...KEV, count: 1, vulnerabilities: [{ cveID: "CVE-2022-0001" }] };
    await take("kev", folder.write("b.json", next));
    expect(await values("kev", "CVE-2021-44228")).toEqual([]);
    expect(await values("kev", "CVE-2022-0001")).toEqual([true]);
    expect(fs.readdirSync(folder.dir)).toHaveLength(2);
  });

  test("that was refused leaves nothing behind", async () => {
    await refusal(take("kev", folder.write("a.json", "{}")));
    expect(fs.readdirSync(folder.dir)).toEqual([]);
  });

  test.each([
    ["cut short", (file: string) => fs.truncateSync(file, 3)],
    ["removed", (file: string) => fs.rmSync(file)],
    ["longer", (file: string) => fs.appendFileSync(file, "x")],
  ])("of which a file was %s is damaged, not empty", async (_how, harm) => {
    const [meta] = await take("epss", folder.write("epss.csv", EPSS));
    const inside = path.join(folder.dir, meta?.folder ?? "");
    for (const name of fs.readdirSync(inside)) harm(path.join(inside, name));
    expect(await values("epss", "CVE-2020-0001")).toBe("damaged");
  });

  test("whose description is not readable is missing", async () => {
    await take("kev", folder.write("a.json", KEV));
    fs.writeFileSync(path.join(folder.dir, "kev.json"), '{"kind":"kev"');
    expect(await feedMeta(feeds, "kev")).toBeNull();
    expect(await listFeeds(feeds)).toEqual([]);
  });

  test.each([
    ["that is not there", "nowhere.csv", "it cannot be read (ENOENT)."],
    ["that is a folder", ".", "it is no file."],
  ])("from a file %s is refused", async (_what, name, sentence) => {
    const file = path.join(folder.root, name);
    expect(await refusal(take("epss", file))).toBe(`${file}: ${sentence}`);
  });

  test("in a folder that cannot be made is refused", async () => {
    feeds = openFeeds(path.join(folder.write("plain", "x"), "feeds"));
    expect(await refusal(take("kev", folder.write("a.json", KEV)))).toContain("cannot be made");
  });
});

test("whoever looks while a feed is replaced finds the old one or the new one, whole", async () => {
  const write = (name: string, cve: string) =>
    folder.write(name, { ...KEV, count: 1, vulnerabilities: [{ cveID: cve }] });
  const files = [write("a.json", "CVE-2020-0001"), write("b.json", "CVE-2020-0002")];
  await take("kev", files[0] ?? "");
  let done = false;
  const importing = (async () => {
    for (let round = 0; round < 20; round += 1) await take("kev", files[round % 2] ?? "");
    done = true;
  })();
  const keys = ["CVE-2020-0001", "CVE-2020-0002"];
  let looks = 0;
  while (!done) {
    const looked = await lookUp(feeds, "kev", { keys, now: NOW });
    expect(looked.ok && looked.found.size).toBe(1);
    looks += 1;
  }
  await importing;
  expect(looks).toBeGreaterThan(5);
});
