import { describe, expect, test } from "vitest";
import { healthOf, inOrder, newerUpstream, serverItems, type OwnedFacts } from "./desk.ts";

const NOW = new Date("2026-03-01T09:00:00Z");
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const watch = (seenVersion: string | null, more: object = {}) => ({
  registryType: "npm",
  identifier: "@acme/files",
  seenVersion,
  seenAt: days(-1),
  deprecated: null,
  problem: null,
  ...more,
});

const FINE: OwnedFacts = {
  name: "a.b/files",
  title: "Files",
  team: { slug: "t", name: "T" },
  latestVersion: "1.0.0",
  lastReleaseAt: days(-40),
  quarantine: null,
  trust: null,
  unownedSince: null,
  freezesAt: null,
  attestationDueAt: days(60),
  responsible: "Ada",
  packages: [{ registryType: "npm", identifier: "@acme/files", version: "1.0.0" }],
  watches: [watch("1.0.0")],
  uses: [],
  approval: { expiresAt: days(200), renewal: null },
  adding: null,
};
const kindsOf = (facts: Partial<OwnedFacts>) =>
  serverItems({ ...FINE, ...facts }, NOW).map(({ kind, link }) => [kind, link.label]);

describe("a server asks its owners", () => {
  const table: [string, Partial<OwnedFacts>, string[][]][] = [
    ["nothing when all is well", {}, []],
    [
      "to have a quarantine lifted",
      { quarantine: { at: days(-2), note: "Leaks" } },
      [["quarantine", "Ask to lift it"]],
    ],
    [
      "to look at its trust when that fell",
      { trust: { from: "MTF-adapted L2 Standard", to: "MTF-adapted L1 Basic", at: days(-1) } },
      [["trust", "See why"]],
    ],
    ["nothing a month before its attestation", { attestationDueAt: days(15) }, []],
    [
      "for its attestation two weeks before",
      { attestationDueAt: days(14) },
      [["attestation", "Confirm"]],
    ],
    [
      "for the attestation it misses, once it counts as unowned",
      { attestationDueAt: days(-20), unownedSince: days(-6), freezesAt: days(8) },
      [["unowned", "Confirm ownership"]],
    ],
    [
      "for an owner when its team is empty",
      { unownedSince: days(-1), freezesAt: days(13) },
      [["unowned", "Ask for its ownership"]],
    ],
    ["nothing while its approval holds", { approval: { expiresAt: days(31), renewal: null } }, []],
    [
      "to renew its approval a month before",
      { approval: { expiresAt: days(30), renewal: null } },
      [["renewal", "Ask to renew"]],
    ],
    [
      "to follow a renewal that was asked for",
      { approval: { expiresAt: days(3), renewal: "R-7" } },
      [["renewal", "R-7"]],
    ],
    ["for a new version", { watches: [watch("1.1.0")] }, [["upstream", "Ask to add it"]]],
    [
      "to look at the draft of a new version",
      { watches: [watch("1.1.0")], adding: { number: "R-8", draft: true, expiresAt: days(20) } },
      [["upstream", "Review the draft"]],
    ],
    [
      "nothing about a version that reviewers have",
      { watches: [watch("1.1.0")], adding: { number: "R-8", draft: false, expiresAt: null } },
      [],
    ],
    [
      "about a deprecated package",
      { watches: [watch("1.0.0", { deprecated: "Use files-2" })] },
      [["deprecated", "See its versions"]],
    ],
  ];
  test.each(table)("%s", (_name, facts, expected) => {
    expect(kindsOf(facts)).toEqual(expected);
  });
});

test("the desk is in order of dates; quarantines come first, what has no date last", () => {
  const items = serverItems(
    {
      ...FINE,
      quarantine: { at: days(-2), note: "Leaks" },
      attestationDueAt: days(3),
      approval: { expiresAt: days(-1), renewal: null },
      watches: [watch("1.1.0", { deprecated: "Old" })],
    },
    NOW,
  );
  expect(inOrder([...items].reverse()).map(({ kind }) => kind)).toEqual([
    "quarantine",
    "renewal",
    "attestation",
    "deprecated",
    "upstream",
  ]);
});

describe("the newest upstream", () => {
  const image = { registryType: "oci", identifier: "ghcr.io/a/b:1.0.0", version: null };
  const table: [string, Partial<OwnedFacts>, string | null][] = [
    ["is none when it is approved", {}, null],
    ["is compared with the package in use", { watches: [watch("1.0.1")] }, "1.0.1"],
    [
      "of an image is compared with its tag",
      {
        packages: [image],
        watches: [watch("1.2.0", { registryType: "oci", identifier: "ghcr.io/a/b:1.0.0" })],
      },
      "1.2.0",
    ],
    [
      "of the mirrored registry counts before a package's",
      {
        watches: [
          watch("3.0.0"),
          watch("1.5.0", { registryType: "mirror", identifier: "a.b/files" }),
        ],
      },
      "1.5.0",
    ],
    [
      "of a package that is no longer in use does not count",
      { packages: [], watches: [watch("9.0.0")] },
      null,
    ],
    ["is unknown when nobody answered", { watches: [watch(null)] }, null],
  ];
  test.each(table)("%s", (_name, facts, version) => {
    expect(newerUpstream({ ...FINE, ...facts })?.version ?? null).toBe(version);
  });
});

test("the health of a server counts its people once, and each version they use", () => {
  const uses = [
    { userId: "a", version: "1.0.0" },
    { userId: "a", version: "0.9.0" },
    { userId: "b", version: "1.0.0" },
  ];
  expect(
    healthOf({ ...FINE, uses, watches: [watch("2.0.0", { problem: "Silent" })] }, NOW),
  ).toMatchObject({
    people: 2,
    versions: [
      { version: "1.0.0", people: 2 },
      { version: "0.9.0", people: 1 },
    ],
    daysSinceRelease: 40,
    upstream: { version: "2.0.0", words: "1 major version behind" },
    problem: "Silent",
  });
});
