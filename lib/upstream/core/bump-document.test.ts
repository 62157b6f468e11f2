import { expect, test } from "vitest";
import { parseJsonExact, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import { bumpDocument, tagOf, versionOf } from "./bump-document.ts";

const npm = {
  registryType: "npm",
  identifier: "@acme/files",
  version: "1.0.0",
  fileSha256: "a".repeat(64),
  transport: { type: "stdio" },
};

test("package and document get the new version, and the old digest goes", () => {
  const doc = { name: "a/b", description: "d", version: "1.0.0", packages: [npm], extra: [1] };
  expect(bumpDocument(doc, [{ position: 0, version: "1.1.0" }])).toEqual({
    name: "a/b",
    description: "d",
    version: "1.1.0",
    packages: [
      {
        registryType: "npm",
        identifier: "@acme/files",
        version: "1.1.0",
        transport: { type: "stdio" },
      },
    ],
    extra: [1],
  });
});

test.each([
  ["a server that counts by itself, behind its package", "0.3.0", "1.1.0", "1.1.0"],
  ["a server that counts by itself, ahead of its package", "5.2.9", "1.1.0", "5.2.10"],
  ["a server without a comparable version", "main", "1.1.0", "1.1.0"],
])("%s", (_name, own, seen, expected) => {
  const doc = { version: own, packages: [npm] };
  expect(bumpDocument(doc, [{ position: 0, version: seen }])["version"]).toBe(expected);
});

test("an image is named by its new tag; one that a digest pins keeps its name", () => {
  const tagged = { registryType: "oci", identifier: "reg.example:5000/acme/files:1.0.0" };
  const pinned = {
    registryType: "oci",
    identifier: "ghcr.io/acme/files@sha256:0",
    version: "1.0.0",
  };
  const doc = { version: "1.0.0", packages: [tagged, pinned] };
  const bumps = [0, 1].map((position) => ({ position, version: "1.1.0" }));
  expect(bumpDocument(doc, bumps)["packages"]).toEqual([
    { registryType: "oci", identifier: "reg.example:5000/acme/files:1.1.0" },
    { registryType: "oci", identifier: "ghcr.io/acme/files@sha256:0", version: "1.1.0" },
  ]);
});

test("other packages stay as they are, with numbers that JavaScript cannot hold", () => {
  const text =
    '{"version":"1.0.0","packages":[{"version":"1.0.0"},{"version":"9","n":12345678901234567890}]}';
  const doc = parseJsonExact(text) as JsonObject;
  const out = stringifyJson(bumpDocument(doc, [{ position: 0, version: "1.0.1" }]));
  expect(out).toBe(
    '{"version":"1.0.1","packages":[{"version":"1.0.1"},{"version":"9","n":12345678901234567890}]}',
  );
});

test("the tag of an image is its version", () => {
  expect(tagOf("ghcr.io/acme/files:1.2.3")).toBe("1.2.3");
  expect(tagOf("reg.example:5000/acme/files")).toBeNull();
  expect(tagOf("ghcr.io/acme/files@sha256:abc")).toBeNull();
  expect(versionOf({ identifier: "acme/files:2.0.0" })).toBe("2.0.0");
});
