import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { docsPage, docsPolicy } from "./docs-page.ts";
import { openApiDocument, operationId, parametersOf } from "./openapi-document.ts";
import { OPERATIONS } from "./operations.ts";

type Parameter = { name: string; in: string; required: boolean; schema: object };
type Described = {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Described>>;
  components: Record<string, Record<string, object>>;
};

const document = JSON.parse(
  JSON.stringify(openApiDocument("https://mcp.test.example")),
) as Document;
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const key = (method: string, path: string) => `${method.toUpperCase()} ${path}`;

test("the document is OpenAPI 3.1 with everything it must have", () => {
  expect(document).toMatchObject({
    openapi: "3.1.0",
    info: { title: expect.any(String) as string },
  });
  expect(document.servers[0]?.url).toBe("https://mcp.test.example");
  for (const { path, operation } of described) {
    expect(path).toMatch(/^\/api\/v1\//);
    expect(operation.operationId).toMatch(/^[a-z0-9_]+$/);
    expect(operation.tags.every((tag) => document.tags.some(({ name }) => name === tag))).toBe(
      true,
    );
    expect(Object.keys(operation.responses)).toContain("401");
    for (const [status, { description }] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(description).not.toBe("");
    }
    for (const { name, in: where, schema } of operation.parameters) {
      expect([name, ["path", "query", "header"].includes(where)]).toEqual([name, true]);
      expect(schema).toBeTypeOf("object");
    }
  }
});

test("every operation is described once, under a name of its own", () => {
  const names = described.map(({ path, method }) => key(method, path));
  expect(names.sort()).toEqual(OPERATIONS.map(({ method, path }) => key(method, path)).sort());
  expect(new Set(described.map(({ operation }) => operation.operationId)).size).toBe(names.length);
});

test("the parameters of a path are described, and only those", () => {
  for (const { path, operation } of described)
    expect([
      path,
      operation.parameters.filter((each) => each.in === "path").map(({ name }) => name),
    ]).toEqual([path, parametersOf(path)]);
});

test("every reference leads somewhere", () => {
  const text = JSON.stringify(document);
  for (const [, section = "", name = ""] of text.matchAll(/"#\/([^/"]+\/[^/"]+)\/([^"]+)"/g))
    expect(document.components[section.replace("components/", "")]).toHaveProperty([name]);
});

test("every schema is JSON Schema 2020-12, and the examples fit their own", () => {
  const ajv = new Ajv2020({
    strict: false,
    formats: { date: true, "date-time": true, uuid: true },
  });
  for (const { path, operation } of described) {
    const content = Object.values(operation.requestBody?.content ?? {});
    for (const { schema, example } of content) {
      const fits = ajv.compile(schema);
      if (example !== undefined)
        expect([path, fits(example), fits.errors]).toEqual([path, true, null]);
    }
    for (const { content: answer } of Object.values(operation.responses))
      for (const { schema } of Object.values(answer ?? {}))
        expect("$ref" in schema || ajv.validateSchema(schema)).toBe(true);
    for (const { schema } of operation.parameters) expect(ajv.validateSchema(schema)).toBe(true);
  }
});

const withBody = OPERATIONS.filter(({ body }) => body !== undefined);
test.each(withBody.map((operation) => [key(operation.method, operation.path), operation] as const))(
  "the example of %s passes its own schema and sends no unknown field",
  (_name, { body, example }) => {
    expect(body?.strict().safeParse(example?.body ?? {}).error).toBeUndefined();
  },
);

const withQuery = OPERATIONS.filter(({ query }) => query !== undefined);
test.each(
  withQuery.map((operation) => [key(operation.method, operation.path), operation] as const),
)("the query of the example of %s passes its own schema", (_name, { query, example }) => {
  expect(query?.strict().safeParse(example?.query ?? {}).error).toBeUndefined();
});

test("bodies take no other fields, and none that a caller may not set", () => {
  const text = described.map(({ operation }) => JSON.stringify(operation.requestBody ?? {})).join();
  for (const field of ["requesterId", "riskTier", "requiredSecurity", "origin_of_request", "seen"])
    expect(text).not.toContain(`"${field}"`);
  for (const { operation } of described)
    for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
      expect(schema).toMatchObject({ additionalProperties: false });
});

describe("the page", () => {
  const page = docsPage("https://mcp.test.example", "bm9uY2U=");

  test("names every operation, with a command to try", () => {
    for (const operation of OPERATIONS) {
      expect(page).toContain(`<section id="${operationId(operation)}"`);
      expect(page).toContain(`href="#${operationId(operation)}"`);
    }
    expect(page.split("Bearer $GATEHOUSE_TOKEN").length).toBeGreaterThan(OPERATIONS.length);
  });

  test("runs no script, loads nothing, and its only style has the nonce of its policy", () => {
    expect(page).not.toMatch(/<script|src=|@import|url\(|<link| style=| on\w+=/i);
    expect(page.match(/<style[^>]*>/g)).toEqual(['<style nonce="bm9uY2U=">']);
    expect(docsPolicy("bm9uY2U=")).toContain("style-src 'nonce-bm9uY2U='");
    expect(docsPolicy("bm9uY2U=")).not.toContain("unsafe");
  });
});
