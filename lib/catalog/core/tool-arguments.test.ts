import { expect, test } from "vitest";
import { toolArguments } from "./tool-arguments.ts";

test("arguments come with type, need and meaning, inner ones under their outer one", () => {
  const schema = {
    type: "object",
    required: ["path"],
    properties: {
      path: { type: "string", description: "Where" },
      mode: { enum: ["fast", "slow"] },
      tags: { type: "array", items: { type: "string" } },
      filter: { type: "object", properties: { from: { type: ["integer", "null"] } } },
      any: { anyOf: [{ type: "string" }, { type: "boolean" }] },
    },
  };
  expect(toolArguments(schema).map((one) => `${one.name}: ${one.type}`)).toEqual([
    "path: text",
    "mode: one of: fast, slow",
    "tags: list of text",
    "filter: object",
    "filter.from: whole number or nothing",
    "any: text or yes or no",
  ]);
  expect(toolArguments(schema)[0]).toMatchObject({ isRequired: true, description: "Where" });
});

test.each([
  [null],
  [{}],
  [{ properties: "x" }],
  [{ properties: [] }],
  [{ required: "path", properties: {} }],
])("a schema that is none has no arguments: %j", (schema) => {
  expect(toolArguments(schema)).toEqual([]);
});

test("a property that is not a schema may be anything", () => {
  expect(toolArguments({ properties: { x: true, constructor: { type: "constructor" } } })).toEqual([
    { name: "x", type: "anything", isRequired: false, description: "" },
    { name: "constructor", type: "constructor", isRequired: false, description: "" },
  ]);
});

test("endless schemas are cut", () => {
  const properties = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`p${n}`, {}]));
  expect(toolArguments({ properties })).toHaveLength(100);
});
