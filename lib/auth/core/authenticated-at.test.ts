import { expect, test } from "vitest";
import { isFresh } from "#lib/requests/core/separation.ts";
import { authenticatedAt, UNKNOWN_SIGN_IN } from "./authenticated-at.ts";

const now = new Date("2026-11-26T12:00:00.500Z");
const seconds = Math.floor(now.getTime() / 1_000);

test.each([
  ["the provider's own time counts", seconds - 3_600, false, new Date((seconds - 3_600) * 1_000)],
  [
    "also where it was asked anew and did not",
    seconds - 3_600,
    true,
    new Date((seconds - 3_600) * 1_000),
  ],
  ["a provider's fast clock makes nobody fresher than now", seconds + 900, false, now],
  ["without a time, being asked anew counts as now", undefined, true, now],
  ["without either, nobody knows", undefined, false, UNKNOWN_SIGN_IN],
  ["a time in words is none", "2026-11-26", false, UNKNOWN_SIGN_IN],
  ["nor is what is no number", Number.NaN, false, UNKNOWN_SIGN_IN],
  ["nor is a negative one", -1, false, UNKNOWN_SIGN_IN],
  ["nor infinity", Number.POSITIVE_INFINITY, false, UNKNOWN_SIGN_IN],
] as const)("%s", (_sentence, authTime, askedAnew, expected) => {
  expect(authenticatedAt({ authTime, askedAnew, now })).toEqual(expected);
});

test("a sign-in that nobody dated is never fresh", () => {
  expect(isFresh(UNKNOWN_SIGN_IN, now)).toBe(false);
});
