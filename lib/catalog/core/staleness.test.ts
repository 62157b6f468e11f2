import { expect, test } from "vitest";
import { ageWords, maintenanceSignals } from "./staleness.ts";

const NOW = new Date("2026-03-31T12:00:00Z");

test.each([
  ["2026-03-31T11:00:00Z", "fresh", "Newest version listed today"],
  ["2026-04-02T00:00:00Z", "fresh", "Newest version listed today"],
  ["2026-03-30T11:00:00Z", "fresh", "Newest version listed yesterday"],
  ["2026-03-19T11:00:00Z", "fresh", "Newest version listed 12 days ago"],
  ["2026-02-28T12:00:00Z", "fresh", "Newest version listed 1 month ago"],
  ["2025-10-01T00:00:00Z", "fresh", "Newest version listed 5 months ago"],
  ["2025-09-30T00:00:00Z", "aging", "Newest version listed 6 months ago"],
  ["2025-04-01T00:00:00Z", "aging", "Newest version listed 11 months ago"],
  ["2025-01-31T00:00:00Z", "stale", "Newest version listed 14 months ago"],
  ["2023-03-01T00:00:00Z", "stale", "Newest version listed 3 years ago"],
])("a newest version listed at %s is %s: %s", (at, level, words) => {
  const facts = { lastReleaseAt: new Date(at), now: NOW, versionCount: 3 };
  expect(maintenanceSignals({ ...facts, lifecycle: "approved" })).toEqual({ level, words });
});

test("no release date is unknown, not stale", () => {
  const facts = { lastReleaseAt: null, now: NOW, versionCount: 0 };
  expect(maintenanceSignals({ ...facts, lifecycle: "candidate" })).toEqual({
    level: "unknown",
    words: "No version listed",
  });
});

test("a single release and an ending life are said", () => {
  const facts = { lastReleaseAt: new Date("2026-03-30T11:00:00Z"), now: NOW, versionCount: 1 };
  expect(maintenanceSignals({ ...facts, lifecycle: "deprecated" }).words).toBe(
    "Newest version listed yesterday; the only one so far; no further releases are expected",
  );
});

test("ages never count a month that is not over", () => {
  expect(ageWords(new Date("2026-01-31T00:00:00Z"), new Date("2026-02-28T00:00:00Z"))).toBe(
    "28 days ago",
  );
});
