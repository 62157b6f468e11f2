import { describe, expect, test } from "vitest";
import {
  cleanCode,
  cleanEntry,
  cleanFacts,
  cleanManifest,
  cleanMeta,
  cleanTools,
  daysBefore,
  got,
  NPM_DIGEST,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { EntryFacts } from "../facts.ts";
import type { Power } from "../code-facts.ts";
import type { ArtifactKind } from "../words.ts";
import type { JudgedId } from "./judge.ts";
import { missing } from "./verdict.ts";

const OTHER_NPM = `sha512-${"B".repeat(86)}==`;
const revoked = { at: daysBefore(1), reason: "malicious", by: "Acme" };
const previous = (change: object, version = "1.1.0") => ({
  previous: { version, toolsRemoved: [], requiredAdded: [], permissionsWidened: [], ...change },
});
const document = (version: string) => ({ document: { ...cleanEntry("npm").document, version } });
const deprecated = (noticeDays: number, removalDays: number | null) => ({
  deprecation: {
    noticeAt: daysBefore(noticeDays),
    removalAt: removalDays === null ? null : daysBefore(removalDays),
  },
});

test.each<[JudgedId, Partial<EntryFacts>, string]>([
  ["RG-01", {}, "pass"],
  ["RG-01", { serverName: "files" }, "fail 2 RG-01/unscoped"],
  ["RG-01", { namespaceReserved: true }, "pass"],
  ["RG-01", { namespaceReserved: true, namespaceGranted: null }, "fail 2 RG-01/reserved"],
  ["RG-01", { namespaceReserved: true, namespaceGranted: false }, "fail 2 RG-01/reserved"],
  ["RG-01", { namespaceGranted: false }, "fail 2 RG-01/not-granted"],
  ["RG-01", { namespaceGranted: null }, "warn RG-01/unclaimed"],
  ["RG-02", { lookAlikes: ["com.acme/fi1es"] }, "warn RG-02/look-alike"],
  ["RG-02", { lookAlikes: ["com.acme/fi1es"], publisherTier: 3 }, "fail 2 RG-02/look-alike"],
  ["RG-02", { lookAlikes: ["com.acme/fi1es"], namespaceGranted: null }, "fail 2 RG-02/look-alike"],
  ["RG-02", { hasHomoglyphs: true }, "fail 2 RG-02/homoglyph"],
  ["RG-05", { revoked }, "fail 2 RG-05/revoked"],
  ["RG-05", { revocationFeedAgeHours: 24 }, "pass"],
  ["RG-05", { revocationFeedAgeHours: 25 }, "warn RG-05/feed-old"],
  ["RG-05", { revocationFeedAgeHours: null }, "warn RG-05/feed-old"],
  ["RG-05", { revocationFeedAgeHours: null, revoked }, "fail 2 RG-05/revoked RG-05/feed-old"],
  ["RG-07", { registeredDigest: OTHER_NPM }, "fail 2 RG-07/mismatch"],
  ["RG-07", { registeredDigest: null }, "warn RG-07/not-registered"],
  ["RG-07", { registeredDigest: `sha256:${"0".repeat(64)}` }, "warn RG-07/not-registered"],
  ["PK-01", { publisherTier: 1 }, "pass"],
  ["PK-01", { publisherTier: null }, "fail 2 PK-01/none"],
  ["PK-01", { publisherTier: 3 }, "fail 3 PK-01/mail-only"],
  ["PR-02", { publisherTier: 3 }, "fail 3 PR-02/mail-only"],
  ["PR-02", { owners: 1 }, "fail 3 PR-02/single-owner"],
  ["PR-02", { owners: 0 }, "fail 3 PR-02/single-owner"],
  ["PK-04", { transferredDaysAgo: 6 }, "fail 3 PK-04/transferred"],
  ["PK-04", { transferredDaysAgo: 7 }, "pass"],
  ["UP-02", { previous: null }, "pass"],
  ["UP-02", previous({ requiredAdded: ["read.path"] }), "fail 2 UP-02/breaking"],
  ["UP-02", previous({ permissionsWidened: ["network"] }), "fail 2 UP-02/breaking"],
  ["UP-02", previous({ toolsRemoved: ["read"] }, "0.9.0"), "pass"],
  ["UP-02", { ...previous({ toolsRemoved: ["read"] }, "0.1.0"), ...document("0.2.0") }, "pass"],
  [
    "UP-02",
    { ...previous({ toolsRemoved: ["read"] }, "0.1.0"), ...document("0.1.1") },
    "fail 2 UP-02/breaking",
  ],
  ["UP-02", previous({ toolsRemoved: ["read"] }, "2026-01"), "warn UP-02/not-semantic"],
  ["UP-02", previous({ toolsBefore: ["convert_units"] }), "pass"],
  ["UP-02", previous({ toolsBefore: ["convert_units", "read"] }), "fail 2 UP-02/breaking"],
  ["UP-03", deprecated(10, -170), "pass"],
  ["UP-03", deprecated(10, -80), "warn UP-03/early-removal"],
  ["UP-03", deprecated(10, -79), "fail 2 UP-03/short-notice"],
  ["UP-03", deprecated(10, null), "warn UP-03/no-date"],
  ["UP-03", deprecated(200, 1), "fail 2 UP-03/ended"],
  ["UP-04", { earlierVersions: [] }, "pass"],
  ["UP-04", { earlierVersions: ["1.2.0"] }, "fail 2 UP-04/reused"],
  ["UP-04", { earlierVersions: ["1.10.0"] }, "fail 2 UP-04/lower"],
  ["UP-04", { earlierVersions: ["1.2.0-rc.1", "nightly"] }, "pass"],
  ["UP-04", { ...document("nightly"), earlierVersions: ["1.0.0"] }, "warn UP-04/not-semantic"],
  ["UP-04", { ...document("nightly"), earlierVersions: ["nightly"] }, "fail 2 UP-04/reused"],
])("%s of %j: %s", (id, change, expected) => {
  expect(judged(id, { entry: cleanEntry("npm", change) })).toBe(expected);
});

test.each<JudgedId>([
  "RG-01",
  "RG-02",
  "RG-05",
  "RG-07",
  "PK-01",
  "PK-04",
  "UP-02",
  "UP-03",
  "UP-04",
])("%s of an artifact alone cannot be said", (id) => {
  expect(judged(id, { entry: null })).toMatch(/^not_checkable not_declared/);
});

test("UP-02 cannot say what is gone while nobody has seen what there is", () => {
  const entry = cleanEntry("npm", previous({ toolsBefore: ["read"] }));
  const unseen = missing("not_captured", "Nobody ran it.");
  expect(judged("UP-02", { entry, tools: unseen })).toBe("not_checkable not_captured");
  expect(judged("UP-02", { tools: unseen })).toBe("pass");
  const none = got(cleanTools("npm", { tools: [] }));
  expect(judged("UP-02", { entry, tools: none })).toBe("fail 2 UP-02/breaking");
});

describe("RG-07", () => {
  const bytes = (expected: string | null, actual: string, kind: ArtifactKind = "npm") => {
    const clean = cleanFacts(kind).bytes;
    return clean.ok ? { bytes: got({ ...clean.value, expected, actual }) } : {};
  };
  test("fails where the source promised other bytes, also for an artifact alone", () => {
    expect(judged("RG-07", bytes(NPM_DIGEST, OTHER_NPM))).toBe("fail 2 RG-07/mismatch");
    expect(judged("RG-07", { ...bytes(NPM_DIGEST, OTHER_NPM), entry: null })).toBe(
      "fail 2 RG-07/mismatch",
    );
    expect(judged("RG-07", bytes(null, NPM_DIGEST))).toBe("pass");
  });

  test("reads bare hex and any case as the same", () => {
    const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    const entry = cleanEntry("mcpb", { registeredDigest: hex.toUpperCase() });
    expect(judged("RG-07", { entry }, "mcpb")).toBe("pass");
  });

  test("of a remote leaves drift to XR-TD-01, as failing it would stop every use", () => {
    const { tools } = cleanFacts("remote");
    const drifted = tools.ok ? { tools: got({ ...tools.value, setHash: "f00d" }) } : {};
    expect(judged("RG-07", drifted, "remote")).toBe("pass");
    expect(judged("XR-TD-01", drifted, "remote")).toBe("fail 2 XR-TD-01/drift");
  });
});

describe("a publisher known by mail alone", () => {
  const entry = cleanEntry("npm", { publisherTier: 3 });
  const uses = (power: Power) => ({
    code: got(cleanCode({ powers: [{ power, when: "run", what: "it", file: "a.js", line: 1 }] })),
  });
  test.each<[Power, string]>([
    ["subprocess", "fail 2 PK-01/mail-only-strong PK-01/mail-only"],
    ["native", "fail 2 PK-01/mail-only-strong PK-01/mail-only"],
    ["network", "fail 3 PK-01/mail-only"],
  ])("may not publish what uses %s: %s", (power, expected) => {
    expect(judged("PK-01", { entry, ...uses(power) })).toBe(expected);
  });

  test("may not declare it either, and what is out of sight is not granted", () => {
    const permissions = { filesystem: null, network: null, environment: null, subprocess: null };
    const trustMeta = cleanMeta({ permissions: { ...permissions, native: "required" } });
    const manifest = got(cleanManifest("npm", { trustMeta }));
    expect(judged("PK-01", { entry, manifest })).toMatch(/^fail 2/);
    expect(judged("PK-01", { entry, code: got(cleanCode({ scannable: "opaque" })) })).toBe(
      "not_checkable opaque_artifact PK-01/mail-only",
    );
  });
});

describe("PR-02", () => {
  const named = (kind: ArtifactKind, change: Parameters<typeof cleanManifest>[1]) =>
    judged("PR-02", { manifest: got(cleanManifest(kind, change)) }, kind);
  const nobody = { author: null, maintainers: [] };
  const unreachable = [{ name: "ann", email: null }];
  test("takes the mail address of a maintainer", () => {
    expect(named("npm", { author: { name: "Acme", email: null } })).toBe("pass");
    expect(named("npm", { author: null })).toBe("pass");
    expect(named("npm", { author: null, maintainers: unreachable })).toBe("fail 2 PR-02/absent");
  });

  test("does not take a mirror's silence for an answer", () => {
    expect(named("npm", nobody)).toBe("not_checkable not_declared");
    expect(named("npm", { maintainers: [] })).toBe("pass");
    expect(named("pypi", nobody)).toBe("fail 2 PR-02/absent");
  });

  test("takes a verified publisher where there is no field for an author", () => {
    expect(named("oci", nobody)).toBe("warn PR-02/publisher-only");
    expect(named("remote", nobody)).toBe("warn PR-02/publisher-only");
    expect(named("mcpb", nobody)).toBe("fail 2 PR-02/absent");
  });

  test("of an artifact alone speaks of its author only", () => {
    expect(judged("PR-02", { entry: null })).toBe("pass");
  });
});

test("PK-04 warns of what nobody has touched for a year", () => {
  const manifest = got(cleanManifest("npm", { publishedAt: daysBefore(366) }));
  expect(judged("PK-04", { manifest })).toBe("warn PK-04/dormant");
});

test("UP-03 warns where only the package is deprecated", () => {
  const manifest = got(cleanManifest("npm", { deprecated: "Use @acme/more." }));
  expect(judged("UP-03", { manifest })).toBe("warn UP-03/silent");
});
