import { describe, expect, test } from "vitest";
import { lapseAt, type EntryLapse } from "./stand-now.ts";

const lapse = (at: string, level: 0 | 1): EntryLapse => ({
  ...{ at, level, flag: "provisional", staleSince: null, score: null, risk: "none" },
  coverage: { evaluated: 1, applicable: 2 },
});
const FIRST = lapse("2026-12-01T00:00:00.000Z", 1);
const SECOND = lapse("2027-01-01T00:00:00.000Z", 0);

describe("how a version stands at a moment", () => {
  test.each<[string, string, EntryLapse | null]>([
    ["as written down before the first lapse", "2026-11-30T23:59:59.999Z", null],
    ["as the first lapse says from its very moment on", FIRST.at, FIRST],
    ["so until the next one", "2026-12-31T23:59:59.999Z", FIRST],
    ["as the last one says from then on", "2028-01-01T00:00:00.000Z", SECOND],
  ])("is %s", (_when, now, expected) => {
    expect(lapseAt([FIRST, SECOND], new Date(now))).toBe(expected);
  });

  test("is as written down where nothing lapses", () => {
    expect(lapseAt([], new Date(SECOND.at))).toBeNull();
  });
});
