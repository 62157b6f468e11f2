import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";

/** Names that the schema of 2025-07-09 wrote in snake_case, and what they are called since. */
const RENAMED: Readonly<Record<string, string>> = {
  website_url: "websiteUrl",
  registry_type: "registryType",
  registry_base_url: "registryBaseUrl",
  file_sha256: "fileSha256",
  runtime_hint: "runtimeHint",
  runtime_arguments: "runtimeArguments",
  package_arguments: "packageArguments",
  environment_variables: "environmentVariables",
  is_required: "isRequired",
  is_secret: "isSecret",
  is_repeated: "isRepeated",
  value_hint: "valueHint",
};
/** Objects below these are ours to rename; `_meta` and unknown fields belong to somebody else. */
const LISTS = new Set([
  "packages",
  "remotes",
  "headers",
  "environmentVariables",
  "packageArguments",
  "runtimeArguments",
]);
const MAPS = new Set(["variables"]);

/** A document of the first schemas in today's words; any other document as it is. */
export function currentShape(document: JsonObject): JsonObject {
  if (!isLegacy(document)) return document;
  const renamed = rename(document);
  const detail = textIn(objectIn(document, "version_detail"), "version");
  const version = textIn(document, "version") || detail;
  return version === "" ? renamed : { ...renamed, version };
}

function isLegacy(document: JsonObject): boolean {
  if (ownValue(document, "version_detail") !== undefined) return true;
  if (ownValue(document, "website_url") !== undefined) return true;
  const packages = ownValue(document, "packages");
  const remotes = ownValue(document, "remotes");
  return [packages, remotes].some(
    (list) => Array.isArray(list) && list.some((entry) => isJsonObject(entry) && hasOldName(entry)),
  );
}

function hasOldName(entry: JsonObject): boolean {
  return ["registry_name", "transport_type", ...Object.keys(RENAMED)].some(
    (name) => ownValue(entry, name) !== undefined,
  );
}

function rename(object: JsonObject): JsonObject {
  const members = Object.entries(object).map(([name, value]): [string, Json] => {
    const current = currentName(name, object);
    return [current, below(current, value)];
  });
  return withTransport(Object.fromEntries(members));
}

function currentName(name: string, object: JsonObject): string {
  // The first packages were {registry_name, name, version}; arguments and headers keep their name.
  if (name === "registry_name") return "registryType";
  if (name === "name" && ownValue(object, "registry_name") !== undefined) return "identifier";
  if (name === "transport_type") return "type";
  return Object.hasOwn(RENAMED, name) ? (RENAMED[name] ?? name) : name;
}

function below(name: string, value: Json): Json {
  if (LISTS.has(name) && Array.isArray(value))
    return value.map((entry) => (isJsonObject(entry) ? rename(entry) : entry));
  if (MAPS.has(name) && isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        isJsonObject(entry) ? rename(entry) : entry,
      ]),
    );
  return value;
}

/** Packages had no transport then: they were started and spoken to over stdio. */
function withTransport(object: JsonObject): JsonObject {
  const isPackage = ownValue(object, "registryType") !== undefined;
  if (!isPackage || ownValue(object, "transport") !== undefined) return object;
  return { ...object, transport: { type: "stdio" } };
}
