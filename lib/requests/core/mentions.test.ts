import { expect, test } from "vitest";
import { mentionParts, mentionsIn } from "./mentions.ts";

test.each([
  ["Ask @ada@acme.example, please.", ["Ask ", "@ada@acme.example", ", please."]],
  ["@ada@acme.example (@bob@acme.example)", ["@ada@acme.example", " (", "@bob@acme.example", ")"]],
  ["Mail me at ada@acme.example", ["Mail me at ada@acme.example"]],
  ["", []],
])("%s is cut into its mentions", (text, parts) => {
  const found = mentionParts(text);
  expect(found.map((part) => part.text)).toEqual(parts);
  expect(found.map((part) => part.text).join("")).toBe(text);
  expect(found.filter((part) => part.mention).map((part) => part.text.slice(1))).toEqual(
    mentionsIn(text),
  );
});
