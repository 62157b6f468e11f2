import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DEFINED = /export const (\w+) = define(?:Command|Query)\(\{\s*(?:name: "(\w+)")?/g;

const verbs = globSync("lib/*/*.ts", { cwd: ROOT })
  .filter((file) => !file.endsWith(".test.ts"))
  .flatMap((file) => [...readFileSync(path.join(ROOT, file), "utf8").matchAll(DEFINED)]);

test("every verb is traced under the name that it is exported by", () => {
  expect(verbs.length).toBeGreaterThan(170);
  expect(verbs.filter(([, exported, named]) => exported !== named).map(([, verb]) => verb)).toEqual(
    [],
  );
});
