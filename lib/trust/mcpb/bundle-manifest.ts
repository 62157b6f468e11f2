import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { semanticVersion } from "#lib/catalog/core/version-order.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { ManifestFacts } from "../core/facts.ts";
import { trustMetaOf } from "../core/trust-meta.ts";

const MAX_TEXT = 2_000;
const MAX_ITEMS = 200;

/** What the manifest.json of a bundle says: https://github.com/modelcontextprotocol/mcpb MANIFEST.md. */
export function bundleManifestFacts(
  manifest: JsonObject,
  { hasFile, repository }: { hasFile: (path: string) => boolean; repository: string | null },
): ManifestFacts {
  const given = ownValue(manifest, "repository");
  const author = objectIn(manifest, "author");
  return {
    name: text(ownValue(manifest, "name")),
    version: text(ownValue(manifest, "version")),
    serverName: null,
    description: text(ownValue(manifest, "description")),
    repository: text(isJsonObject(given) ? ownValue(given, "url") : given) ?? repository,
    author: { name: text(author["name"]), email: text(author["email"]) },
    maintainers: [],
    license: text(ownValue(manifest, "license")),
    publishedAt: null,
    deprecated: null,
    installScripts: [],
    issues: manifestIssues(manifest, hasFile),
    trustMeta: trustMetaOf(manifest),
    privacyPolicies: privacyPolicies(manifest),
    variables: Object.keys(objectIn(configOf(manifest), "env")).slice(0, MAX_ITEMS),
  };
}

const text = (value: Json | undefined): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, MAX_TEXT) : null;

export const configOf = (manifest: JsonObject): JsonObject =>
  objectIn(objectIn(manifest, "server"), "mcp_config");

function privacyPolicies(manifest: JsonObject): string[] {
  const given = ownValue(manifest, "privacy_policies");
  return (Array.isArray(given) ? given : []).flatMap((one) => text(one) ?? []).slice(0, MAX_ITEMS);
}

const TYPES = new Set(["node", "python", "binary", "uv"]);

/** What the MCPB manifest's rules (0.1 to 0.4) do not allow, in sentences: MTF AI-01. */
function manifestIssues(manifest: JsonObject, hasFile: (path: string) => boolean): string[] {
  const lacks = ["name", "version", "description"].filter(
    (field) => text(ownValue(manifest, field)) === null,
  );
  const hasForm = ["manifest_version", "dxt_version"].some(
    (field) => text(ownValue(manifest, field)) !== null,
  );
  const hasAuthor = text(objectIn(manifest, "author")["name"]) !== null;
  const version = text(ownValue(manifest, "version"));
  return [
    ...(hasForm ? [] : ["It does not say which version of the manifest it is (manifest_version)."]),
    ...lacks.map((field) => `It has no ${field}.`),
    ...(hasAuthor ? [] : ["It has no author with a name."]),
    ...(version === null || semanticVersion(version) !== null
      ? []
      : ["Its version is not a semantic version."]),
    ...serverIssues(manifest, hasFile),
    ...listIssues(manifest),
  ];
}

function serverIssues(manifest: JsonObject, hasFile: (path: string) => boolean): string[] {
  const server = ownValue(manifest, "server");
  if (!isJsonObject(server)) return ["It has no server."];
  const issues: string[] = [];
  const type = textIn(server, "type");
  if (!TYPES.has(type)) issues.push("Its server.type is not node, python, binary or uv.");
  const entry = textIn(server, "entry_point");
  if (entry === "") issues.push("It has no server.entry_point.");
  else if (!hasFile(plainPath(entry)))
    issues.push("Its server.entry_point is not a file of the bundle.");
  if (type !== "uv" && textIn(configOf(manifest), "command") === "")
    issues.push("It has no server.mcp_config.command.");
  return issues;
}

/** `./server/index.js` and `${__dirname}/server/index.js` as the archive has it. */
export const plainPath = (path: string): string =>
  path
    .replace(/^\$\{__dirname\}\/?/, "")
    .replace(/\\/g, "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");

function listIssues(manifest: JsonObject): string[] {
  return ["tools", "prompts"].flatMap((field) => {
    const list = ownValue(manifest, field);
    if (list === undefined) return [];
    if (!Array.isArray(list)) return [`Its ${field} are not a list.`];
    const isWhole = objectsIn(manifest, field).filter((one) => textIn(one, "name") !== "");
    return isWhole.length === list.length ? [] : [`Some of its ${field} have no name.`];
  });
}
