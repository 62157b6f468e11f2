import { describe, expect, test } from "vitest";
import { claimRefusal, isBelow, proofOf, selfAndAbove, type Proven } from "./namespaces.ts";

test.each([
  ["com.acme", "com.acme", true],
  ["com.acme.tools", "com.acme", true],
  ["com.acmetools", "com.acme", false],
  ["com", "com.acme", false],
  ["org.acme", "com.acme", false],
])("%s below %s: %s", (namespace, root, expected) => {
  expect(isBelow(namespace, root)).toBe(expected);
});

test("a namespace and all above it, the nearest first", () => {
  expect(selfAndAbove("com.acme.tools")).toEqual(["com.acme.tools", "com.acme", "com"]);
});

describe("a publisher is given", () => {
  test.each([
    ["domain", "acme.com", "com.acme", true],
    ["domain", "acme.com", "com.acme.tools", true],
    ["domain", "tools.acme.com", "com.acme", false],
    ["domain", "acme.com", "com.acmetools", false],
    ["domain", "acme.com", "org.acme", false],
    // Cyrillic а: another domain, whatever it looks like.
    ["domain", "xn--cme-5cd.com", "com.acme", false],
    ["github", "acme", "io.github.acme", true],
    ["github", "acme", "io.github.acme.tools", false],
    ["github", "acme", "io.github.other", false],
    ["npm", "acme", "com.acme", false],
    ["team", "data", "example.corp.data", true],
    ["team", "data", "com.acme", false],
  ] as const)("%s %s: %s? %s", (kind, identity, namespace, expected) => {
    expect(claimRefusal({ kind, identity }, namespace, ["corp.example"]) === null).toBe(expected);
  });
});

describe("the proof of a domain stands for", () => {
  const proven: Proven = { kind: "domain", identity: "acme.com", state: "proven", method: "dns" };
  test.each<[string, Partial<Proven>, string, "dns" | "well_known" | null]>([
    ["its namespace", {}, "com.acme", "dns"],
    ["what is below, by DNS", {}, "com.acme.tools", "dns"],
    ["its namespace, by a file", { method: "well_known" }, "com.acme", "well_known"],
    ["not what is below, by a file", { method: "well_known" }, "com.acme.tools", null],
    ["not its parent", { identity: "tools.acme.com" }, "com.acme", null],
    ["the days of grace", { state: "missing" }, "com.acme", "dns"],
    ["nothing once lost", { state: "lost" }, "com.acme", null],
    ["nothing while asserted", { state: "asserted", method: null }, "com.acme", null],
    ["nothing for an organisation", { kind: "github", method: null }, "io.github.acme", null],
  ])("%s", (_what, change, namespace, expected) => {
    expect(proofOf({ ...proven, ...change }, namespace)).toBe(expected);
  });
});
