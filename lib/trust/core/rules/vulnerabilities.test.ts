import { describe, expect, test } from "vitest";
import {
  advisory,
  cleanAdvisories,
  cleanFacts,
  daysBefore,
  got,
  JUDGED_AT,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { Advisory, AdvisoryFacts } from "../facts.ts";
import { riskOf } from "../result.ts";
import { judge } from "./judge.ts";

const known = (change: Partial<Advisory>, feeds: Partial<AdvisoryFacts> = {}) => ({
  advisories: got(cleanAdvisories({ advisories: [advisory(change)], ...feeds })),
});

describe("an advisory", () => {
  test.each<[Partial<Advisory>, string]>([
    [{ cvss: 9 }, "fail 2 SC-02/critical"],
    [{ cvss: 8.9, epss: 0.11 }, "fail 2 SC-02/high-likely"],
    [{ cvss: 7, epss: 0.1 }, "warn SC-02/high"],
    [{ cvss: 7, epss: null }, "fail 2 SC-02/high-unrated"],
    [{ cvss: 6.9 }, "warn SC-02/medium"],
    [{ cvss: 4 }, "warn SC-02/medium"],
    [{ cvss: 3.9 }, "pass"],
    [{ cvss: 2, kev: true }, "fail 2 SC-02/kev"],
    [{ cvss: null, malicious: true }, "fail 2 SC-02/malicious"],
    [{ cvss: null, severity: "critical" }, "fail 2 SC-02/critical"],
    [{ cvss: null, severity: "high", epss: 0.5 }, "fail 2 SC-02/high-likely"],
    [{ cvss: null, severity: "moderate" }, "warn SC-02/medium"],
    [{ cvss: null, severity: "low" }, "pass"],
    [{ cvss: null, severity: null }, "warn SC-02/unknown"],
  ])("%j: %s", (change, expected) => {
    expect(judged("SC-02", known(change))).toBe(expected);
  });
});

describe("a feed", () => {
  test.each<[string, Partial<Advisory>, Partial<AdvisoryFacts>, string]>([
    [
      "of OSV is always needed",
      { cvss: 5 },
      { missingFeeds: ["osv"] },
      "not_checkable feed_stale SC-02/medium",
    ],
    [
      "of EPSS matters for a high one",
      { cvss: 8, epss: null },
      { missingFeeds: ["epss"] },
      "not_checkable feed_stale SC-02/high",
    ],
    [
      "of EPSS matters for no other",
      { cvss: 5, epss: null },
      { missingFeeds: ["epss"] },
      "warn SC-02/medium",
    ],
    [
      "of KEV matters once something is found",
      {},
      { missingFeeds: ["kev"] },
      "not_checkable feed_stale SC-02/medium",
    ],
    [
      "that is missing saves nothing",
      { cvss: 9.8 },
      { missingFeeds: ["kev"] },
      "fail 2 SC-02/critical",
    ],
    [
      "is too old after 72 hours",
      { cvss: 5 },
      { feedsFrom: daysBefore(3.01) },
      "not_checkable feed_stale SC-02/medium",
    ],
    ["is fresh until then", { cvss: 5 }, { feedsFrom: daysBefore(3) }, "warn SC-02/medium"],
    [
      "without a date is no feed",
      { cvss: 5 },
      { feedsFrom: "" },
      "not_checkable feed_stale SC-02/medium",
    ],
  ])("%s", (_name, change, feeds, expected) => {
    expect(judged("SC-02", known(change, feeds))).toBe(expected);
  });

  test("of EPSS or KEV that is missing does not matter where nothing is found", () => {
    const clean = got(cleanAdvisories({ missingFeeds: ["epss", "kev"] }));
    expect(judged("SC-02", { advisories: clean })).toBe("pass");
  });
});

test.each<[Partial<Advisory>, string]>([
  [{ kev: true, cvss: 5 }, "critical"],
  [{ malicious: true }, "critical"],
  [{ cvss: 9.1 }, "critical"],
  [{ cvss: 8, epss: 0.9 }, "high"],
  [{ cvss: 8, epss: 0.01 }, "medium"],
  [{ cvss: 2 }, "none"],
])("%j is a risk that is %s", (change, risk) => {
  const results = judge(cleanFacts("npm", known(change)), JUDGED_AT);
  const result = results.find(({ control }) => control === "SC-02");
  expect(result && riskOf(result)).toBe(risk);
});

test.each<[Partial<Advisory>, RegExp, RegExp]>([
  [
    { kev: true },
    /^zod@4\.6\.0 has a vulnerability that is being exploited \(GHSA-/,
    /^Update zod@4\.6\.0 to 4\.6\.1 or later/,
  ],
  [{ cvss: 9.5, fixedIn: [] }, /^zod@4\.6\.0 has a known/, /^There is no fixed version/],
  [{ malicious: true }, /is known malware/, /^Remove zod@4\.6\.0 from the dependencies/],
  [
    { cvss: 9.5, isArtifact: true, purl: "pkg:npm/%40acme/files@1.0.0" },
    /^@acme\/files@1\.0\.0/,
    /^Use version 4\.6\.1/,
  ],
])("%j is told with what to do", (change, title, remediation) => {
  const results = judge(cleanFacts("npm", known(change)), JUDGED_AT);
  const [finding] = results.find(({ control }) => control === "SC-02")?.findings ?? [];
  expect(finding?.title).toMatch(title);
  expect(finding?.remediation).toMatch(remediation);
});
