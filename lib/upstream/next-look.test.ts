import { expect, test } from "vitest";
import { JOBS } from "#lib/jobs/queues.ts";
import { LOOK_MINUTE, nextLook } from "./next-look.ts";

test.each([
  ["2026-11-27T10:00:00.000Z", "2026-11-27T10:37:00.000Z"],
  ["2026-11-27T10:36:59.999Z", "2026-11-27T10:37:00.000Z"],
  ["2026-11-27T10:37:00.000Z", "2026-11-27T11:37:00.000Z"],
  ["2026-11-27T23:40:00.000Z", "2026-11-28T00:37:00.000Z"],
])("at %s the next look is due at %s", (now, at) => {
  expect(nextLook(new Date(now)).toISOString()).toBe(at);
});

test("the worker's clock and what is promised are the same", () => {
  expect(JOBS["upstream.check"].cron).toBe(`${LOOK_MINUTE} * * * *`);
});
