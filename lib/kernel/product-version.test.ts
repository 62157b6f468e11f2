import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { PRODUCT_VERSION } from "./product-version.ts";

test("the version that others are told is the package's", () => {
  const file = path.resolve(import.meta.dirname, "../../package.json");
  const { version } = JSON.parse(fs.readFileSync(file, "utf8")) as { version: string };
  expect(PRODUCT_VERSION).toBe(version);
});
