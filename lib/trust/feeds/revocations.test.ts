import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { openFeeds, type FeedStore } from "./feed-store.ts";
import { importFeed } from "./import-feed.ts";
import { findRevocations } from "./revocations.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const SHA256 = `sha256:${"ab".repeat(32)}`;
const SHA512 = `sha512-${"A".repeat(86)}==`;
const base = {
  reason: "malicious",
  since: "2026-11-20T00:00:00Z",
  by: "Security",
  note: "It steals.",
};
const LIST = {
  issuedAt: "2026-11-26T00:00:00Z",
  revocations: [
    { ...base, digest: SHA256 },
    { ...base, digest: SHA512, purl: "pkg:npm/%40acme/tool@1.2.3", reason: "compromised" },
    { ...base, purl: "pkg:npm/bad-thing", reason: "takedown" },
  ],
};

const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
beforeEach(() => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
});
afterAll(() => folders.forEach(({ remove }) => remove()));

const take = (content: unknown) =>
  importFeed(feeds, "revocations", {
    file: folder.write("revoked.json", content),
    now: NOW,
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
const find = (digest: string | null, purl: string | null, now = NOW) =>
  findRevocations(feeds, { digest, purl }, now);

test("without a list nothing is revoked, and its age is not known", async () => {
  expect(await find(SHA256, "pkg:npm/x@1.0.0")).toEqual({ ageHours: null, revocations: [] });
});

describe("an artifact is revoked", () => {
  test.each([
    ["by its digest", SHA256, null, ["malicious"]],
    ["by its digest in capitals", SHA256.replace(/ab/g, "AB"), null, ["malicious"]],
    ["by npm's digest", SHA512, null, ["compromised"]],
    ["by its package URL", null, "pkg:npm/%40acme/tool@1.2.3", ["compromised"]],
    [
      "by its package URL in another spelling",
      null,
      "pkg:npm/@acme/tool@1.2.3?a=b#c",
      ["compromised"],
    ],
    ["once, when both are named", SHA512, "pkg:npm/%40acme/tool@1.2.3", ["compromised"]],
    ["with its whole package", null, "pkg:npm/bad-thing@7.0.0", ["takedown"]],
    ["not in another version", null, "pkg:npm/%40acme/tool@1.2.4", []],
    ["not in another ecosystem", null, "pkg:pypi/bad-thing@7.0.0", []],
    ["not by what is no digest", "sha256:ab", "not a purl", []],
  ])("%s", async (_how, digest, purl, reasons) => {
    await take(LIST);
    const { ageHours, revocations } = await find(digest, purl);
    expect(revocations.map(({ reason }) => reason)).toEqual(reasons);
    expect(ageHours).toBe(12);
  });

  test("with who, why and since when", async () => {
    await take(LIST);
    expect((await find(SHA256, null)).revocations).toEqual([{ ...base, digest: SHA256 }]);
  });

  test("also when the list has grown old", async () => {
    await take(LIST);
    const { ageHours, revocations } = await find(SHA256, null, new Date("2026-12-26T00:00:00Z"));
    expect(ageHours).toBe(720);
    expect(revocations).toHaveLength(1);
  });
});

test("an empty list is a list", async () => {
  await take({ issuedAt: "2026-11-26T11:00:00Z", revocations: [] });
  expect(await find(SHA256, null)).toEqual({ ageHours: 1, revocations: [] });
});

const one = (change: object) => ({
  ...LIST,
  revocations: [{ ...base, digest: SHA256, ...change }],
});

test.each([
  ["no date of issue", { ...LIST, issuedAt: undefined }, "issuedAt is not a date (RFC 3339)."],
  [
    "no list",
    { issuedAt: LIST.issuedAt },
    "revocations: Invalid input: expected array, received undefined.",
  ],
  [
    "another reason",
    one({ reason: "bad" }),
    "revocations[0].reason is none of malicious, compromised, vulnerable, takedown, superseded.",
  ],
  [
    "neither digest nor purl",
    one({ digest: undefined }),
    "revocations[0] has neither digest nor purl.",
  ],
  [
    "half a digest",
    one({ digest: "sha256:12" }),
    "revocations[0].digest is neither sha256:HEX nor sha512-BASE64.",
  ],
  [
    "no package URL",
    one({ purl: "npm:x" }),
    "revocations[0].purl is not a package URL (pkg:npm/name@version).",
  ],
  ["a field nobody knows", one({ digets: "x" }), 'revocations[0]: Unrecognized key: "digets".'],
  ["nobody who did it", one({ by: "" }), "revocations[0].by is empty."],
  [
    "a date that is none",
    one({ since: "monday" }),
    "revocations[0].since is not a date (RFC 3339).",
  ],
])(
  "a list with %s is refused in a sentence that names the field",
  async (_what, list, sentence) => {
    const error: unknown = await take(list).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toBe(`${folder.root}/revoked.json: ${sentence}`);
  },
);
