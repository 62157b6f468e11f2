import { expect, test } from "vitest";
import { cleanManifest, daysBefore, got } from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import { isKnownLicence, isLicenceExpression } from "./licence.ts";

const licence = (license: string | null) =>
  judged("XR-LI-01", { manifest: got(cleanManifest("npm", { license })) });

test.each<[string | null, string]>([
  ["MIT", "pass"],
  ["apache-2.0", "pass"],
  ["(MIT OR Apache-2.0)", "pass"],
  ["GPL-2.0-only WITH Classpath-exception-2.0", "pass"],
  ["LicenseRef-Acme", "pass"],
  ["LGPL-2.1+", "pass"],
  [null, "fail 2 XR-LI-01/absent"],
  [" ", "fail 2 XR-LI-01/absent"],
  ["NOASSERTION", "fail 2 XR-LI-01/absent"],
  ["UNLICENSED", "warn XR-LI-01/unknown"],
  ["SEE LICENSE IN LICENSE.md", "warn XR-LI-01/unknown"],
  ["Beerware-9", "warn XR-LI-01/unknown"],
])("the licence %j: %s", (given, expected) => {
  expect(licence(given)).toBe(expected);
});

test.each([
  ["MIT", true],
  ["(MIT)", true],
  ["((MIT OR ISC) AND BSD-2-Clause)", true],
  ["MIT OR", false],
  ["OR MIT", false],
  ["MIT ISC", false],
  ["(MIT", false],
  ["MIT)", false],
  [")MIT(", false],
  ["()", false],
  ["", false],
  ["MIT/ISC", false],
  [`MIT${" OR MIT".repeat(100)}`, false],
])("%j has the form of an expression: %j", (text, expected) => {
  expect(isLicenceExpression(text)).toBe(expected);
});

test("one licence that nobody knows makes the whole unknown", () => {
  expect(isKnownLicence("MIT OR Beerware-9")).toBe(false);
});

test.each<[string | null, string | null, string]>([
  [daysBefore(365), null, "pass"],
  [daysBefore(366), null, "fail 2 XR-MA-01/old"],
  [daysBefore(1), "Use another.", "fail 2 XR-MA-01/deprecated"],
  [null, null, "not_checkable not_declared"],
  ["yesterday", null, "not_checkable not_declared"],
])("published %j, deprecated %j: %s", (publishedAt, deprecated, expected) => {
  const manifest = got(cleanManifest("npm", { publishedAt, deprecated }));
  expect(judged("XR-MA-01", { manifest })).toBe(expected);
});
