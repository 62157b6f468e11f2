import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { line } from "./clean.ts";
import type { AskedVariable } from "./evidence.ts";
import { readReference } from "./read-reference.ts";
import type { PackageReference, RemoteReference } from "./reference.ts";

/** Every setting that a document asks for, of its packages and remotes, each name once. */
export function variablesOfDocument(document: JsonObject): AskedVariable[] {
  const inputs = [
    ...objectsIn(document, "packages").flatMap((entry) => [
      ...objectsIn(entry, "environmentVariables"),
      ...objectsIn(objectIn(entry, "transport"), "headers"),
    ]),
    ...objectsIn(document, "remotes").flatMap((entry) => objectsIn(entry, "headers")),
  ];
  const variables = new Map<string, AskedVariable>();
  for (const input of inputs.slice(0, 200)) {
    const name = line(ownValue(input, "name"), 100);
    if (name === "" || variables.has(name)) continue;
    variables.set(name, {
      name,
      description: line(ownValue(input, "description"), 300),
      isRequired: ownValue(input, "isRequired") === true,
      isSecret: ownValue(input, "isSecret") === true,
    });
  }
  return [...variables.values()].slice(0, 100);
}

export function transportsOfDocument(document: JsonObject): string[] {
  const all = [
    ...objectsIn(document, "packages").map((entry) => textIn(objectIn(entry, "transport"), "type")),
    ...objectsIn(document, "remotes").map((entry) => textIn(entry, "type")),
  ];
  return [...new Set(all.filter((type) => /^[a-z-]{1,50}$/.test(type)))];
}

/**
 * What a document's packages and remotes refer to, so that their sources can be asked; three at
 * most. Read by the same rules as what people paste: a document is no more to be trusted.
 */
export function referencesOfDocument(document: JsonObject): (PackageReference | RemoteReference)[] {
  const written = [
    ...objectsIn(document, "packages").map((entry) => {
      const version = textIn(entry, "version");
      const typed = `${textIn(entry, "registryType")}:${textIn(entry, "identifier")}`;
      return version === "" || !/^(npm|pypi):/.test(typed) ? typed : `${typed}@${version}`;
    }),
    ...objectsIn(document, "remotes").map((entry) => `remote:${textIn(entry, "url")}`),
  ];
  return written
    .slice(0, 20)
    .filter((text) => /^(npm|pypi|oci|mcpb|remote):/.test(text) && !text.includes("{"))
    .flatMap((text) => readReference(text).candidates.slice(0, 1))
    .filter((one) => one.kind !== "official" && one.kind !== "document")
    .slice(0, 3);
}
