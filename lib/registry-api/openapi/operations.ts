type Operation = { summary: string; [field: string]: unknown };
export type PathItems = Record<string, Record<string, Operation>>;

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, name: string) => ({
  description,
  content: { "application/json": { schema: schema(name) } },
});
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: schema("Problem") } },
});
const query = (name: string, description: string, type: object) => ({
  name,
  in: "query",
  description,
  schema: type,
});
const inPath = (name: string, description: string) => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});

const NAME = inPath("serverName", "The server's name, percent-encoded (`io.acme%2Ffiles`).");
const VERSION = inPath("version", "A version, percent-encoded (`+` as `%2B`), or `latest`.");
const DELETED = query("include_deleted", "Also entries that are deleted here.", {
  type: "boolean",
  default: false,
});
const ERRORS = {
  "304": { description: "The reader's copy (If-None-Match) is current." },
  "401": problem("A token was sent and is unknown, expired or revoked."),
  "503": problem("The registry cannot reach its database."),
};
const NOT_FOUND = problem("There is no such thing for this reader.");
const BAD_ADDRESS = problem("The address is not percent-encoded correctly, or twice.");

const LIST_PARAMETERS = [
  query("cursor", "`metadata.nextCursor` of the page before.", { type: "string" }),
  query("limit", "Entries per page.", { type: "integer", minimum: 1, maximum: 100, default: 30 }),
  query("search", "Part of the name, title or description, in any case.", { type: "string" }),
  query("updated_since", "Entries changed after this moment, deleted ones included.", {
    type: "string",
    format: "date-time",
  }),
  query("version", "`latest`, or one exact version.", { type: "string" }),
  DELETED,
];

const NOT_OFFERED = {
  "501": problem("Not offered: a version that is published never changes. Ask to retire it."),
};
const refused = (summary: string, parameters: object[] = []): Operation => ({
  summary: `${summary} (not offered)`,
  parameters,
  responses: NOT_OFFERED,
});

const plain = (summary: string, type: string): Operation => ({
  summary,
  responses: { "200": { description: "OK", content: { [type]: {} } } },
});

function readOperations(): PathItems {
  return {
    "": { get: plain("What is served here", "application/json") },
    "/servers": {
      get: {
        summary: "List servers, by name and version",
        parameters: LIST_PARAMETERS,
        responses: {
          "200": json("One page.", "ServerList"),
          "400": problem("A parameter other than limit is not valid."),
          "422": problem("limit or include_deleted is not valid."),
          ...ERRORS,
        },
      },
    },
    "/servers/{serverName}/versions": {
      get: {
        summary: "All versions of a server, newest first",
        parameters: [NAME, DELETED],
        responses: {
          "200": json("All versions, on one page.", "ServerList"),
          "400": BAD_ADDRESS,
          "404": NOT_FOUND,
          ...ERRORS,
        },
      },
    },
    "/servers/{serverName}/versions/{version}": {
      get: {
        summary: "One version of a server, or the latest",
        parameters: [NAME, VERSION, DELETED],
        responses: {
          "200": json("The version.", "ServerResponse"),
          "400": BAD_ADDRESS,
          "404": NOT_FOUND,
          ...ERRORS,
        },
      },
      put: refused("Edit a version", [NAME, VERSION]),
      delete: refused("Delete a version", [NAME, VERSION]),
    },
  };
}

function otherOperations(): PathItems {
  return {
    "/servers/{serverName}/versions/{version}/status": {
      patch: refused("Change the status of a version", [NAME, VERSION]),
    },
    "/servers/{serverName}/status": { patch: refused("Change the status of a server", [NAME]) },
    ...publishOperations(),
    "/validate": {
      post: {
        summary: "Check a server.json against the schema and the rules of publishing",
        requestBody: body("ServerJson"),
        responses: {
          "200": json("The result, also for what is not JSON.", "ValidationResult"),
          "408": problem("The body took too long."),
          "413": problem("The body is too large."),
        },
      },
    },
    "/ping": { get: plain("Answers {pong: true}", "application/json") },
    "/health": { get: plain("Answers {status: ok} while the process runs", "application/json") },
    "/version": { get: plain("The version of this registry", "application/json") },
    "/metrics": { get: plain("Counters of this process, for Prometheus", "text/plain") },
  };
}

const AUDIENCE = problem("Below an audience: publish at /v0.1/publish.");

function publishOperations(): PathItems {
  const exchange = (summary: string): Operation => ({
    summary,
    security: [{}],
    requestBody: body("TokenExchange"),
    responses: {
      "200": json("The registry token. It lasts five minutes.", "RegistryToken"),
      "401": problem("The token is not good, was exchanged before, or no publisher trusts it."),
      "403": problem("The person in whose name the publisher asks has left."),
      "422": problem("The body is not {oidc_token}."),
      "501": AUDIENCE,
      "503": problem("The issuer's keys, or the database, cannot be reached."),
    },
  });
  return {
    "/publish": {
      post: {
        summary: "Publish a version: ask for its listing",
        security: [{ token: [] }],
        requestBody: body("ServerJson"),
        responses: {
          "200": json("Published at once, or the same request as before.", "PublishResponse"),
          "201": json("A new request, or a new revision of one.", "PublishResponse"),
          "400": problem("The body is not JSON, or cannot be asked for as it is."),
          "401": problem("There is no good token."),
          "403": problem("The token may not publish this name."),
          "409": problem("This version is decided on already, or somebody else asks for it."),
          "413": problem("The body is larger than 1 MiB."),
          "422": problem("The document does not fit; `errors` and `issues` say where."),
          "501": AUDIENCE,
          "503": problem("The registry cannot reach its database."),
        },
      },
    },
    "/auth/oidc": { post: exchange("Exchange a pipeline's OpenID token") },
    "/auth/github-oidc": { post: exchange("Exchange an OpenID token of GitHub Actions") },
    ...Object.fromEntries(
      ["none", "dns", "http", "github-at"].map((method) => [
        `/auth/${method}`,
        { post: { ...refused(`Sign in with ${method}`), responses: { "501": OTHER_SIGN_IN } } },
      ]),
    ),
  };
}

const OTHER_SIGN_IN = problem("Not offered: exchange an OpenID token instead.");

const body = (name: string) => ({
  required: true,
  description: "At most 1 MiB.",
  content: { "application/json": { schema: schema(name) } },
});

/** Paths below one version of the API. */
export const versionedOperations = (): PathItems => ({
  ...readOperations(),
  ...otherOperations(),
});

export const unversionedOperations = (): PathItems => ({
  "/openapi.yaml": { get: plain("This description as YAML", "application/yaml") },
  "/openapi.json": { get: plain("This description as JSON", "application/json") },
  "/docs": { get: plain("This description as a page", "text/html") },
});
