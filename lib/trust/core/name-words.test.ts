import { expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { namesLike } from "./name-words.ts";

test("only words that could be nothing but names are taken, once and in lower case", () => {
  const texts = [
    "Search first, then use read_file. Not readFile! Like com.acme/files (v2), e.g. or and/or.",
    "read_file again; a-b is short",
  ];
  expect(namesLike(texts)).toEqual(["read_file", "readfile", "com.acme/files", "and/or"]);
});

test("a long text takes no longer than its length", async () => {
  let found: string[] | null = null;
  const took = await cpuMsOf(() => {
    found = namesLike([`${"a_".repeat(300_000)} ${"- ".repeat(200_000)}`]);
  });
  expect(found).toEqual([]);
  expect(took).toBeLessThan(2_000);
});
