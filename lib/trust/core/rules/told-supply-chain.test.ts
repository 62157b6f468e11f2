import { expect, test } from "vitest";
import { away, bytes, entry, known, tree } from "#lib/testing/trust-changes.ts";
import { component, daysBefore } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "SC-01/unresolved": [
    "warn medium",
    "left ^9.0.0 could not be resolved (404)",
    "Name a version of left that exists, or remove the dependency.",
  ],
  "SC-01/invalid": [
    "block medium",
    "Its bill of materials is not valid: components is no list",
    "Write the CycloneDX or SPDX document anew, or leave it out.",
  ],
  "SC-01/absent": [
    "block medium",
    "There is no valid bill of materials",
    "Scan it again; if it stays like this, ship a CycloneDX or SPDX document.",
  ],
  "SC-01/incomplete": [
    "warn low",
    "1 components have no name, version or package address",
    "Publish dependencies under a name and a version.",
  ],
  "SC-01/declared": [
    "warn low",
    "All of its components are only declared by its builder",
    "Nothing has to be done; packages that lie in a layer where they can be read count as seen.",
  ],
  "SC-01/approximate": [
    "info info",
    "Versions are those that another resolver would choose today",
    "Ship a lock: npm-shrinkwrap.json or bundled dependencies for npm, a lockfile with hashes for others.",
  ],
  "SC-03/ranges": [
    "warn low",
    "It ships no lock: its ranges were resolved for this scan",
    "Ship a lock: npm-shrinkwrap.json or bundled dependencies for npm, a lockfile with hashes for others.",
  ],
  "SC-03/no-lock": [
    "block medium",
    "It has dependencies, but neither a lock nor versions that could be resolved",
    "Ship a lock: npm-shrinkwrap.json or bundled dependencies for npm, a lockfile with hashes for others.",
  ],
  "SC-03/unresolved": [
    "warn medium",
    "left ^9.0.0 could not be resolved (404)",
    "Name a version of left that exists, or remove the dependency.",
  ],
  "SC-03/no-hash": [
    "block medium",
    "No hash is known for zod, left",
    "Take these packages from a registry that gives hashes, and lock them.",
  ],
  "SC-03/lock-differs": [
    "warn low",
    "Lock: left is not locked",
    "Write the lock anew and publish a new version.",
  ],
  "SC-03/tag-only": [
    "block medium",
    "The image ghcr.io/acme/files is named by a tag, which can move",
    "Name the image by its digest: name@sha256:…",
  ],
  "SC-04/mismatch": [
    "block medium",
    "Lock: zod has another hash",
    "Write the lock anew from what is published, and publish a new version.",
  ],
  "SC-04/no-lock": [
    "block medium",
    "There is no lock whose hashes could be checked",
    "Ship a lock: npm-shrinkwrap.json or bundled dependencies for npm, a lockfile with hashes for others.",
  ],
  "SC-04/no-hash": [
    "warn low",
    "Nothing can be checked for zod: no hash is known",
    "Take these packages from a registry that gives hashes.",
  ],
  "SC-05/git": [
    "block medium",
    "left comes from a git repository: its:place",
    "Publish left to a registry and depend on that version.",
  ],
  "SC-05/remote": [
    "block medium",
    "left comes from a web address: its:place",
    "Publish left to a registry and depend on that version.",
  ],
  "SC-05/file": [
    "warn medium",
    "left comes from a folder: its:place",
    "Publish left to a registry and depend on that version.",
  ],
  "SC-05/alias": [
    "warn low",
    "left comes from a package of another name: its:place",
    "Publish left to a registry and depend on that version.",
  ],
  "SC-05/registry": [
    "warn medium",
    "left comes from a registry that is not known: its:place",
    "Publish left to a registry and depend on that version.",
  ],
  "SC-02/malicious": [
    "block critical",
    "zod@4.6.0 is known malware (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Remove zod@4.6.0 from the dependencies and publish a new version.",
  ],
  "SC-02/kev": [
    "block critical",
    "zod@4.6.0 has a vulnerability that is being exploited (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/critical": [
    "block critical",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/high-likely": [
    "block high",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc)",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/high": [
    "warn high",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/high-unrated": [
    "block high",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/medium": [
    "warn medium",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/low": [
    "info info",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/unknown": [
    "warn medium",
    "zod@4.6.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution",
    "Update zod@4.6.0 to 4.6.1 or later and publish a new version.",
  ],
  "SC-02/declared": [
    "warn low",
    "Only what its builder declares was compared with advisories: its packages were not seen",
    "Publish an image whose packages can be read in its layers.",
  ],
};

const EMPTY = { components: [], foreign: [], missing: [] };
const lost = [{ name: "left", spec: "^9.0.0", detail: "404" }];
const foreign = (kind: "git" | "remote" | "file" | "alias" | "registry") =>
  tree({ foreign: [{ name: "left", spec: "its:place", kind }] });
const bare = component({ integrity: null });
const declared = component({ name: "left", isDeclared: true });
const image = (identifier: string) => entry({ document: { packages: [{ identifier }] } }, "oci");
const NAME = "ghcr.io/acme/files";

test.each<Row>([
  ["pass: A bill of materials with 1 components was kept.", {}],
  ["pass: A bill of materials with 0 components was kept.", tree({ ...EMPTY })],
  ["warn: SC-01/unresolved", tree({ missing: lost })],
  ["fail 1: SC-01/invalid", tree({ sbomIssues: ["components is no list"] })],
  ["fail 1: SC-01/absent", tree({ sbomDigest: "" })],
  ["fail 1: SC-01/absent", tree({ sbomDigest: "0".repeat(63) })],
  ["fail 1: SC-01/absent", tree({ sbomDigest: "0".repeat(65) })],
  ["fail 1: SC-01/absent", tree({ sbomDigest: `x${"0".repeat(64)}` })],
  ["warn: SC-01/incomplete", tree({ components: [component({ name: "" }), component()] })],
  [
    'warn: SC-01/incomplete "2 components have no name, version or package address"',
    tree({ components: [component({ version: "" }), component({ purl: "" })] }),
  ],
  ["warn: SC-01/declared", tree({ components: [declared] })],
  [
    'pass: A bill of materials with 2 components was kept. + SC-01/declared "info info" "1 of its components are only declared by its builder"',
    tree({ components: [declared, component()] }),
  ],
  [
    "pass: A bill of materials with 1 components was kept. + SC-01/approximate",
    tree({ approximate: true }),
  ],
])("SC-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("SC-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["warn: SC-03/ranges", {}],
  ["pass: It ships a lock with exact versions.", tree({ lock: "own" })],
  ["fail 2: SC-03/no-lock", tree({ lock: "none" })],
  ["pass: It needs no other packages.", tree({ lock: "none", ...EMPTY })],
  [
    "fail 2: SC-03/no-lock",
    tree({ lock: "none", ...EMPTY, foreign: [{ name: "left", spec: "x", kind: "git" }] }),
  ],
  ["fail 2: SC-03/no-lock + SC-03/unresolved", tree({ lock: "none", ...EMPTY, missing: lost })],
  [
    "fail 3: SC-03/no-hash",
    tree({
      lock: "own",
      components: [
        bare,
        component({ name: "left", integrity: null }),
        component({ name: "right" }),
      ],
    }),
  ],
  ["warn: SC-03/lock-differs", tree({ lock: "own", lockIssues: ["left is not locked"] })],
  ["warn: SC-03/unresolved", tree({ lock: "own", missing: lost })],
  ["not_checkable timeout: It did not answer in time.", { tree: away }],
  ["pass: The image is named by its digest.", {}, "oci"],
  ["fail 2: SC-03/tag-only", { entry: null }, "oci"],
  ["pass: The image is named by its digest.", { entry: null, version: "sha256:00" }, "oci"],
  ["fail 2: SC-03/tag-only", { entry: null, version: "1@sha256:00" }, "oci"],
  ["pass: The image is named by its digest.", { entry: null, name: `${NAME}@sha256:00` }, "oci"],
  ["fail 2: SC-03/tag-only", image(`${NAME}:1.2.0`), "oci"],
  ["pass: The image is named by its digest.", image(`${NAME}:1.2.0@sha256:00`), "oci"],
  ["fail 2: SC-03/tag-only", image("ghcr.io/other/files@sha256:00"), "oci"],
  ["pass: The image is named by its digest.", { tree: away }, "oci"],
])("SC-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("SC-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: The lock has a hash for all that it names.", {}],
  ["fail 2: SC-04/mismatch", tree({ lockIssues: ["zod has another hash"] })],
  ["fail 2: SC-04/no-lock", tree({ lock: "none" })],
  ["pass: The lock has a hash for all that it names.", tree({ lock: "none", ...EMPTY })],
  ["warn: SC-04/no-hash", tree({ components: [bare, component({ name: "left" })] })],
  ["not_checkable timeout: It did not answer in time.", { tree: away }],
  ["pass: All layers are covered by the image's digest.", {}, "oci"],
  [
    'fail 2: SC-04/mismatch "What the registry gave does not have the digest that the image names"',
    bytes({ actual: "sha256:00" }, "oci"),
    "oci",
  ],
  ["pass: All layers are covered by the image's digest.", bytes({ expected: null }, "oci"), "oci"],
  ["not_checkable timeout: It did not answer in time.", { bytes: away }, "oci"],
])("SC-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("SC-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: All dependencies come from known registries.", {}],
  ["fail 3: SC-05/git", foreign("git")],
  ["fail 3: SC-05/remote", foreign("remote")],
  ["warn: SC-05/file", foreign("file")],
  ["warn: SC-05/alias", foreign("alias")],
  ["warn: SC-05/registry", foreign("registry")],
])("SC-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("SC-05", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: No known vulnerability affects it or what it needs.", {}],
  ["fail 2: SC-02/malicious", known({ malicious: true })],
  [
    'fail 2: SC-02/malicious "Do not use it, and remove it where it is installed."',
    known({ malicious: true, isArtifact: true }),
  ],
  ["fail 2: SC-02/kev", known({ kev: true, cvss: 2 })],
  ["fail 2: SC-02/critical", known({ cvss: 9 })],
  ["fail 2: SC-02/high-likely", known({ cvss: 8.9, epss: 0.11, summary: "" })],
  ["warn: SC-02/high", known({ cvss: 7, epss: 0.1 })],
  ["fail 2: SC-02/high-unrated", known({ cvss: 7, epss: null })],
  [
    "not_checkable feed_stale: The EPSS feed is missing. + SC-02/high",
    known({ cvss: 7, epss: null }, { missingFeeds: ["epss"] }),
  ],
  ["warn: SC-02/high", known({ cvss: 7, epss: 0.1 }, { missingFeeds: ["epss"] })],
  ["warn: SC-02/medium", known({ cvss: 6.9 })],
  ["warn: SC-02/medium", known({ cvss: 4 })],
  ["pass: No known vulnerability affects it or what it needs. + SC-02/low", known({ cvss: 3.9 })],
  ["warn: SC-02/unknown", known({ cvss: null, severity: null })],
  ["warn: SC-02/medium", known({ cvss: null, severity: "moderate" })],
  [
    "pass: No known vulnerability affects it or what it needs. + SC-02/low",
    known({ cvss: null, severity: "low" }),
  ],
  ["fail 2: SC-02/critical", known({ cvss: null, severity: "critical" })],
  [
    'warn: SC-02/medium "There is no fixed version of zod@4.6.0 yet: replace it, or do without what is affected."',
    known({ fixedIn: [] }),
  ],
  [
    'warn: SC-02/medium "Update zod@4.6.0 to 1.0.1, 2.0.1, 3.0.1 and 1 more or later and publish a new version."',
    known({ fixedIn: ["1.0.1", "2.0.1", "3.0.1", "4.0.1"] }),
  ],
  [
    'warn: SC-02/medium "@acme/files@1.0.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution" "Use version 4.6.1 or later."',
    known({ isArtifact: true, purl: "pkg:npm/%40acme/files@1.0.0?os=linux#x" }),
  ],
  [
    'warn: SC-02/medium "acme/files@1.0.0 has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution" "Update acme/files@1.0.0 to 4.6.1 or later and publish a new version."',
    known({ purl: "pkg:golang/acme%2Ffiles@1.0.0#lib" }),
  ],
  ["fail 2: SC-02/kev", known({ kev: true }, { missingFeeds: ["kev"] })],
  [
    "not_checkable feed_stale: The KEV feed is missing. + SC-02/medium",
    known({}, { missingFeeds: ["kev"] }),
  ],
  [
    "not_checkable feed_stale: The OSV feed is missing. + SC-02/medium",
    known({}, { missingFeeds: ["osv", "epss"] }),
  ],
  [
    "not_checkable feed_stale: The feeds are older than 72 hours. + SC-02/medium",
    known({}, { feedsFrom: daysBefore(3.01) }),
  ],
  ["warn: SC-02/medium", known({}, { feedsFrom: daysBefore(3) })],
  [
    'warn: SC-02/medium "zod@4.6.0, which its builder declares, has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution" + SC-02/declared',
    { ...known({}), ...tree({ components: [component({ isDeclared: true })] }) },
  ],
  [
    'warn: SC-02/medium "zod@4.6.0, which its builder declares, has a known vulnerability (GHSA-aaaa-bbbb-cccc): Prototype pollution"',
    {
      ...known({}),
      ...tree({
        components: [
          component({ isDeclared: true }),
          component({ name: "left", purl: "pkg:npm/left@1" }),
        ],
      }),
    },
  ],
  ["warn: SC-02/declared", tree({ components: [component({ isDeclared: true })] })],
  [
    "not_checkable timeout: It did not answer in time.",
    { advisories: away, ...tree({ components: [component({ isDeclared: true })] }) },
  ],
])("SC-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("SC-02", SAID, { ...change, kind })).toBe(expected);
});
