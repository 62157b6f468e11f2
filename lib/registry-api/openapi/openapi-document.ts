import { stringify } from "yaml";
import { unversionedOperations, versionedOperations, type PathItems } from "./operations.ts";
import { OPENAPI_SCHEMAS } from "./schemas.ts";

// The ToolHive registry server recognises a registry by this version and by the address of the
// upstream project in the description; the version is that of the contract, not of the product.
const CONTRACT_VERSION = "1.0.0";
const DESCRIPTION = `An MCP registry with the API of the official one
(https://github.com/modelcontextprotocol/registry).

/v0.1 is the stable contract; /v0 answers the same. Below /r/{audience} the same contract is served
for one audience's servers. Every GET answers HEAD and OPTIONS too. Without a token, readers get
what an administrator exposed; with one (Authorization: Bearer), what its person may see, and the
company's own decisions under the _meta key dev.gatehouse/governance. What a reader may not see
does not exist: 404.

POST /publish takes a server.json from publisher clients and pipelines. It becomes a request that
is reviewed before anything is served; the answer names it under the _meta key
dev.gatehouse/request. Pipelines exchange their OpenID token for a registry token at /auth/oidc or
/auth/github-oidc; people send a personal access token with the scope requests:write.`;

/** What is served below `base`: empty for the whole registry, `/r/{slug}` for one audience. */
function openApiDocument(base: string): object {
  const paths: Record<string, unknown> = {};
  for (const [path, operations] of Object.entries(unversionedOperations()))
    paths[path] = operations;
  for (const version of ["v0.1", "v0"]) Object.assign(paths, below(version));
  return {
    openapi: "3.1.0",
    info: { title: "Gatehouse MCP registry", version: CONTRACT_VERSION, description: DESCRIPTION },
    servers: [{ url: base === "" ? "/" : base }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: OPENAPI_SCHEMAS,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "A personal access token with the scope registry:read; for publishing one with requests:write, or a registry token.",
        },
      },
    },
  };
}

function below(version: string): PathItems {
  const tags = [version === "v0.1" ? "v0.1" : "v0 (the same)"];
  const items: PathItems = {};
  for (const [path, operations] of Object.entries(versionedOperations()))
    items[`/${version}${path}`] = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [method, { tags, ...operation }]),
    );
  return items;
}

export const openApiJson = (base: string): string => JSON.stringify(openApiDocument(base));

export const openApiYaml = (base: string): string =>
  stringify(openApiDocument(base), { aliasDuplicateObjects: false, lineWidth: 100 });
