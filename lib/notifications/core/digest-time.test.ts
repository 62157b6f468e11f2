import { expect, test } from "vitest";
import { digestCutOff } from "./digest-time.ts";

test.each([
  ["2026-03-10T06:59:59.999Z", "2026-03-09T07:00:00.000Z"],
  ["2026-03-10T07:00:00.000Z", "2026-03-10T07:00:00.000Z"],
  ["2026-03-10T23:30:00.000Z", "2026-03-10T07:00:00.000Z"],
  ["2026-03-01T00:00:00.000Z", "2026-02-28T07:00:00.000Z"],
])("at %s the digest is the one of %s", (now, cut) => {
  expect(digestCutOff(new Date(now)).toISOString()).toBe(cut);
});
