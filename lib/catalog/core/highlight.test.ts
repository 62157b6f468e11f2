import { expect, test } from "vitest";
import { splitByWords } from "./highlight.ts";

const marked = (text: string, words: string[]) =>
  splitByWords(text, words)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join("");

test("every place of a searched word is marked, whatever its case", () => {
  expect(marked("GitHub: git for hubs", ["git", "hub"])).toBe("[Git][Hub]: [git] for [hub]s");
});

test("of two words that fit, the longer one is marked", () => {
  expect(marked("github", ["git", "github"])).toBe("[github]");
});

test("signs with a meaning in patterns are plain text", () => {
  expect(marked("a+b (c) [d] e-f/g", ["+", "(c", "[d]", "e-f/g"])).toBe(
    "a[+]b [(c]) [[d]] [e-f/g]",
  );
});

test("no words mark nothing, and an empty text has no parts", () => {
  expect(splitByWords("abc", [])).toEqual([{ text: "abc", marked: false }]);
  expect(splitByWords("", ["a"])).toEqual([]);
});
