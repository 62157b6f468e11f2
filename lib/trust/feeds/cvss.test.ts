import { expect, test } from "vitest";
import { highestBaseScore } from "./cvss.ts";

// Scores as the calculators of FIRST and NIST give them.
test.each([
  ["AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5],
  ["AV:L/AC:H/Au:M/C:N/I:N/A:P", 0.8],
  ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O", 9.8],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 9.3],
])("the base score of %s is %s", (vector, score) => {
  expect(highestBaseScore([vector])).toBe(score);
});

test.each([
  [""],
  ["7.5"],
  ["CVSS:3.1/"],
  ["CVSS:3.1/AV:N"],
  ["CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["CVSS:9.9/AV:N/AC:L"],
  [`CVSS:3.1/${"AV:N/".repeat(10_000)}`],
])("%s has no score", (vector) => {
  expect(highestBaseScore([vector])).toBeNull();
});

test("of several vectors the highest score counts, and none that cannot be read", () => {
  const low = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N";
  const high = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
  expect(highestBaseScore([low, high, "nonsense"])).toBe(9.3);
  expect(highestBaseScore([])).toBeNull();
});
