import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GRACE_DAYS, isProven, nextStand, OUTCOMES, type Looked, type Stand } from "./proof.ts";

const now = new Date("2026-11-27T00:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
const asserted: Stand = { state: "asserted", method: null, missingSince: null };
const byDns: Stand = { state: "proven", method: "dns", missingSince: null };
const byFile: Stand = { state: "proven", method: "well_known", missingSince: null };
const missing = (days: number): Stand => ({
  state: "missing",
  method: "dns",
  missingSince: ago(days),
});
const lost: Stand = { state: "lost", method: "dns", missingSince: ago(30) };

test.each<[string, Stand, Looked, Partial<Stand>]>([
  ["nothing there", asserted, { dns: "absent", well_known: "absent" }, asserted],
  ["another token", asserted, { dns: "wrong", well_known: "wrong" }, asserted],
  ["a record", asserted, { dns: "proven", well_known: "absent" }, byDns],
  ["a file", asserted, { dns: "absent", well_known: "proven" }, byFile],
  ["both", asserted, { dns: "proven", well_known: "proven" }, byDns],
  [
    "a record that cannot be asked for",
    byDns,
    { dns: "not_checkable", well_known: "absent" },
    byDns,
  ],
  ["that, and a file", byDns, { dns: "not_checkable", well_known: "proven" }, byDns],
  ["a record that went, and a file", byDns, { dns: "absent", well_known: "proven" }, byFile],
  [
    "a record that went",
    byDns,
    { dns: "absent", well_known: "absent" },
    { state: "missing", missingSince: now },
  ],
  [
    "another token in its place",
    byDns,
    { dns: "wrong", well_known: "absent" },
    { state: "missing" },
  ],
  [
    "a file that went, while DNS is silent",
    byFile,
    { dns: "not_checkable", well_known: "absent" },
    { state: "missing" },
  ],
  [
    "6 days without it",
    missing(6),
    { dns: "absent", well_known: "absent" },
    { state: "missing", missingSince: ago(6) },
  ],
  [
    "7 days without it",
    missing(7),
    { dns: "absent", well_known: "absent" },
    { state: "lost", missingSince: ago(7) },
  ],
  [
    "8 days, and no answer today",
    missing(8),
    { dns: "not_checkable", well_known: "absent" },
    missing(8),
  ],
  ["back in time", missing(6), { dns: "proven", well_known: "absent" }, byDns],
  ["lost and still away", lost, { dns: "absent", well_known: "absent" }, lost],
  ["lost and proven again", lost, { dns: "proven", well_known: "absent" }, byDns],
])("%s", (_what, before, looked, expected) => {
  expect(nextStand(before, looked, now)).toMatchObject(expected);
});

describe("whatever is seen", () => {
  const outcome = fc.constantFrom(...OUTCOMES);
  const looks = fc.array(fc.record({ dns: outcome, well_known: outcome }), { maxLength: 30 });

  test("nothing is proven without having been seen, and nothing is lost before the days of grace", () => {
    fc.assert(
      fc.property(looks, (all) => {
        let stand = asserted;
        let lastSeen: number | null = null;
        all.forEach((looked, day) => {
          stand = nextStand(stand, looked, ago(-day));
          if (Object.values(looked).includes("proven")) lastSeen = day;
          if (lastSeen === null) expect(stand).toEqual(asserted);
          else if (day - lastSeen < GRACE_DAYS) expect(isProven(stand.state)).toBe(true);
        });
      }),
    );
  });
});
