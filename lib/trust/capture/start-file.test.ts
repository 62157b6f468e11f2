import { expect, test } from "vitest";
import { startFile } from "./start-file.ts";

test.each([
  ["the only program", { bin: "./dist/index.js" }, "dist/index.js"],
  ["a program as it is called", { bin: { server: "a.js", other: "b.js" } }, "a.js"],
  ["a program with the scope in its name", { bin: { "@acme/server": "a.js", b: "b.js" } }, "a.js"],
  ["the only one of another name", { bin: { tool: "cli.js" } }, "cli.js"],
  ["one file under two names", { bin: { one: "cli.js", two: "cli.js" } }, "cli.js"],
  ["an absolute path as one inside", { bin: "/cli.js" }, "cli.js"],
])("%s is what starts", (_what, manifest, expected) => {
  expect(startFile(manifest, "@acme/server")).toBe(expected);
});

test.each([
  ["no program", {}],
  ["two programs of other names", { bin: { one: "1.js", two: "2.js" } }],
  ["a path that leaves the package", { bin: "../other/index.js" }],
  ["a path that leaves it later", { bin: "a/../../b.js" }],
  ["the folder itself", { bin: "." }],
  ["a path for another system", { bin: "..\\b.js" }],
  ["something that is no path", { bin: 7 }],
  ["something that is no path, by name", { bin: { server: ["a.js"] } }],
  ["what is only inherited", { bin: Object.create({ server: "a.js" }) as object }],
])("%s starts nothing", (_what, manifest) => {
  expect(startFile(manifest as never, "@acme/server")).toBe(null);
});
