import { expect, test } from "vitest";
import type { z } from "zod";
import { CreateRequestInput, DecideRequestInput } from "#lib/requests/schemas.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { parseJsonExact } from "#lib/kernel/json.ts";
import { checkBody } from "./check-body.ts";
import { inputSchema } from "./json-schema.ts";

const refused = (schema: z.ZodType, body: unknown): string[] => {
  try {
    checkBody(inputSchema(schema), body as JsonObject);
    return [];
  } catch (error) {
    return Object.keys((error as { fields: object }).fields);
  }
};

test.each([
  [{ requesterId: "x", kind: "retire" }, ["requesterId"]],
  [{ state: "approved", riskTier: "low" }, ["state", "riskTier"]],
  [{ deployment: { environment: "p", requiredSecurity: 0 } }, ["deployment.requiredSecurity"]],
  [{ tools: [{ name: "a" }, { name: "b", approved: true }] }, ["tools.1.approved"]],
  [{ toolMap: [{ from: "a", owner: 1 }] }, ["toolMap.0.owner"]],
  [{ constructor: 1 }, ["constructor"]],
  [parseJsonExact('{"__proto__": {"state": "approved"}}'), ["__proto__"]],
])("of %j the unknown fields are named", (body, fields) => {
  expect(refused(CreateRequestInput, body)).toEqual(fields);
});

test("a document may hold what its publisher wrote", () => {
  const server = { name: "a.b/c", requesterId: 1, _meta: { any: [{ thing: true }] } };
  expect(refused(CreateRequestInput, { server })).toEqual([]);
  expect(refused(CreateRequestInput, { tools: [{ name: "a", inputSchema: { x: 1 } }] })).toEqual(
    [],
  );
});

test("conditions of a decision take no other fields", () => {
  expect(refused(DecideRequestInput, { conditions: { note: "x" } })).toEqual([]);
  expect(refused(DecideRequestInput, { conditions: null })).toEqual([]);
  expect(refused(DecideRequestInput, { conditions: { approved: true } })).toEqual([
    "conditions.approved",
  ]);
});

test.each([
  ["NUL", "a\0b"],
  ["half a character", "a\ud800b"],
])("text with %s is refused by its field", (_what, text) => {
  expect(refused(CreateRequestInput, { justification: text })).toEqual(["justification"]);
  expect(refused(CreateRequestInput, { server: { name: [text] } })).toEqual(["server.name.0"]);
});
