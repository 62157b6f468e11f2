import { expect, test } from "vitest";
import { namesLike } from "./name-words.ts";

test("only words that could be nothing but names are taken, once and in lower case", () => {
  const texts = [
    "Search first, then use read_file. Not readFile! Like com.acme/files (v2), e.g. or and/or.",
    "read_file again; a-b is short",
  ];
  expect(namesLike(texts)).toEqual(["read_file", "readfile", "com.acme/files", "and/or"]);
});

test("a long text takes no longer than its length", () => {
  const started = performance.now();
  expect(namesLike([`${"a_".repeat(300_000)} ${"- ".repeat(200_000)}`])).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
