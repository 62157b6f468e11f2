import { expect, test } from "vitest";
import { NO_TIME, TimeText } from "./time-text.ts";

const EPOCH_MS = Date.UTC(2000, 0, 1);
const written = (times: TimeText, ms: number, more = 0): string => {
  const bytes = Buffer.from(`<${NO_TIME}>`);
  times.write((ms - EPOCH_MS) * 1_000 + more, bytes, 1);
  return bytes.toString("latin1");
};

test.each([
  "2000-01-01T00:00:00.000Z",
  "1999-12-31T23:59:59.999Z",
  "1970-01-01T00:00:00.000Z",
  "2026-11-27T16:05:09.007Z",
  "2028-02-29T23:59:59.999Z",
  "0001-01-01T00:00:00.001Z",
  "9999-12-31T23:59:59.999Z",
])("%s is written over the room for it, and nothing else", (text) => {
  expect(written(new TimeText(), Date.parse(text))).toBe(`<${text}>`);
});

test("times after each other are those of toISOString, whatever came before", () => {
  const times = new TimeText();
  let [ms, step] = [Date.UTC(1999, 11, 30), 1];
  for (let at = 0; at < 3_000; at += 1) {
    expect(written(times, ms)).toBe(`<${new Date(ms).toISOString()}>`);
    step = (step * 48_271) % 2_147_483_647;
    ms += (step % 5 === 0 ? -1 : 1) * (step % (at % 7 === 0 ? 400_000_000 : 70_000));
  }
});

test("parts of a millisecond are cut off, before 2000 too", () => {
  const times = new TimeText();
  expect(written(times, Date.parse("2026-01-01T00:00:00.001Z"), 999)).toContain("00:00:00.001Z");
  expect(written(times, Date.parse("1999-01-01T00:00:00.001Z"), 999)).toContain("00:00:00.001Z");
});

test.each([
  ["infinity", 2 ** 63],
  ["-infinity", -(2 ** 63)],
  ["a year of five digits", Date.UTC(10_000, 0, 1)],
  ["a year before the first", Date.UTC(-1, 0, 1)],
  ["no number", NaN],
])("%s leaves the room empty: no record was ever hashed with that", (_what, ms) => {
  const times = new TimeText();
  expect(written(times, Date.parse("2026-11-27T00:00:00.000Z"))).toContain("2026");
  expect(written(times, ms)).toBe(`<${NO_TIME}>`);
});
