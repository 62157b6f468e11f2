import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../core/facts.ts";
import { readSbom } from "./read-sbom.ts";
import { writeSbom } from "./write-sbom.ts";

const sri = (text: string) => `sha512-${createHash("sha512").update(text).digest("base64")}`;
const ARTIFACT = {
  name: "@acme/server",
  version: "1.0.0",
  purl: "pkg:npm/%40acme/server@1.0.0",
  license: "MIT",
  needs: ["pkg:npm/one@1.0.0"],
};
const component = (name: string, more: Partial<Component> = {}): Component => ({
  name,
  version: "1.0.0",
  purl: `pkg:npm/${name.replace("@", "%40")}@1.0.0`,
  integrity: sri(name),
  license: null,
  depth: 1,
  hasInstallScript: false,
  optional: false,
  needs: [],
  ...more,
});
const TREE = [
  component("@scope/two", { depth: 2, license: "(MIT OR Apache-2.0)", hasInstallScript: true }),
  component("one", { needs: ["pkg:npm/%40scope/two@1.0.0"], license: "SEE LICENSE IN x" }),
  component("three", { depth: 3, optional: true, integrity: null, license: "BSD-3-Clause" }),
  component("zero", { depth: 1, isDeclared: true }),
];

test("what was written is read back", () => {
  const sbom = readSbom(writeSbom(ARTIFACT, TREE));
  expect(sbom?.artifact).toBe(ARTIFACT.purl);
  expect(sbom?.needs).toEqual(ARTIFACT.needs);
  expect(sbom?.components).toEqual(TREE);
});

test("it is CycloneDX 1.6 without a time or a random number, whatever the order", () => {
  const written = writeSbom(ARTIFACT, TREE);
  expect(writeSbom(ARTIFACT, [...TREE].reverse()).equals(written)).toBe(true);
  const document = JSON.parse(written.toString()) as Record<string, unknown>;
  expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
  expect(document).not.toHaveProperty("serialNumber");
  expect(document).not.toHaveProperty("metadata.timestamp");
});

test("it is valid by the official schema of CycloneDX", async () => {
  const schemas = new URL("../res/schema/", import.meta.resolve("@cyclonedx/cyclonedx-library"));
  const schema = async (name: string) =>
    JSON.parse(await readFile(new URL(name, schemas), "utf8")) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(
    await schema("spdx.SNAPSHOT.schema.json"),
    "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json",
  );
  ajv.addSchema(
    await schema("jsf-0.82.SNAPSHOT.schema.json"),
    "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json",
  );
  const validate = ajv.compile(await schema("bom-1.6.SNAPSHOT.schema.json"));
  validate(JSON.parse(writeSbom(ARTIFACT, TREE).toString()));
  expect(validate.errors ?? []).toEqual([]);
});

test("a circle of dependencies is written and read", () => {
  const circle = [
    component("one", { needs: ["pkg:npm/two@1.0.0"] }),
    component("two", { needs: ["pkg:npm/one@1.0.0"], depth: 2 }),
  ];
  expect(readSbom(writeSbom(ARTIFACT, circle))?.components).toEqual(circle);
});

test("a document of another tool is read: nested parts, other hashes, no depths", () => {
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    metadata: { component: { "bom-ref": "root", purl: "pkg:npm/root@1.0.0" } },
    components: [
      {
        "bom-ref": "a",
        name: "a",
        version: "1.0.0",
        purl: "pkg:npm/a@1.0.0",
        hashes: [{ alg: "SHA-256", content: "00ff" }],
        licenses: [{ license: { id: "MIT" } }, { license: { name: "Mine" } }],
        components: [{ "bom-ref": "b", name: "b", version: "2", purl: "pkg:pypi/b@2" }],
      },
      { name: "without a purl" },
    ],
    dependencies: [
      { ref: "root", dependsOn: ["a", "nobody", 5] },
      { ref: "a", dependsOn: ["b"] },
    ],
  };
  expect(readSbom(Buffer.from(JSON.stringify(document)))).toMatchObject({
    artifact: "pkg:npm/root@1.0.0",
    needs: ["pkg:npm/a@1.0.0"],
    components: expect.arrayContaining([
      expect.objectContaining({
        name: "a",
        depth: 1,
        integrity: "sha256-AP8=",
        license: "(MIT OR Mine)",
        needs: ["pkg:pypi/b@2"],
      }),
      expect.objectContaining({ name: "b", depth: 2 }),
    ]),
  });
});

test("what is not such a document is none", () => {
  for (const text of ["", "{", "[]", "null", '{"bomFormat":"SPDX"}'])
    expect(readSbom(Buffer.from(text))).toBeNull();
});

test("documents of any shape are read without failing", () => {
  fc.assert(
    fc.property(
      fc.record({
        components: fc.jsonValue(),
        dependencies: fc.jsonValue(),
        metadata: fc.jsonValue(),
      }),
      (parts) => {
        const text = JSON.stringify({ bomFormat: "CycloneDX", ...parts });
        expect(readSbom(Buffer.from(text))).not.toBeNull();
      },
    ),
  );
});
