import fc from "fast-check";
import { expect, test } from "vitest";
import { brownoutActive, nextBrownout } from "./brownout.ts";

const at = (text: string) => new Date(`2027-${text}Z`);
const dates = { brownoutAt: at("03-01T00:00:00"), retiresAt: at("04-01T00:00:00") };

test.each([
  ["02-28T00:30:00", false],
  ["03-01T00:00:00", true],
  ["03-01T00:59:59", true],
  ["03-01T01:00:00", false],
  ["03-24T11:00:00", false],
  ["03-25T00:00:00", true],
  ["03-25T11:59:59", true],
  ["03-25T12:00:00", false],
  // Held past its end: it goes on as in the last week.
  ["04-05T11:00:00", true],
  ["04-05T12:00:00", false],
])("at %s clients miss the server: %s", (now, active) =>
  expect(brownoutActive(dates, at(now))).toBe(active),
);

test("a brown-out that begins in the middle of a day begins there", () => {
  const late = { ...dates, brownoutAt: at("03-01T00:30:00") };
  expect(brownoutActive(late, at("03-01T00:29:00"))).toBe(false);
  expect(brownoutActive(late, at("03-01T00:30:00"))).toBe(true);
  expect(
    nextBrownout({ ...dates, brownoutAt: at("03-01T10:00:00") }, at("02-01T00:00:00")),
  ).toEqual({ startsAt: at("03-02T00:00:00"), endsAt: at("03-02T01:00:00") });
});

test("the next window is the one that is told, and it is the one that comes", () => {
  const moment = fc.integer({ min: 0, max: 90 * 24 * 4 }).map((n) => new Date(n * 900_000));
  fc.assert(
    fc.property(moment, moment, moment, (one, other, now) => {
      const [brownoutAt, retiresAt] = one < other ? [one, other] : [other, one];
      const some = { brownoutAt, retiresAt };
      const { startsAt, endsAt } = nextBrownout(some, now);
      expect(startsAt < endsAt).toBe(true);
      expect(brownoutActive(some, now)).toBe(startsAt <= now && now < endsAt);
      expect(brownoutActive(some, startsAt)).toBe(true);
      expect(brownoutActive(some, new Date(endsAt.getTime() - 1))).toBe(true);
      expect(brownoutActive(some, endsAt)).toBe(false);
    }),
  );
});
