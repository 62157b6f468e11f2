import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";

/** A page can offer a choice of ways, not thousands. */
export const MAX_WAYS = 12;

/**
 * The parts of a document that say how to run or reach the server, as plain JSON for the browser:
 * documents may hold megabytes that nobody needs in order to connect. What a publisher wrote as the
 * default of a secret stays here: the texts only ever refer to secrets.
 */
export function connectDocument(document: JsonObject): ServerJson {
  const part = {
    name: textIn(document, "name"),
    version: textIn(document, "version"),
    description: "",
    packages: objectsIn(document, "packages").slice(0, MAX_WAYS),
    remotes: objectsIn(document, "remotes").slice(0, MAX_WAYS),
  };
  // Numbers beyond JavaScript's cannot travel to the browser and are of no use there.
  return JSON.parse(JSON.stringify(part, withoutSecret)) as ServerJson;
}

function withoutSecret(_key: string, value: Json): Json {
  if (!isJsonObject(value) || value["isSecret"] !== true) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "default"));
}
