import fc from "fast-check";
import { expect, test } from "vitest";
import { safeDependencies, specKind } from "./dependency-specs.ts";

test.each([
  ["^1.2.3", "registry"],
  ["~1", "registry"],
  ["*", "registry"],
  ["", "registry"],
  ["1.2.3-beta.1", "registry"],
  [">=1 <2 || 3.x", "registry"],
  ["latest", "registry"],
  ["npm:other@^1", "alias"],
  ["npm:@scope/other", "alias"],
  ["owner/name", "git"],
  ["github:owner/name#semver:^1", "git"],
  ["gist:11081aaa281", "git"],
  ["git+https://host.example/a.git", "git"],
  ["git://host.example/a.git", "git"],
  ["git@github.com:owner/name.git", "git"],
  ["https://github.com/owner/name.git", "git"],
  ["https://host.example/a.tgz", "remote"],
  ["http://127.0.0.1/a.tgz", "remote"],
  ["file:../a", "file"],
  ["./a", "file"],
  ["../a.tgz", "file"],
  ["/etc", "file"],
  ["~/a", "file"],
  ["workspace:*", "unusable"],
  ["catalog:", "unusable"],
  ["npm:file:../a", "unusable"],
  ["npm:npm:a@1", "unusable"],
  ["1".repeat(2_000), "unusable"],
])("%s is of kind %s", (spec, kind) => {
  expect(specKind("some-name", spec)).toBe(kind);
});

test.each([
  "../x",
  "constructor",
  "__proto__",
  "/x",
  ".x",
  "_x",
  "a b",
  "",
  "node_modules",
  "a/b/c",
  "@a",
  "x".repeat(300),
])("%j is not a name", (name) => {
  expect(specKind(name, "^1.0.0")).toBe("unusable");
});

test("nothing but registry specs is ever left for a resolver", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (dependencies) => {
      const { fields } = safeDependencies({ dependencies: dependencies as never });
      for (const [name, spec] of Object.entries(fields["dependencies"] as Record<string, string>))
        expect(["registry", "alias"]).toContain(specKind(name, spec));
    }),
  );
});
