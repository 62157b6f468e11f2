import { describe, expect, test } from "vitest";
import { distanceWords, isNewer, isRelease, newestRelease, newestTag } from "./releases.ts";

test.each([
  ["1.2.4", "1.2.3", true],
  ["1.10.0", "1.9.9", true],
  ["v2.0.0", "1.9.9", true],
  ["2", "1.9.9", true],
  ["2025.7.29", "2025.7.1", true],
  ["1.2.0.1", "1.2.0", true],
  ["1.2", "1.2.0", false],
  ["1.2.3", "1.2.3", false],
  ["1.2.2", "1.2.3", false],
  ["2.0.0-beta.1", "1.0.0", false],
  ["2.0.0rc1", "1.0.0", false],
  ["2.0.0", "main", false],
  ["latest", "1.0.0", false],
])("%s is newer than %s: %s", (seen, current, expected) => {
  expect(isNewer(seen, current)).toBe(expected);
});

test("previews are no releases", () => {
  expect(["1.0.0", "v1.0.0", "1.0.0-rc.1", "1.0.0+build", "", "1..0"].map(isRelease)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("the newest release is found whatever the order, and previews never are it", () => {
  expect(newestRelease(["1.0.0", "3.0.0-alpha", "2.1.0", "2.0.0"])).toBe("2.1.0");
  expect(newestRelease(["next", "3.0.0-alpha"])).toBeNull();
});

test("tags that move along are no versions", () => {
  expect(newestTag(["9", "9.9", "latest", "1.2.3", "1.2.4", "1.3.0-alpine"])).toBe("1.2.4");
});

describe("how far behind", () => {
  test.each([
    ["1.2.3", "3.0.0", "2 major versions behind"],
    ["1.2.3", "2.9.9", "1 major version behind"],
    ["1.2.3", "1.4.0", "2 minor versions behind"],
    ["1.2.3", "1.2.4", "1 patch behind"],
    ["1.2.3", "1.2.9", "6 patches behind"],
    ["1.2", "1.2.1", "1 patch behind"],
    ["1.2.3", "1.2.3", null],
    ["2.0.0", "1.0.0", null],
    ["main", "1.0.0", null],
  ])("%s, %s upstream", (current, seen, words) => {
    expect(distanceWords(current, seen)).toBe(words);
  });
});
