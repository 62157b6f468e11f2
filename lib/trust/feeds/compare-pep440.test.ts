import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { comparePep440 } from "./compare-pep440.ts";

/** Lowest first; by the rules of PEP 440. */
const ORDER = [
  "not a version",
  "1.dev0",
  "1.0.dev456",
  "1.0a1.dev2",
  "1.0a1",
  "1.0a2.dev456",
  "1.0a12.dev456",
  "1.0a12",
  "1.0b1.dev456",
  "1.0b2",
  "1.0b2.post345.dev456",
  "1.0b2.post345",
  "1.0rc1.dev456",
  "1.0rc1",
  "1.0",
  "1.0+abc.5",
  "1.0+abc.7",
  "1.0+5",
  "1.0+5.1",
  "1.0.post456.dev34",
  "1.0.post456",
  "1.0.15",
  "1.1.dev1",
  "1.1",
  "1.9",
  "1.10",
  "20240101",
  "99999999999999999999998",
  "99999999999999999999999",
  "1!0.1",
];

test("versions come in the order of PEP 440", () => {
  for (const [at, one] of ORDER.entries())
    for (const [other, another] of ORDER.entries())
      expect(Math.sign(comparePep440(one, another)), `${one} to ${another}`).toBe(
        Math.sign(at - other),
      );
});

test.each([
  ["1.0", "1.0.0"],
  ["1.0", "v1"],
  ["1.0", " 1.0 "],
  ["1.0alpha1", "1.0a1"],
  ["1.0-beta.2", "1.0b2"],
  ["1.0c1", "1.0rc1"],
  ["1.0preview", "1.0rc0"],
  ["1.0-1", "1.0.post1"],
  ["1.0rev3", "1.0.post3"],
  ["1.0.DEV1", "1.0.dev1"],
  ["1.0+ubuntu-1", "1.0+ubuntu.1"],
  ["01.002", "1.2"],
])("%s and %s are the same version", (one, other) => {
  expect(comparePep440(one, other)).toBe(0);
});

describe("any text", () => {
  test("compares the other way round with the other sign", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(Math.sign(comparePep440(one, other))).toBe(0 - Math.sign(comparePep440(other, one)));
      }),
    );
  });

  test("takes no time, however long it is", async () => {
    const took = await cpuMsOf(() => {
      comparePep440(`${"1.".repeat(100_000)}x`, `1.0+${"a-".repeat(100_000)}`);
      comparePep440("1".repeat(250), `${"1.".repeat(120)}x`);
    });
    expect(took).toBeLessThan(500);
  });
});
