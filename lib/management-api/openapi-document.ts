import { scopesWith } from "#lib/kernel/permissions.ts";
import type { Operation } from "./define-operation.ts";
import { inputSchema, outputSchema, type JsonSchema } from "./json-schema.ts";
import { OPERATIONS } from "./operations.ts";

const DESCRIPTION = `Everything that the console can do, for pipelines and scripts.

Sign every call with a personal access token (Authorization: Bearer …); a browser's session works
too. Answers are JSON, times are ISO 8601 in UTC, and every failure is application/problem+json
(RFC 9457) whose fields say what is wrong with which field. What you may not see does not exist: 404.

Lists come in pages: give nextCursor of one page as cursor of the next. POST takes an Idempotency-Key:
a repetition within 24 hours gets the first answer (Idempotency-Replayed: true), without the secrets
that are shown once. Requests carry their
revision as ETag; If-Match refuses to act on another one (412). Each answer says how many calls are
left: RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset (seconds).`;

/** OpenAPI 3.1, generated from the schemas that the verbs parse with. */
export function openApiDocument(serverUrl: string): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: described(operation),
    };
  return {
    openapi: "3.1.0",
    info: { title: "Gatehouse management API", version: "1.0.0", description: DESCRIPTION },
    servers: [{ url: serverUrl }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      headers: HEADERS,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A personal access token." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "gatehouse",
          description: "The session of the console, from its own pages only.",
        },
      },
    },
  };
}

function described(operation: Operation) {
  const { permission } = operation;
  return {
    operationId: operationId(operation),
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.notes === undefined ? {} : { description: operation.notes }),
    parameters: [
      ...pathParameters(operation),
      ...queryParameters(operation),
      ...headers(operation),
    ],
    ...(operation.body ? { requestBody: requestBody(operation.body, operation) } : {}),
    responses: responses(operation),
    "x-permission": permission,
    "x-token-scopes": permission === null ? [] : scopesWith(permission),
  };
}

/** `post_requests_id_decisions`: stable, and a good name for a generated function. */
export const operationId = ({ method, path }: Pick<Operation, "method" | "path">) =>
  `${method} ${path.replace("/api/v1/", "")}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/_$/, "");

const PATH_WORDS: Readonly<Record<string, string>> = {
  name: "Official name, its slash as it is or as %2F: io.github.acme/files.",
  format: "Name of the format, such as mcp-json.",
  slug: "Short name, such as data-platform.",
  email: "E-mail address.",
  version: "Number of the version.",
  classification: "One of the data classifications.",
};

export const parameterWords = (path: string, name: string) =>
  PATH_WORDS[name] ?? (path.includes("/requests/") ? "Id, or number as in R-12." : "Id.");

export const parametersOf = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");

function pathParameters({ path, example }: Operation) {
  return parametersOf(path).map((name) => ({
    name,
    in: "path",
    required: true,
    description: parameterWords(path, name),
    schema: { type: "string" },
    ...(example?.path?.[name] === undefined ? {} : { example: example.path[name] }),
  }));
}

function queryParameters({ query }: Operation) {
  if (!query) return [];
  const { properties = {}, required = [] } = inputSchema(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

const header = (name: string, description: string) => ({
  name,
  in: "header",
  description,
  schema: { type: "string" },
});

function headers({ method, revisions, own, path }: Operation) {
  return [
    ...(method === "POST" && !own
      ? [header("Idempotency-Key", "A new one for each request, such as a UUID.")]
      : []),
    ...(revisions && method !== "GET" && path.includes("{id}")
      ? [header("If-Match", 'The ETag you saw, such as "3".')]
      : []),
  ];
}

const requestBody = (body: NonNullable<Operation["body"]>, { example }: Operation) => {
  const schema = inputSchema(body);
  return {
    required: ((schema["required"] as string[] | undefined) ?? []).length > 0,
    content: {
      "application/json": {
        schema,
        ...(example?.body === undefined ? {} : { example: example.body }),
      },
    },
  };
};

function responses(operation: Operation) {
  const { answer, method, own, path, revisions } = operation;
  const changes = method !== "GET";
  const has = (condition: boolean, status: number, description: string) =>
    condition ? { [status]: problem(description) } : {};
  return {
    [answer.status]: {
      description: answer.description,
      headers: {
        ...LIMITS,
        ...(revisions ? { ETag: { $ref: "#/components/headers/ETag" } } : {}),
      },
      ...(answer.schema === null
        ? {}
        : { content: { "application/json": { schema: outputSchema(answer.schema) } } }),
    },
    ...has(true, 400, "Some of the input is not valid; `fields` says which."),
    ...has(true, 401, "No token, or one that is unknown, expired or revoked."),
    ...has(true, 403, "Not for this role, this scope, or this person."),
    ...has(path.includes("{"), 404, "There is no such thing for you."),
    ...has(changes, 409, "Not possible as things stand, or the key is still being worked on."),
    ...has(changes && revisions === true, 412, "It is at another revision than If-Match says."),
    ...has(changes, 413, "The body is too large."),
    ...has(changes, 415, "The body is not JSON."),
    ...has(method === "POST" && !own, 422, "The key came with another request."),
    ...has(true, 429, "Too many calls; Retry-After says how many seconds to wait."),
  };
}

const problem = (description: string) => ({
  description,
  headers: LIMITS,
  content: {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  },
});

const LIMITS = Object.fromEntries(
  ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"].map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]),
);

const count = (description: string) => ({ description, schema: { type: "integer" } });
const HEADERS = {
  "RateLimit-Limit": count("Calls a minute, reading and changing apart."),
  "RateLimit-Remaining": count("Calls left in this window."),
  "RateLimit-Reset": count("Seconds until the window ends."),
  ETag: { description: "The revision, in quotes.", schema: { type: "string" } },
};

const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "code", "detail", "requestId", "fields"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", description: "Stable; for programs." },
    detail: { type: "string", description: "For people." },
    requestId: { type: "string", description: "What support finds in the log." },
    fields: {
      type: "object",
      description: "What is wrong with which field.",
      additionalProperties: { type: "array", items: { type: "string" } },
    },
  },
};
