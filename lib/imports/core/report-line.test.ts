import { describe, expect, test } from "vitest";
import type { Item } from "./plan-batch.ts";
import { reportHead, reportLine } from "./report-line.ts";

const item = (more: Partial<Item> = {}): Item => ({
  position: 7,
  outcome: "refused",
  name: "a/b",
  version: "1.0.0",
  field: "title",
  reason: null,
  ...more,
});

test("a JSON line names every column", () => {
  expect(reportHead("jsonl")).toBe("");
  expect(JSON.parse(reportLine(item(), "jsonl"))).toEqual({
    position: 7,
    outcome: "refused",
    name: "a/b",
    version: "1.0.0",
    field: "title",
    reason: null,
  });
});

describe("a CSV line", () => {
  test("has the columns of its head", () => {
    expect(reportHead("csv")).toBe("position,outcome,name,version,field,reason\r\n");
    expect(reportLine(item(), "csv")).toBe("7,refused,a/b,1.0.0,title,\r\n");
  });

  test("quotes commas, quotes and line breaks", () => {
    expect(reportLine(item({ reason: 'a "b", c\nd' }), "csv")).toContain('"a ""b"", c\nd"');
  });

  test.each(["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])(
    "never starts a formula: %j",
    (name) => {
      expect(reportLine(item({ name }), "csv")).toContain(`"'${name}"`);
    },
  );
});
