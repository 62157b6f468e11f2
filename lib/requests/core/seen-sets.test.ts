import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedOptions, isForTools, seenSets, stillCounts } from "./seen-sets.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

describe("an approval", () => {
  test("is for the sets that scans had seen when it was given", () => {
    expect(isForTools({ "packages[0]": A }, { "packages[0]": A })).toBe(true);
    expect(isForTools({ "packages[0]": A }, { "packages[0]": B })).toBe(false);
    expect(isForTools({ "packages[0]": A }, null)).toBe(false);
    expect(stillCounts({ decision: "approve", toolsSeen: { "packages[0]": A } }, {})).toBe(false);
  });

  test("is not for what no scan had seen by then, and is while none has", () => {
    expect(isForTools(null, { "packages[0]": A })).toBe(false);
    expect(isForTools({ "packages[0]": A }, { "packages[0]": A, "remotes[0]": B })).toBe(false);
    expect(isForTools(null, {})).toBe(true);
    expect(isForTools(null, null)).toBe(true);
  });

  test("counts again once scans see again what it was for", () => {
    const vote = { decision: "approve", toolsSeen: { "packages[0]": A } };
    expect([A, B, A].map((hash) => stillCounts(vote, { "packages[0]": hash }))).toEqual([
      ...[true, false, true],
    ]);
  });
});

test("a refusal stays, whatever scans see", () => {
  const toolsSeen = { "packages[0]": A };
  expect(stillCounts({ decision: "reject", toolsSeen }, { "packages[0]": B })).toBe(true);
});

test("the ways to install it that changed are named", () => {
  const before = { "packages[0]": A, "packages[1]": A, "remotes[0]": B };
  expect(changedOptions(before, { ...before, "packages[1]": B, "remotes[1]": A })).toEqual([
    "packages[1]",
  ]);
});

test("whatever is stored, what is read from it has nothing but hashes and is for itself", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (stored) => {
      const sets = seenSets(stored);
      expect(Object.values(sets).every((hash) => typeof hash === "string")).toBe(true);
      expect(isForTools(stored, stored)).toBe(true);
    }),
  );
});
