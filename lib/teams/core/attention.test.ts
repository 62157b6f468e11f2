import { expect, test } from "vitest";
import { attentionOf, type AttentionFacts } from "./attention.ts";

const now = new Date("2026-11-23T12:00:00Z");
const GOOD: AttentionFacts = {
  lifecycle: "approved",
  quarantineNote: null,
  classification: "internal",
  hasDeputy: true,
  hasSupport: true,
  lastReleaseAt: new Date("2026-10-01T00:00:00Z"),
  versionCount: 3,
  violatedBy: [],
  candidateVersions: 0,
};

test("a server in order needs nothing", () => expect(attentionOf(GOOD, now)).toEqual([]));

test.each<[string, Partial<AttentionFacts>]>([
  ["quarantined", { quarantineNote: "leaks" }],
  ["rule_violation", { violatedBy: ["cloud", "cloud"] }],
  ["no_classification", { classification: null }],
  ["no_deputy", { hasDeputy: false }],
  ["candidate_versions", { candidateVersions: 2 }],
  ["no_support", { hasSupport: false }],
  ["stale", { lastReleaseAt: new Date("2025-01-01T00:00:00Z") }],
])("%s is told by its own fact alone", (kind, facts) => {
  const found = attentionOf({ ...GOOD, ...facts }, now);
  expect(found.map((item) => item.kind)).toEqual([kind]);
  expect(found[0]?.advice).not.toBe("");
});

test.each(["retired", "rejected"] as const)("a %s server needs nothing", (lifecycle) => {
  expect(attentionOf({ ...GOOD, lifecycle, hasDeputy: false }, now)).toEqual([]);
});

test("the most pressing comes first", () => {
  const all = attentionOf(
    { ...GOOD, quarantineNote: "x", hasDeputy: false, violatedBy: ["cloud"], hasSupport: false },
    now,
  );
  expect(all.map((item) => item.kind)).toEqual([
    "quarantined",
    "rule_violation",
    "no_deputy",
    "no_support",
  ]);
});

test("versions of a server that is itself under review wait with it", () => {
  expect(attentionOf({ ...GOOD, lifecycle: "in_review", candidateVersions: 1 }, now)).toEqual([]);
});
