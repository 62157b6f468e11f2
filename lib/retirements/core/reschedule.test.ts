import fc from "fast-check";
import { expect, test } from "vitest";
import { extendDates, rescheduleDates } from "./reschedule.ts";
import { RETIREMENT_STATES } from "./words.ts";

const at = (text: string) => new Date(`2027-${text}T00:00:00Z`);
const dates = { deprecatesAt: at("02-01"), brownoutAt: at("03-01"), retiresAt: at("04-01") };
const none = { deprecatesAt: null, brownoutAt: null, retiresAt: null };

test("dates only move later, and only of phases that have not begun", () => {
  expect(rescheduleDates(dates, "announced", { ...none, retiresAt: at("03-31") })).toMatchObject({
    ok: false,
    field: "retiresAt",
  });
  expect(rescheduleDates(dates, "brownout", { ...none, brownoutAt: at("03-15") })).toMatchObject({
    ok: false,
    field: "brownoutAt",
  });
  expect(rescheduleDates(dates, "retired", { ...none, retiresAt: at("05-01") })).toMatchObject({
    ok: false,
  });
});

test("a phase that is pushed pushes those after it", () => {
  expect(rescheduleDates(dates, "deprecated", { ...none, brownoutAt: at("05-01") })).toEqual({
    ok: true,
    dates: { ...dates, brownoutAt: at("05-01"), retiresAt: at("05-01") },
  });
});

test("an extension moves the end, and a brown-out that has not begun by as much", () => {
  expect(extendDates(dates, "deprecated", at("04-11"))).toEqual({
    ...dates,
    brownoutAt: at("03-11"),
    retiresAt: at("04-11"),
  });
  expect(extendDates(dates, "brownout", at("04-11"))).toEqual({ ...dates, retiresAt: at("04-11") });
  expect(extendDates(dates, "brownout", at("03-20"))).toEqual(dates);
});

test("whatever is asked, dates stay in order and never come nearer", () => {
  const maybe = fc.option(
    fc.integer({ min: 0, max: 500 }).map((n) => new Date(at("01-01").getTime() + n * 86_400_000)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...RETIREMENT_STATES),
      fc.record({ deprecatesAt: maybe, brownoutAt: maybe, retiresAt: maybe }),
      maybe,
      (state, asked, until) => {
        const moved = rescheduleDates(dates, state, asked);
        const all = [
          ...(moved.ok ? [moved.dates] : []),
          ...(until === null ? [] : [extendDates(dates, state, until)]),
        ];
        for (const next of all) {
          expect(next.deprecatesAt <= next.brownoutAt && next.brownoutAt <= next.retiresAt).toBe(
            true,
          );
          for (const key of ["deprecatesAt", "brownoutAt", "retiresAt"] as const)
            expect(next[key] >= dates[key]).toBe(true);
        }
      },
    ),
  );
});
