import { expect, test } from "vitest";
import { expiryOf, isAlive } from "./limits.ts";

const now = new Date("2026-11-23T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const session = {
  expiresAt: expiryOf(hoursAgo(1)),
  lastSeenAt: hoursAgo(0.1),
  revokedAt: null,
  personDisabledAt: null,
};

test.each([
  ["a session in use lives", {}, true],
  ["it ends 12 hours after the sign-in", { expiresAt: expiryOf(hoursAgo(12)) }, false],
  ["it lives just before that", { expiresAt: expiryOf(hoursAgo(11.99)) }, true],
  ["it ends after two hours without a request", { lastSeenAt: hoursAgo(2) }, false],
  ["revoking ends it", { revokedAt: now }, false],
  ["disabling the person ends it", { personDisabledAt: now }, false],
])("%s", (_sentence, change, alive) => {
  expect(isAlive({ ...session, ...change }, now)).toBe(alive);
});
