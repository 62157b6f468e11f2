import { expect, test } from "vitest";
import { bearerOf, readTokenText, tokenText } from "./token-text.ts";

const [prefix, secret] = ["a".repeat(12), "b".repeat(43)];

test("a token's text comes apart as it was put together", () => {
  expect(readTokenText(tokenText(prefix, secret))).toEqual({ prefix, secret });
});

test.each(["", "gth_", `gth_${prefix}_${secret}x`, `xyz_${prefix}_${secret}`, `gth_${prefix}`])(
  "%j is not a token",
  (text) => expect(readTokenText(text)).toBeNull(),
);

test.each([
  ["Bearer abc", "abc"],
  ["bearer  abc", "abc"],
  ["Basic abc", null],
  ["Bearer a b", null],
  [null, null],
])("the header %j carries %j", (header, token) => expect(bearerOf(header)).toBe(token));
