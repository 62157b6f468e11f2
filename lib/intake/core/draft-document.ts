/** A server.json written from facts: what is not known is left out or empty, for people to fill in. */
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { AskedVariable, Facts } from "./evidence.ts";
import { nameFromHost, nameFromRepository } from "./propose-name.ts";
import { imageReference, type PackageReference } from "./reference.ts";
import { transportOf } from "./remote-facts.ts";

export const SCHEMA =
  "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/** `official`: the entry of the official registry that names the same package. */
export function draftOfPackage(
  reference: PackageReference,
  facts: Facts,
  official: JsonObject | null,
): JsonObject {
  const entry = packageEntry(reference, facts, official && matchingPackage(official, reference));
  const overlay = official ?? {};
  return withoutEmpty({
    $schema: SCHEMA,
    name: textIn(overlay, "name") || (proposedName(reference, facts) ?? ""),
    title: textIn(overlay, "title") || facts.title,
    description: textIn(overlay, "description") || facts.description,
    version: facts.version ?? "",
    repository: repositoryOf(facts, objectIn(overlay, "repository")),
    websiteUrl: httpsOrNull(textIn(overlay, "websiteUrl") || facts.homepage),
    packages: [entry],
    remotes: ownValue(overlay, "remotes") ?? null,
  });
}

export function draftOfRemote(url: string, facts: Facts): JsonObject {
  return withoutEmpty({
    $schema: SCHEMA,
    name: nameFromHost(url) ?? "",
    title: facts.title,
    description: facts.description || `The MCP server at ${new URL(url).host}`.slice(0, 100),
    version: "1.0.0",
    websiteUrl: httpsOrNull(facts.homepage),
    remotes: [{ type: transportOf(url), url }],
  });
}

/** For a server that is described by hand. */
export function blankDocument(name = ""): JsonObject {
  return {
    $schema: SCHEMA,
    name,
    description: "",
    version: "1.0.0",
    packages: [
      { registryType: "npm", identifier: "", version: "1.0.0", transport: { type: "stdio" } },
    ],
  };
}

/** The package of a document that a reference means, whatever its version. */
export function matchingPackage(
  document: JsonObject,
  reference: PackageReference,
): JsonObject | null {
  const wanted = identifierOf(reference);
  const bare = (identifier: string) =>
    reference.kind === "oci" ? identifier.replace(/[:@][^/]*$/, "") : identifier;
  return (
    objectsIn(document, "packages").find(
      (entry) =>
        textIn(entry, "registryType") === reference.kind &&
        bare(textIn(entry, "identifier")) === bare(wanted),
    ) ?? null
  );
}

/** How a document names the package. */
export function identifierOf(reference: PackageReference): string {
  switch (reference.kind) {
    case "npm":
    case "pypi":
      return reference.name;
    case "oci":
      return imageReference(reference);
    case "mcpb":
      return reference.url;
  }
}

export function proposedName(reference: PackageReference, facts: Facts): string | null {
  if (facts.claimedName !== null) return facts.claimedName;
  const own =
    reference.kind === "oci"
      ? reference.repository
      : reference.kind === "mcpb"
        ? null
        : reference.name;
  return nameFromRepository(facts.repository, own, facts.subfolder !== null);
}

function packageEntry(
  reference: PackageReference,
  facts: Facts,
  known: JsonObject | null,
): JsonObject {
  const versioned = reference.kind === "npm" || reference.kind === "pypi";
  return withoutEmpty({
    ...known,
    registryType: reference.kind,
    identifier: identifierOf(reference),
    version: versioned ? (facts.version ?? "") : null,
    fileSha256: reference.kind === "mcpb" ? hexOf(facts.digest) : null,
    transport: known ? (ownValue(known, "transport") ?? STDIO) : STDIO,
    environmentVariables:
      (known && ownValue(known, "environmentVariables")) ??
      listOrNull(facts.environmentVariables.filter(isAsked).map(variableEntry)),
  });
}

const STDIO = { type: "stdio" };

/** What an image merely sets by itself is a fact about it, not a question to people. */
const isAsked = (variable: AskedVariable) => !variable.description.startsWith("Set by the image");

const variableEntry = ({ name, description, isRequired, isSecret }: AskedVariable): JsonObject =>
  withoutEmpty({ name, description: description || null, isRequired, isSecret });

/** Only hosts that the official rules know; another one stands in the evidence. */
function repositoryOf(facts: Facts, known: JsonObject): JsonObject | null {
  if (textIn(known, "url") !== "") return known;
  const source = /^https:\/\/(github|gitlab)\.com\/[^/]+\/[^/]+$/.exec(facts.repository ?? "")?.[1];
  if (source === undefined || facts.repository === null) return null;
  const subfolder = facts.subfolder?.replace(/^\.?\/+|\/+$/g, "") ?? "";
  return withoutEmpty({
    url: facts.repository,
    source,
    subfolder: /^[\w./-]+$/.test(subfolder) && !subfolder.includes("..") ? subfolder : null,
  });
}

const httpsOrNull = (url: string | null) => (url?.startsWith("https://") ? url : null);
const hexOf = (digest: string | null) => digest?.replace(/^sha256:/, "") ?? null;
const listOrNull = (list: JsonObject[]): Json => (list.length === 0 ? null : list);

/** Without members that are null; false and empty texts stay. */
function withoutEmpty(members: { [key: string]: Json | undefined }): JsonObject {
  const kept = Object.entries(members).filter(
    (entry): entry is [string, Json] => entry[1] !== null && entry[1] !== undefined,
  );
  return Object.fromEntries(kept);
}
