import { describe, expect, test } from "vitest";
import {
  cleanEntry,
  cleanFacts,
  cleanTree,
  component,
  got,
  JUDGED_AT,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { TreeFacts } from "../facts.ts";
import { judge, type JudgedId } from "./judge.ts";

const EMPTY = { components: [], foreign: [], missing: [] };
const lost = [{ name: "left", spec: "^9.0.0", detail: "404" }];
const bare = [component({ integrity: null })];

test.each<[JudgedId, Partial<TreeFacts>, string]>([
  ["SC-01", { missing: lost }, "warn SC-01/unresolved"],
  ["SC-01", { components: [component({ purl: "" })] }, "warn SC-01/incomplete"],
  ["SC-01", { approximate: true }, "pass"],
  ["SC-01", { sbomDigest: "none" }, "fail 1 SC-01/absent"],
  ["SC-01", EMPTY, "pass"],
  ["SC-03", { lock: "resolved" }, "warn SC-03/ranges"],
  ["SC-03", { lock: "own" }, "pass"],
  ["SC-03", { lock: "none" }, "fail 2 SC-03/no-lock"],
  ["SC-03", { lock: "none", ...EMPTY }, "pass"],
  ["SC-03", { lock: "own", components: bare }, "fail 3 SC-03/no-hash"],
  ["SC-03", { lock: "own", lockIssues: ["other"] }, "warn SC-03/lock-differs"],
  ["SC-03", { lock: "own", missing: lost }, "warn SC-03/unresolved"],
  ["SC-04", { lock: "none" }, "fail 2 SC-04/no-lock"],
  ["SC-04", { lock: "none", ...EMPTY }, "pass"],
  ["SC-04", { components: bare }, "warn SC-04/no-hash"],
  ["SC-04", { lockIssues: ["zod has another hash"] }, "fail 2 SC-04/mismatch"],
  [
    "SC-05",
    { foreign: [{ name: "a", spec: "https://x.example/a.tgz", kind: "remote" }] },
    "fail 3 SC-05/remote",
  ],
  ["SC-05", { foreign: [{ name: "a", spec: "file:../a", kind: "file" }] }, "warn SC-05/file"],
  ["SC-05", { foreign: [{ name: "a", spec: "npm:b@1", kind: "alias" }] }, "warn SC-05/alias"],
  ["SC-05", { foreign: [{ name: "a", spec: "1.0.0", kind: "registry" }] }, "warn SC-05/registry"],
])("%s of %j: %s", (id, change, expected) => {
  expect(judged(id, { tree: got(cleanTree("npm", change)) })).toBe(expected);
});

describe("an image", () => {
  const tagged = {
    ...cleanEntry("oci").document,
    packages: [{ registryType: "oci", identifier: "ghcr.io/acme/files:1.2.0" }],
  };
  test("is pinned by its digest and not by a tag", () => {
    expect(judged("SC-03", {}, "oci")).toBe("pass");
    expect(judged("SC-03", { entry: cleanEntry("oci", { document: tagged }) }, "oci")).toBe(
      "fail 2 SC-03/tag-only",
    );
    expect(judged("SC-03", { entry: null }, "oci")).toBe("fail 2 SC-03/tag-only");
    expect(judged("SC-03", { entry: null, version: "sha256:00" }, "oci")).toBe("pass");
  });

  test("is whole when its manifest has the digest", () => {
    const bytes = {
      expected: "sha256:00",
      actual: "sha256:01",
      sizeBytes: 1,
      files: 1,
      unreferenced: [],
      refused: [],
    };
    expect(judged("SC-04", { bytes: got(bytes) }, "oci")).toBe("fail 2 SC-04/mismatch");
    expect(judged("SC-04", {}, "oci")).toBe("pass");
  });
});

test("credentials in the address of a dependency are not repeated", () => {
  const foreign = [
    { name: "a", spec: "git+https://user:hunter2@x.example/a.git", kind: "git" as const },
  ];
  const results = judge(cleanFacts("npm", { tree: got(cleanTree("npm", { foreign })) }), JUDGED_AT);
  expect(JSON.stringify(results)).not.toContain("hunter2");
  expect(JSON.stringify(results)).toContain("x.example/a.git");
});
