import fc from "fast-check";
import { expect, test } from "vitest";
import { orderKey, semanticVersion, type SemanticVersion } from "./version-order.ts";

type Release = { version: string; publishedAt: string };

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The rule of the registry, told again in the plainest way. */
function compare(a: Release, b: Release): number {
  const [left, right] = [semanticVersion(a.version), semanticVersion(b.version)];
  if (left !== null && right !== null) return compareSemantic(left, right);
  if (left === null && right === null)
    return Math.sign(Date.parse(a.publishedAt) - Date.parse(b.publishedAt));
  return left === null ? -1 : 1;
}

function compareSemantic(a: SemanticVersion, b: SemanticVersion): number {
  for (const [at, number] of a.core.entries()) {
    const difference = BigInt(number) - BigInt(b.core[at] ?? "0");
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length);
  for (const [at, label] of a.prerelease.entries()) {
    const other = b.prerelease[at];
    if (other === undefined) return 1;
    const order = compareLabels(label, other);
    if (order !== 0) return order;
  }
  return a.prerelease.length < b.prerelease.length ? -1 : 0;
}

function compareLabels(a: string, b: string): number {
  const [aNumber, bNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aNumber && bNumber) return Number(BigInt(a) - BigInt(b) > 0n) - Number(BigInt(a) < BigInt(b));
  if (aNumber !== bNumber) return aNumber ? -1 : 1;
  return byCodeUnit(a, b);
}

const number = fc.oneof(fc.nat(12), fc.bigInt({ min: 0n, max: 10n ** 30n })).map(String);
const label = fc.oneof(
  number,
  fc.constantFrom("alpha", "beta", "rc", "alpha-1", "a", "ab", "A", "-", "--1", "x10"),
);
const semantic = fc
  .tuple(
    fc.constantFrom("", "v"),
    fc.tuple(number, number, number),
    fc.array(label, { maxLength: 3 }),
    fc.constantFrom("", "+build.1", "+007"),
  )
  .map(
    ([v, core, labels, build]) =>
      `${v}${core.join(".")}${labels.length ? `-${labels.join(".")}` : ""}${build}`,
  );
const other = fc.constantFrom(
  "mcp",
  "2.1",
  "3.3.0.1",
  "1.0.1º",
  "2021.03.15",
  "snapshot",
  "V1.0.0",
);
const time = fc
  .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const release = fc.record({ version: fc.oneof(semantic, other), publishedAt: time });

test("keys sort exactly as the registry orders versions", () => {
  fc.assert(
    fc.property(release, release, (a, b) => {
      const order = byCodeUnit(
        orderKey(a.version, a.publishedAt),
        orderKey(b.version, b.publishedAt),
      );
      expect(order).toBe(compare(a, b));
    }),
    { numRuns: 500 },
  );
});

const AT = "2025-10-09T17:05:17.793149Z";

test("semantic versions stand in the order of semver.org", () => {
  const ordered = [
    "0.9.9",
    "1.0.0-0",
    "1.0.0-2",
    "1.0.0-11",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-alpha-1",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "v1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0-rc.1",
    "10.0.0",
  ];
  const keys = ordered.map((version) => orderKey(version, AT));
  expect([...keys].sort(byCodeUnit)).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test("build metadata does not count", () => {
  expect(orderKey("1.0.0+b", AT)).toBe(orderKey("v1.0.0+a", "2020-01-01T00:00:00Z"));
});

test.each([
  "1.0",
  "1.0.0.0",
  "01.0.0",
  "1.0.0-01",
  "V1.0.0",
  "vv1.0.0",
  "1.0.0-",
  " 1.0.0",
  "1.0.0-a..b",
])("%j is not a semantic version, so any semantic version is greater", (version) => {
  expect(semanticVersion(version)).toBeNull();
  expect(orderKey(version, "2099-01-01T00:00:00Z") < orderKey("0.0.0-0", AT)).toBe(true);
});

test("microseconds and time zones count when the publish time decides", () => {
  const times = [
    "1969-12-31T23:59:59Z",
    "2025-10-09T17:05:17.793149Z",
    "2025-10-09T17:05:17.79315Z",
    "2025-10-09T17:05:18Z",
    "2025-10-09T17:05:18+00:00",
    "2025-10-09T16:05:19-01:00",
  ];
  const keys = times.map((at) => orderKey("mcp", at));
  expect([...keys].sort(byCodeUnit)).toEqual(keys);
  expect(keys[3]).toBe(keys[4]);
});

test("a publish time that is none is refused", () => {
  expect(() => orderKey("mcp", "yesterday")).toThrow(RangeError);
});
