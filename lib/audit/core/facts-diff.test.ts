import { expect, test } from "vitest";
import { factsDiff } from "./facts-diff.ts";

test("facts are told one by one, with what was there before and what is there now", () => {
  const before = { state: "open", owner: { team: "data", deputy: null }, tags: ["a"] };
  const after = { state: "closed", owner: { team: "data", deputy: "p-1" }, note: "" };
  expect(factsDiff(before, after)).toEqual([
    { path: "state", before: "open", after: "closed", changed: true },
    { path: "owner.team", before: "data", after: "data", changed: false },
    { path: "owner.deputy", before: "(nothing)", after: "p-1", changed: true },
    { path: "tags", before: "a", after: null, changed: true },
    { path: "note", before: null, after: "(empty)", changed: true },
  ]);
});

test("what was made or removed has one side, and nothing has no facts", () => {
  expect(factsDiff(null, { yes: true, list: [], empty: {} })).toEqual([
    { path: "yes", before: null, after: "yes", changed: true },
    { path: "list", before: null, after: "(none)", changed: true },
    { path: "empty", before: null, after: "{}", changed: true },
  ]);
  expect(factsDiff(null, null)).toEqual([]);
});
