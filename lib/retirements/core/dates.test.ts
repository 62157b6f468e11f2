import fc from "fast-check";
import { expect, test } from "vitest";
import { planDates } from "./dates.ts";

const now = new Date("2027-01-01T10:37:00Z");
const none = { deprecatesOn: null, brownoutOn: null, retiresOn: null };
const at = (day: string) => new Date(`${day}T00:00:00Z`);

test("where nobody says otherwise, phases begin at midnight after 14, 60 and 90 whole days", () => {
  expect(planDates(now, none)).toEqual({
    deprecatesAt: at("2027-01-16"),
    brownoutAt: at("2027-03-03"),
    retiresAt: at("2027-04-02"),
  });
});

test("a phase never comes before the one it follows, nor before now", () => {
  expect(
    planDates(now, {
      deprecatesOn: "2026-12-01",
      brownoutOn: "2027-06-01",
      retiresOn: "2027-05-01",
    }),
  ).toEqual({ deprecatesAt: now, brownoutAt: at("2027-06-01"), retiresAt: at("2027-06-01") });
});

test("whatever is asked, the dates stand in their order", () => {
  const day = fc.option(
    fc
      .integer({ min: -200, max: 600 })
      .map((n) => new Date(now.getTime() + n * 86_400_000).toISOString().slice(0, 10)),
  );
  fc.assert(
    fc.property(fc.record({ deprecatesOn: day, brownoutOn: day, retiresOn: day }), (asked) => {
      const { deprecatesAt, brownoutAt, retiresAt } = planDates(now, asked);
      expect(now <= deprecatesAt && deprecatesAt <= brownoutAt && brownoutAt <= retiresAt).toBe(
        true,
      );
    }),
  );
});
