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
  ["MIT) OR (MIT", false],
  ["Author", true],
  ["Orange-1 OR Without", true],
  ["MIT and ISC or X11 with Y", true],
  ["MIT+", true],
  ["+MIT", false],
  ["-MIT", false],
  ["MIT:1", false],
  ["DocumentRef-a.b:LicenseRef-c", true],
  ["DocumentRef-a.b:MIT", false],
  ["xLicenseRef-c", true],
  ["LicenseRef-c_d", false],
  [" MIT   OR\tISC ", true],
  [`MIT${"0".repeat(497)}`, true],
  [`MIT${"0".repeat(498)}`, false],
  [`MIT${" OR MIT".repeat(100)}`, false],
])("%j has the form of an expression: %j", (text, expected) => {
  expect(isLicenceExpression(text)).toBe(expected);
});

test.each([
  ["MIT OR Beerware-9", false],
  ["Beerware-9 OR MIT", false],
  ["MIT WITH Beerware-9", true],
  ["MIT with Beerware-9", true],
  ["MIT AND", false],
  ["mit+", true],
  ["DocumentRef-a:LicenseRef-b", true],
  ["xLicenseRef-b", false],
  // One of each line of the list.
  ["0BSD AND Artistic-2.0 AND BlueOak-1.0.0 AND BSD-3-Clause-Clear", true],
  ["BSD-4-Clause AND ECL-2.0 AND Elastic-2.0 AND GPL-3.0", true],
  ["GPL-3.0-only AND LGPL-2.1-only AND LGPL-2.1-or-later AND MS-PL", true],
  ["MulanPSL-2.0 AND PSF-2.0 AND Python-2.0 AND Zlib", true],
])("of %j every licence is known: %j", (text, expected) => {
  expect(isKnownLicence(text)).toBe(expected);
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
