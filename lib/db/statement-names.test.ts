import { expect, test } from "vitest";
import { createStatementNames } from "./statement-names.ts";

test("a text has a name of its own from its second use on", () => {
  const nameOf = createStatementNames({ most: 10 });
  expect(["a", "b", "a", "b", "a"].map(nameOf)).toEqual([
    "",
    "",
    "command-0",
    "command-1",
    "command-0",
  ]);
});

test("texts beyond the bound never have one", () => {
  const nameOf = createStatementNames({ most: 1 });
  expect(["a", "b", "b", "b", "a"].map(nameOf)).toEqual(["", "", "", "", "command-0"]);
});
