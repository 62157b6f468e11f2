import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("signs of the format are quoted, dates are ISO, nothing is an empty cell", () => {
  expect(csvLine(["a,b", 'say "x"', "two\nlines", 3, null, new Date(0)])).toBe(
    '"a,b","say ""x""","two\nlines",3,,1970-01-01T00:00:00.000Z\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", " =1"])(
  "%j cannot run as a formula",
  (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  },
);

test("a number stays a number, also below zero", () => {
  expect(csvLine([-3])).toBe("-3\r\n");
});
