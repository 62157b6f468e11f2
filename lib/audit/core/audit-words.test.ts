import { expect, test } from "vitest";
import { withTokens, neededWords, wordsQuery } from "./audit-words.ts";

test.each([
  ["", null],
  ["  -- !! ", null],
  ["-only", null],
  ["git", "'git'"],
  ["git*", "'git':*"],
  ["gi*", "'gi'"],
  ["git * ", "'git'"],
  ["Vendor* review", "'vendor':* & 'review'"],
  ["vendor -review*", "'vendor' & !('review')"],
  ['"new owner*"', "('new' <-> 'owner')"],
  ["com.notion/mcp*", "('com' <-> 'notion' <-> 'mcp':*)"],
  ["it's", "('it' <-> 's')"],
  ["größe", "'größe'"],
])("%j asks for %s", (typed, query) => {
  expect(wordsQuery(typed)).toBe(query);
});

test("an id also finds the records whose request, object, actor or token it is", () => {
  const id = "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f";
  const query = wordsQuery(id.toUpperCase());
  for (const letter of ["r", "t", "u", "c"]) expect(query).toContain(`'${letter}:${id}'`);
  expect(query).not.toContain(":*");
});

test("a filter cannot leave its quotes", () => {
  expect(withTokens("'x'", [{ letter: "t", values: ["a' | 'b", "c\\"] }])).toBe(
    "('x') & ('t:a'' | ''b' | 't:c\\\\')",
  );
});

test.each<[string, string[][] | null]>([
  ["", []],
  ["Magento shop", [["magento"], ["shop"]]],
  ['"in this Order" -not', [["in"], ["this"], ["order"]]],
  ["a.b@c", [["a"], ["b"], ["c"]]],
  ["ab*", [["ab"]]],
  ["abc*", null],
  ["x 3f2504e0-4f89-11d3-9a0c-0305e82c3301", null],
])("%s needs %j", (typed, needed) => {
  expect(neededWords(typed)).toEqual(needed);
});
