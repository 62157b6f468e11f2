import { expect, test } from "vitest";
import { conditionWords } from "./condition-words.ts";

test("every condition is a sentence, and no condition is none", () => {
  expect(
    conditionWords({
      allowedTools: ["read", "list"],
      allowedEnvironments: ["test"],
      expiresAt: "2027-01-31T00:00:00.000Z",
      note: "Look again then.",
    }),
  ).toEqual([
    "Only these tools: read, list",
    "Only in these environments: test",
    "Until 2027-01-31",
    "Look again then.",
  ]);
  expect(
    conditionWords({ allowedTools: null, allowedEnvironments: null, expiresAt: null, note: null }),
  ).toEqual([]);
});

test("a list without members allows nothing, and says so", () => {
  expect(conditionWords({ allowedTools: [] })).toEqual(["Only these tools: none"]);
});
