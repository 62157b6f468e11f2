import { describe, expect, test } from "vitest";
import { fixesFor, isAffected } from "./affected.ts";
import { ecosystemOf } from "./ecosystems.ts";
import { readOsv, type OsvAffected } from "./osv-record.ts";

type Event = Record<string, string>;

function affected(events: Event[][], versions: string[] = [], type = "SEMVER"): OsvAffected {
  const record = readOsv({
    id: "T-1",
    modified: "2026-01-01T00:00:00Z",
    affected: [
      {
        package: { ecosystem: "npm", name: "x" },
        ranges: events.map((one) => ({ type, events: one })),
        versions,
      },
    ],
  });
  if (typeof record === "string") throw new Error(record);
  const [first] = record.packages;
  if (!first) throw new Error("none");
  return first;
}

const compareOf = (purl: string) => ecosystemOf(purl)?.compare ?? (() => null);
const npm = compareOf("pkg:npm/x@1");
const pypi = compareOf("pkg:pypi/x@1");

const upTo2 = [{ introduced: "0" }, { fixed: "2.0.0" }];
const two = [
  { introduced: "1.0.0" },
  { fixed: "1.3.0" },
  { introduced: "2.0.0" },
  { fixed: "2.1.0" },
];
const last = [{ introduced: "1.0.0" }, { last_affected: "1.5.0" }];

describe("a version of npm is affected by OSV's algorithm", () => {
  test.each([
    ["from the beginning", [upTo2], "0.0.0-alpha", true],
    ["below the fix", [upTo2], "1.9.9", true],
    ["a pre-release of the fix", [upTo2], "2.0.0-rc.1", true],
    ["the fix itself", [upTo2], "2.0.0", false],
    ["the fix, built differently", [upTo2], "2.0.0+build.7", false],
    ["after the fix", [upTo2], "2.0.1", false],
    ["without any end", [[{ introduced: "0" }]], "999.0.0", true],
    ["before it was introduced", [[{ introduced: "1.2.0" }]], "1.1.9", false],
    ["a pre-release before it was introduced", [[{ introduced: "1.2.0" }]], "1.2.0-beta", false],
    ["when it was introduced", [[{ introduced: "1.2.0" }]], "1.2.0", true],
    ["the last that is affected", [last], "1.5.0", true],
    ["after the last that is affected", [last], "1.5.1", false],
    ["in the first of two intervals", [two], "1.2.0", true],
    ["between two intervals", [two], "1.3.0", false],
    ["in the second of two intervals", [two], "2.0.5", true],
    ["after two intervals", [two], "2.1.0", false],
    ["events in any order", [[...two].reverse()], "1.4.0", false],
    ["events in any order, inside", [[...two].reverse()], "2.0.5", true],
    ["numbers, not letters", [[{ introduced: "1.9.0" }]], "1.10.0", true],
    ["one of several ranges", [upTo2, [{ introduced: "5.0.0" }]], "5.1.0", true],
    ["none of several ranges", [upTo2, [{ introduced: "5.0.0" }]], "3.0.0", false],
    [
      "introduced and last at one version",
      [[{ introduced: "1.0.0" }, { last_affected: "1.0.0" }]],
      "1.0.0",
      true,
    ],
    [
      "past a single version",
      [[{ last_affected: "1.0.0" }, { introduced: "1.0.0" }]],
      "2.0.0",
      false,
    ],
    ["an end without a beginning", [[{ fixed: "2.0.0" }]], "1.0.0", false],
    ["no events", [[]], "1.0.0", false],
    ["no ranges", [], "1.0.0", false],
    ["below the limit", [[{ introduced: "1.0.0" }, { limit: "2.0.0" }]], "1.5.0", true],
    ["at the limit", [[{ introduced: "1.0.0" }, { limit: "2.0.0" }]], "2.0.0", false],
    [
      "below one of the limits",
      [[{ introduced: "0" }, { limit: "2.0.0" }, { limit: "3.0.0" }]],
      "2.5.0",
      true,
    ],
    ["a limit that is none", [[{ introduced: "0" }, { limit: "*" }]], "9.0.0", true],
    [
      "a fix that is no version ends nothing",
      [[{ introduced: "0" }, { fixed: "tomorrow" }]],
      "3.0.0",
      true,
    ],
    ["a beginning that is no version", [[{ introduced: "some day" }]], "3.0.0", true],
    ["nearly a version", [[{ introduced: "0" }, { fixed: "v1.2" }]], "1.2.0", false],
    ["what is no version is not cleared", [upTo2], "latest", true],
  ])("%s: %j, %s → %s", (_what, ranges, version, expected) => {
    expect(isAffected(version, affected(ranges as Event[][]), npm)).toBe(expected);
  });

  test.each([
    ["1.2.3", true],
    ["v1.2.3", true],
    ["1.2.4", false],
  ])("%s, listed by itself → %s", (version, expected) => {
    expect(isAffected(version, affected([], ["1.2.3", "0.1.0"]), npm)).toBe(expected);
  });

  test("a list counts beside ranges that say nothing about it", () => {
    expect(isAffected("7.0.0", affected([upTo2], ["7.0.0"]), npm)).toBe(true);
  });

  test("commits say nothing about versions", () => {
    expect(isAffected("1.0.0", affected([[{ introduced: "0" }]], [], "GIT"), npm)).toBe(false);
  });
});

describe("a version of a Python package is affected by PEP 440", () => {
  const range = [{ introduced: "0" }, { fixed: "2.0" }];
  test.each([
    ["2.0rc1", true],
    ["2.0.dev3", true],
    ["2.0", false],
    ["2", false],
    ["2.0.0", false],
    ["2.0.post1", false],
    ["1!0.5", false],
    ["1.10", true],
  ])("%s below 2.0 → %s", (version, expected) => {
    expect(isAffected(version, affected([range], [], "ECOSYSTEM"), pypi)).toBe(expected);
  });

  test("a listed version counts in each of its spellings", () => {
    expect(isAffected("1.0.0", affected([], ["1.0"], "ECOSYSTEM"), pypi)).toBe(true);
    expect(isAffected("1.0.post1", affected([], ["1.0"], "ECOSYSTEM"), pypi)).toBe(false);
  });
});

test("the versions that mend it are those above, lowest first", () => {
  const both = [affected([two]), affected([[{ introduced: "1.0.0" }, { fixed: "1.10.0" }]])];
  expect(fixesFor("1.3.0", both, npm)).toEqual(["1.10.0", "2.1.0"]);
  expect(fixesFor("9.0.0", both, npm)).toEqual([]);
});
