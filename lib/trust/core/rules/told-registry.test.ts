import { expect, test } from "vitest";
import { away, bytes, code, declares, entry, manifest } from "#lib/testing/trust-changes.ts";
import { cleanEntry, cleanFacts, daysBefore } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { Power } from "../code-facts.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "RG-01/unscoped": [
    "block medium",
    "files has no namespace",
    "Give the server a name of the form namespace/name.",
  ],
  "RG-01/reserved": [
    "block high",
    "The namespace com.acme is reserved",
    "Publish it below a namespace of your own, or ask for this one.",
  ],
  "RG-01/not-granted": [
    "block high",
    "The namespace com.acme belongs to somebody else",
    "Publish it below a namespace of your own, or ask for this one.",
  ],
  "RG-01/unclaimed": [
    "warn low",
    "Nobody has claimed the namespace com.acme",
    "Prove the namespace: by a DNS record, a well-known file or your sign-in.",
  ],
  "RG-02/homoglyph": [
    "block high",
    "Its name holds letters that look like others",
    "Choose a name that nobody can take for another server's.",
  ],
  "RG-02/look-alike": [
    "warn medium",
    "Its name looks like com.acme/fi1es, com.acme/fyles",
    "Choose a name that nobody can take for another server's.",
  ],
  "RG-05/revoked": [
    "block critical",
    "It was revoked by Acme security on 2026-11-20: it steals tokens",
    "Do not use it, and remove it where it is installed.",
  ],
  "RG-05/feed-old": [
    "warn low",
    "The newest feed of revoked servers is 24 hours old",
    "Import a feed of revoked servers every day.",
  ],
  "RG-07/mismatch": [
    "block critical",
    "The source promises sha512-other, but the bytes are sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
    "Do not install it. A version never changes: what is new needs a new version.",
  ],
  "RG-07/not-registered": [
    "warn low",
    "No digest to compare with was kept when it was registered",
    "Register the next version with its digest.",
  ],
  "PK-01/none": [
    "block medium",
    "Nobody vouches for its publisher",
    "Sign in through a known identity provider, or prove your organisation's domain.",
  ],
  "PK-01/mail-only": [
    "block low",
    "Only a mail address stands for its publisher",
    "Sign in through a known identity provider, or prove your organisation's domain.",
  ],
  "PK-01/mail-only-strong": [
    "block medium",
    "It starts programs or native code, and only a mail address stands for its publisher",
    "Prove who publishes it by an organisation's sign-in or domain.",
  ],
  "PK-04/transferred": [
    "block medium",
    "Its owner changed 6 days ago",
    "Wait until 7 days have passed, and ask the former owner.",
  ],
  "PK-04/dormant": [
    "warn low",
    "Nothing was published for more than 12 months",
    "Ask ann whether it is still looked after.",
  ],
  "PR-02/absent": [
    "block medium",
    "It does not name a mail address",
    "Name the author with a mail address in the manifest.",
  ],
  "PR-02/publisher-only": [
    "warn low",
    "It does not name an author and a mail address",
    "Name the author with a mail address in the manifest.",
  ],
  "PR-02/mail-only": [
    "block low",
    "Only a mail address stands for its publisher",
    "Prove who you are by your organisation's sign-in or domain.",
  ],
  "PR-02/single-owner": [
    "block low",
    "It has only one owner",
    "Give it a second owner, so that somebody can act when one cannot.",
  ],
  "UP-02/breaking": [
    "block medium",
    "Since 1.1.0 tools are gone: read",
    "Publish it as a new major version.",
  ],
  "UP-02/not-semantic": [
    "warn medium",
    "Since 2026-01 tools are gone: read",
    "Publish it as a new major version.",
  ],
  "UP-03/early-removal": [
    "warn low",
    "Its end was announced 179 days ahead",
    "Say 180 days ahead when it stops.",
  ],
  "UP-03/short-notice": [
    "block medium",
    "Its end was announced 89 days ahead",
    "Say 180 days ahead when it stops.",
  ],
  "UP-03/no-date": [
    "warn low",
    "It is deprecated, but nobody says when it stops",
    "Say 180 days ahead when it stops.",
  ],
  "UP-03/ended": [
    "block medium",
    "It stopped on 2026-11-26",
    "Move to the version or server that follows it.",
  ],
  "UP-03/silent": [
    "warn medium",
    "Its package is deprecated (Use @acme/more.), its entry is not",
    "Deprecate the entry too, with the date on which it stops.",
  ],
  "UP-04/reused": [
    "block medium",
    "Version 1.2.0 was published before",
    "Publish it under a version above all earlier ones.",
  ],
  "UP-04/lower": [
    "block medium",
    "Version 1.2.0 came after 1.10.0, 2.0.0",
    "Publish it under a version above all earlier ones.",
  ],
  "UP-04/not-semantic": [
    "warn low",
    "nightly is not a semantic version, so it has no order",
    "Use semantic versions.",
  ],
  "XR-LI-01/absent": [
    "block low",
    "It does not say under which licence it may be used",
    "Name the licence by its SPDX identifier, such as MIT or Apache-2.0.",
  ],
  "XR-LI-01/unknown": [
    "warn low",
    "It gives nobody a licence",
    "Name the licence by its SPDX identifier, such as MIT or Apache-2.0.",
  ],
  "XR-MA-01/old": [
    "block low",
    "It was published 12 months ago",
    "Ask its publisher whether it is still looked after.",
  ],
  "XR-MA-01/deprecated": [
    "block low",
    "Its publisher has deprecated it: Use @acme/more",
    "Move to what the publisher names instead.",
  ],
};

const revoked = { at: "2026-11-20T10:00:00.000Z", reason: "it steals tokens", by: "Acme security" };
const previous = (change: object, version = "1.1.0") =>
  entry({
    previous: { version, toolsRemoved: [], requiredAdded: [], permissionsWidened: [], ...change },
  });
const after = (version: string, before: string) =>
  entry({
    document: { version },
    previous: {
      version: before,
      toolsRemoved: ["read"],
      requiredAdded: [],
      permissionsWidened: [],
    },
  });
const ends = (noticeDays: number, removalDays: number | null): Change =>
  entry({
    deprecation: {
      noticeAt: daysBefore(noticeDays),
      removalAt: removalDays === null ? null : daysBefore(removalDays),
    },
  });
const versions = (version: string, ...earlierVersions: string[]) =>
  entry({ document: { version }, earlierVersions });
const uses = (power: Power) =>
  code({ powers: [{ power, when: "run", what: "it", file: "a.js", line: 1 }] });
const byMail = { entry: cleanEntry("npm", { publisherTier: 3 }) };
const may = (change: object) =>
  declares({
    permissions: {
      filesystem: null,
      network: null,
      environment: null,
      subprocess: null,
      native: null,
      ...change,
    },
  });
const nobody = { author: null, maintainers: [] };
const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const gap = (reason: "too_large" | "language" | "syntax" | "minified" | "analyser") =>
  code({ scannable: "partial", unread: [{ file: "a.js", reason }] });

test.each<Row>([
  ["pass: Its publisher may use the namespace.", {}],
  ["fail 2: RG-01/unscoped", entry({ serverName: "files" })],
  ["fail 2: RG-01/reserved", entry({ namespaceReserved: true, namespaceGranted: null })],
  ["fail 2: RG-01/reserved", entry({ namespaceReserved: true, namespaceGranted: false })],
  ["pass: Its publisher may use the namespace.", entry({ namespaceReserved: true })],
  ["fail 2: RG-01/not-granted", entry({ namespaceGranted: false })],
  ["warn: RG-01/unclaimed", entry({ namespaceGranted: null })],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
])("RG-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("RG-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its name cannot be taken for that of another approved server.", {}],
  ["fail 2: RG-02/homoglyph", entry({ hasHomoglyphs: true })],
  ["warn: RG-02/look-alike", entry({ lookAlikes: ["com.acme/fi1es", "com.acme/fyles"] })],
  [
    'warn: RG-02/look-alike "Its name looks like com.acme/fi1es"',
    entry({ lookAlikes: ["com.acme/fi1es"], publisherTier: 1 }),
  ],
  [
    'fail 2: RG-02/look-alike "block high" "Its name looks like com.acme/fi1es"',
    entry({ lookAlikes: ["com.acme/fi1es"], publisherTier: 3 }),
  ],
  [
    'fail 2: RG-02/look-alike "block high" "Its name looks like com.acme/fi1es"',
    entry({ lookAlikes: ["com.acme/fi1es"], publisherTier: null }),
  ],
  [
    'fail 2: RG-02/look-alike "block high" "Its name looks like com.acme/fi1es"',
    entry({ lookAlikes: ["com.acme/fi1es"], namespaceGranted: false }),
  ],
  [
    'fail 2: RG-02/homoglyph + RG-02/look-alike "Its name looks like com.acme/fi1es"',
    entry({ lookAlikes: ["com.acme/fi1es"], hasHomoglyphs: true }),
  ],
])("RG-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("RG-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: No list of revoked servers names it.", {}],
  ["fail 2: RG-05/revoked", entry({ revoked })],
  ["pass: No list of revoked servers names it.", entry({ revocationFeedAgeHours: 24 })],
  ["warn: RG-05/feed-old", entry({ revocationFeedAgeHours: 24.5 })],
  [
    'warn: RG-05/feed-old "Only this registry\'s own list of revoked servers was asked"',
    entry({ revocationFeedAgeHours: null }),
  ],
])("RG-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("RG-05", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: The bytes have the digest that was registered.", {}],
  ["fail 2: RG-07/mismatch", bytes({ expected: "sha512-other" })],
  ["pass: The bytes have the digest that was registered.", bytes({ expected: null })],
  ["pass: The bytes have the digest that was registered.", bytes({ expected: `sha256:${SHA}` })],
  [
    'fail 2: RG-07/mismatch "It was registered as sha512-other, but is sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="',
    entry({ registeredDigest: "sha512-other" }),
  ],
  ["warn: RG-07/not-registered", entry({ registeredDigest: null })],
  ["warn: RG-07/not-registered", entry({ registeredDigest: `sha256:${SHA}` })],
  ["warn: RG-07/not-registered", { digest: null }],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
  ["not_checkable timeout: It did not answer in time.", { bytes: away }],
  [
    "pass: The bytes have the digest that was registered.",
    entry({ registeredDigest: ` ${SHA.toUpperCase()} ` }, "mcpb"),
    "mcpb",
  ],
  [
    "pass: The bytes have the digest that was registered.",
    entry({ registeredDigest: `SHA256:${SHA.toUpperCase()}` }, "mcpb"),
    "mcpb",
  ],
  ["warn: RG-07/not-registered", entry({ registeredDigest: `${SHA}0` }, "mcpb"), "mcpb"],
  ["warn: RG-07/not-registered", entry({ registeredDigest: `0${SHA}` }, "mcpb"), "mcpb"],
  [
    'fail 2: RG-07/mismatch "It was registered as sha512-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa==, but is sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="',
    entry({ registeredDigest: cleanEntry("npm").registeredDigest?.toLowerCase() ?? null }),
  ],
  [
    "pass: The bytes have the digest that was registered.",
    entry({ registeredDigest: cleanEntry("npm").registeredDigest?.replace("sha", "SHA") ?? null }),
  ],
  [
    "pass: A digest of its tool definitions is kept; XR-TD-01 says whether they have changed.",
    {},
    "remote",
  ],
  ["not_checkable timeout: It did not answer in time.", { tools: away }, "remote"],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
    "remote",
  ],
  ["fail 2: RG-07/mismatch", { ...bytes({ expected: "sha512-other" }), entry: null }],
])("RG-07 %#: %s", (expected, change, kind = "npm") => {
  expect(told("RG-07", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its publisher is verified (tier 2).", {}],
  ["pass: Its publisher is verified (tier 1).", entry({ publisherTier: 1 })],
  ["fail 2: PK-01/none", entry({ publisherTier: null })],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
  ["fail 3: PK-01/mail-only", byMail],
  ["fail 2: PK-01/mail-only-strong + PK-01/mail-only", { ...byMail, ...uses("subprocess") }],
  ["fail 2: PK-01/mail-only-strong + PK-01/mail-only", { ...byMail, ...uses("native") }],
  ["fail 3: PK-01/mail-only", { ...byMail, ...uses("network") }],
  [
    "fail 2: PK-01/mail-only-strong + PK-01/mail-only",
    { ...byMail, ...may({ subprocess: "restricted" }) },
  ],
  ["fail 3: PK-01/mail-only", { ...byMail, ...may({ subprocess: "none", native: "none" }) }],
  [
    "fail 2: PK-01/mail-only-strong + PK-01/mail-only",
    { ...byMail, ...may({ native: "required" }) },
  ],
  ["fail 3: PK-01/mail-only", { ...byMail, ...may({}) }],
  ["fail 3: PK-01/mail-only", { ...byMail, ...declares({ permissions: null }) }],
  [
    "not_checkable timeout: It did not answer in time. + PK-01/mail-only",
    { ...byMail, manifest: away },
  ],
  [
    "not_checkable timeout: It did not answer in time. + PK-01/mail-only",
    { ...byMail, code: away },
  ],
  ["fail 3: PK-01/mail-only", { ...byMail, ...gap("minified") }],
  [
    "not_checkable too_large: a.js is too large to read. + PK-01/mail-only",
    { ...byMail, ...gap("too_large") },
  ],
  [
    "not_checkable unsupported_language: a.js is in a language that the scanner cannot read. + PK-01/mail-only",
    { ...byMail, ...gap("language") },
  ],
  [
    "not_checkable unsupported_language: a.js is not code that could be parsed. + PK-01/mail-only",
    { ...byMail, ...gap("syntax") },
  ],
  ["pass: Its publisher is verified (tier 2).", uses("subprocess")],
  [
    "fail 3: PK-01/mail-only",
    { ...byMail, code: cleanFacts("npm", uses("subprocess")).code },
    "remote",
  ],
  ["fail 3: PK-01/mail-only", { ...byMail, code: away }, "remote"],
  [
    "not_checkable timeout: It did not answer in time. + PK-01/mail-only",
    { ...byMail, manifest: away },
    "remote",
  ],
  [
    "fail 2: PK-01/mail-only-strong + PK-01/mail-only",
    {
      ...byMail,
      ...code({
        powers: [
          { power: "network", when: "run", what: "it", file: "a.js", line: 1 },
          { power: "native", when: "run", what: "it", file: "a.js", line: 1 },
        ],
      }),
    },
  ],
])("PK-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PK-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its owner has not changed lately, and it is looked after.", {}],
  ["fail 3: PK-04/transferred", entry({ transferredDaysAgo: 6 })],
  [
    "pass: Its owner has not changed lately, and it is looked after.",
    entry({ transferredDaysAgo: 7 }),
  ],
  [
    "pass: Its owner has not changed lately, and it is looked after.",
    manifest({ publishedAt: daysBefore(365) }),
  ],
  ["warn: PK-04/dormant", manifest({ publishedAt: daysBefore(365.01) })],
  [
    'warn: PK-04/dormant "Nothing was published for more than 13 months" "Ask its publisher whether it is still looked after."',
    manifest({ publishedAt: daysBefore(390), maintainers: [] }),
  ],
  [
    'warn: PK-04/dormant "Nothing was published for more than 13 months" "Ask ann, bob, cy and 1 more whether it is still looked after."',
    manifest({
      publishedAt: daysBefore(419),
      maintainers: ["ann", "bob", "cy", "dee"].map((name) => ({ name, email: null })),
    }),
  ],
  [
    "pass: Its owner has not changed lately, and it is looked after.",
    manifest({ publishedAt: null }),
  ],
  [
    "pass: Its owner has not changed lately, and it is looked after.",
    manifest({ publishedAt: "yesterday" }),
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
  [
    'fail 3: PK-04/transferred "Its owner changed 0 days ago"',
    { ...entry({ transferredDaysAgo: 0 }), manifest: away },
  ],
])("PK-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PK-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Acme is named as its author and can be written to.", {}],
  ["pass: ann is named as its author and can be written to.", manifest({ author: null })],
  [
    "pass: ann is named as its author and can be written to.",
    manifest({ author: { name: null, email: "x@acme.com" } }),
  ],
  [
    "pass: Acme is named as its author and can be written to.",
    manifest({ author: { name: "Acme", email: null } }),
  ],
  [
    "pass: ann is named as its author and can be written to.",
    manifest({
      author: null,
      maintainers: [
        { name: "ann", email: null },
        { name: "bob", email: "bob@acme.com" },
      ],
    }),
  ],
  ["fail 2: PR-02/absent", manifest({ author: null, maintainers: [{ name: "ann", email: null }] })],
  [
    "not_checkable not_declared: The registry does not say who maintains it.",
    manifest({ author: { name: null, email: "x@acme.com" }, maintainers: [] }),
  ],
  [
    "not_checkable not_declared: The registry does not say who maintains it.",
    manifest({ author: { name: "Acme", email: null }, maintainers: [] }),
  ],
  ["pass: Acme is named as its author and can be written to.", manifest({ maintainers: [] })],
  ["not_checkable not_declared: The registry does not say who maintains it.", manifest(nobody)],
  [
    'fail 2: PR-02/absent "It does not name an author and a mail address"',
    manifest(nobody, "pypi"),
    "pypi",
  ],
  [
    'fail 2: PR-02/absent "It does not name an author"',
    manifest({ author: { name: null, email: "x@acme.com" }, maintainers: [] }, "pypi"),
    "pypi",
  ],
  ["warn: PR-02/publisher-only", manifest(nobody, "oci"), "oci"],
  [
    "warn: PR-02/publisher-only",
    { ...manifest(nobody, "oci"), ...entry({ publisherTier: 1 }, "oci") },
    "oci",
  ],
  [
    'fail 2: PR-02/absent "It does not name an author and a mail address"',
    { ...manifest(nobody, "oci"), ...entry({ publisherTier: null }, "oci") },
    "oci",
  ],
  [
    'fail 2: PR-02/absent "It does not name an author and a mail address"',
    { ...manifest(nobody, "oci"), entry: null },
    "oci",
  ],
  ["warn: PR-02/publisher-only", manifest(nobody, "remote"), "remote"],
  [
    'fail 2: PR-02/absent "It does not name an author and a mail address"',
    manifest(nobody, "mcpb"),
    "mcpb",
  ],
  ["fail 3: PR-02/mail-only", entry({ publisherTier: 3 })],
  ["fail 3: PR-02/single-owner", entry({ owners: 1 })],
  ['fail 3: PR-02/single-owner "It has no owner"', entry({ owners: 0 })],
  [
    "not_checkable timeout: It did not answer in time. + PR-02/single-owner",
    { ...entry({ owners: 1 }), manifest: away },
  ],
  ["pass: Acme is named as its author and can be written to.", { entry: null }],
])("PR-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PR-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Nothing breaks those who use 1.1.0.", {}],
  ["pass: It is the first version.", entry({ previous: null })],
  ["fail 2: UP-02/breaking", previous({ toolsRemoved: ["read"] })],
  [
    'fail 2: UP-02/breaking "Since 1.1.0 arguments are now required: read.path; permissions are wider: network"',
    previous({ requiredAdded: ["read.path"], permissionsWidened: ["network"] }),
  ],
  [
    'fail 2: UP-02/breaking "Since 1.1.0 tools are gone: add, zap"',
    previous({ toolsBefore: ["zap", "convert_units", "add"] }),
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...previous({ toolsBefore: ["convert_units"] }), tools: away },
  ],
  ["pass: Nothing breaks those who use 1.1.0.", { ...previous({ toolsBefore: [] }), tools: away }],
  ["pass: Nothing breaks those who use 1.1.0.", after("2.0.0", "1.1.0")],
  ["pass: Nothing breaks those who use 0.9.0.", after("1.2.0", "0.9.0")],
  ["pass: Nothing breaks those who use 0.1.0.", after("0.2.0", "0.1.0")],
  ['fail 2: UP-02/breaking "Since 0.1.0 tools are gone: read"', after("0.1.1", "0.1.0")],
  ["fail 2: UP-02/breaking", after("1.2.0", "1.1.0")],
  ["pass: Nothing breaks those who use 1.0.0.", after("0.2.0", "1.0.0")],
  ["warn: UP-02/not-semantic", after("1.2.0", "2026-01")],
  ['warn: UP-02/not-semantic "Since 1.1.0 tools are gone: read"', after("nightly", "1.1.0")],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
  [
    'fail 2: UP-02/breaking "Since 1.1.0 tools are gone: gone"',
    { ...previous({ toolsBefore: ["read"], toolsRemoved: ["gone"] }), tools: away },
  ],
])("UP-02 %#: %s", (expected, change, kind = "npm") => {
  expect(told("UP-02", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It is not deprecated.", {}],
  ["pass: Its end was announced in time.", ends(10, -170)],
  ["warn: UP-03/early-removal", ends(10, -169.9)],
  ['warn: UP-03/early-removal "Its end was announced 90 days ahead"', ends(10, -80)],
  ["fail 2: UP-03/short-notice", ends(10, -79.9)],
  ["warn: UP-03/no-date", ends(10, null)],
  ["fail 2: UP-03/ended", ends(200, 0)],
  ["pass: Its end was announced in time.", ends(200, -0.1)],
  [
    'fail 2: UP-03/short-notice "Its end was announced NaN days ahead"',
    entry({ deprecation: { noticeAt: "soon", removalAt: daysBefore(-200) } }),
  ],
  ["warn: UP-03/silent", manifest({ deprecated: "Use @acme/more." })],
  [
    "pass: Its end was announced in time.",
    { ...ends(10, -170), ...manifest({ deprecated: "Use @acme/more." }) },
  ],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { ...manifest({ deprecated: "Use @acme/more." }), entry: null },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  ['fail 2: UP-03/ended "It stopped on 2026-11-25"', { ...ends(200, 1), manifest: away }],
])("UP-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("UP-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its version is above all that came before.", {}],
  ["pass: Its version is above all that came before.", versions("1.2.0")],
  ["fail 2: UP-04/reused", versions("1.2.0", "1.2.0")],
  ["fail 2: UP-04/lower", versions("1.2.0", "1.10.0", "1.0.0", "2.0.0")],
  ["pass: Its version is above all that came before.", versions("1.2.0", "1.2.0-rc.1", "nightly")],
  ["warn: UP-04/not-semantic", versions("nightly", "1.0.0")],
  ["pass: Its version is above all that came before.", versions("nightly")],
  [
    'warn: UP-04/not-semantic "Its version is not a semantic version, so it has no order"',
    { ...versions("", "1.0.0"), version: "" },
  ],
  ["fail 2: UP-04/reused", { ...versions("", "1.2.0"), version: "1.2.0" }],
  [
    "not_checkable not_declared: There is no server.json of it in the registry yet.",
    { entry: null },
  ],
])("UP-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("UP-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: Its licence is MIT.", {}],
  ["pass: Its licence is MIT.", manifest({ license: " MIT " })],
  ["fail 2: XR-LI-01/absent", manifest({ license: null })],
  ["fail 2: XR-LI-01/absent", manifest({ license: "NONE" })],
  ["fail 2: XR-LI-01/absent", manifest({ license: "NOASSERTION" })],
  ["warn: XR-LI-01/unknown", manifest({ license: "unlicensed" })],
  [
    'warn: XR-LI-01/unknown "Beerware-9 is a licence that few know"',
    manifest({ license: "Beerware-9" }),
  ],
  [
    'warn: XR-LI-01/unknown "see the file is no SPDX expression"',
    manifest({ license: "see the file" }),
  ],
])("XR-LI-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-LI-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It was published on 2026-11-06.", {}],
  ["pass: It was published on 2025-11-26.", manifest({ publishedAt: daysBefore(365) })],
  ["fail 2: XR-MA-01/old", manifest({ publishedAt: daysBefore(365.01) })],
  [
    'fail 2: XR-MA-01/old "It was published 13 months ago"',
    manifest({ publishedAt: daysBefore(419) }),
  ],
  ["fail 2: XR-MA-01/deprecated", manifest({ deprecated: "Use @acme/more." })],
  [
    "not_checkable not_declared: Nobody says when it was published.",
    manifest({ publishedAt: null }),
  ],
  ["fail 2: XR-MA-01/deprecated", manifest({ publishedAt: null, deprecated: "Use @acme/more." })],
])("XR-MA-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("XR-MA-01", SAID, { ...change, kind })).toBe(expected);
});
