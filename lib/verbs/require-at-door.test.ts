import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const textOf = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const filesOf = (pattern: string) =>
  globSync(pattern, { cwd: ROOT }).filter((file) => !/\.test\.tsx?$|\/generated\//.test(file));

/** What refuses and records nothing, each with the reason. */
const EXCEPTIONS: Record<string, string> = {
  "lib/kernel/permissions.ts": "It is the refusal; whoever asks it records.",
  "app/api/v1/me/route.ts": "The door has refused whoever is no person before: for the types only.",
};
const unrecorded = (files: readonly string[]) =>
  files.filter((file) => !Object.hasOwn(EXCEPTIONS, file));

test("a permission is required by verbs, or at a door that records who has none", () => {
  const asking = filesOf("{app,components,lib}/**/*.{ts,tsx}").filter((file) =>
    /\brequirePermission\(/.test(textOf(file)),
  );
  // A walk that saw nothing must not report success.
  expect(asking.length).toBeGreaterThan(4);
  const others = asking.filter((file) => !/\bdefine(Command|Query)\(|\brecordRefusal\(/.test(textOf(file))); // prettier-ignore
  expect(unrecorded(others)).toEqual([]);
});

test("a door that refuses by itself records it", () => {
  const doors = filesOf("{app,lib/{actions,auth,http,jobs,management-api,registry-api}}/**/*.{ts,tsx}"); // prettier-ignore
  const refusing = doors.filter((file) =>
    /AppError\(\s*"(unauthenticated|forbidden|stale_sign_in)"/.test(textOf(file)),
  );
  expect(refusing.length).toBeGreaterThan(4);
  const silent = refusing.filter((file) => !/\brecordRefusal\(/.test(textOf(file)));
  expect(unrecorded(silent)).toEqual([]);
});

test("every exception is one still", () => {
  for (const file of Object.keys(EXCEPTIONS)) expect(textOf(file)).toMatch(/AppError\(/);
});
