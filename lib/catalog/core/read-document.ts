import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { shapeProblem, type Problem } from "./document-shape.ts";
import {
  characterProblem,
  descriptionProblem,
  nameProblem,
  storableText,
  titleProblem,
  versionProblem,
} from "./document-text.ts";
import { objectIn, objectsIn, textIn } from "./json-fields.ts";
import { isSafeUrl, urlProblem } from "./safe-url.ts";
import { PUBLISHER_PROVIDED } from "./server-json.ts";
import { toolFacts, type ToolFacts } from "./tool-facts.ts";

export type PackageFacts = {
  position: number;
  registryType: string;
  identifier: string;
  version: string | null;
  /** `stdio`, `streamable-http`, `sse`. */
  transport: string | null;
  registryUrl: string | null;
  /** The digest that the document itself gives: of a file, or of an image that is named by it. */
  digest: string | null;
};

export type DocumentFacts = {
  name: string;
  version: string;
  title: string | null;
  description: string;
  websiteUrl: string | null;
  repositoryUrl: string | null;
  /** The first https icon. */
  iconUrl: string | null;
  packages: PackageFacts[];
  remoteUrls: string[];
  packageTypes: string[];
  transports: string[];
  tools: ToolFacts[];
  readme: string | null;
};

export type DocumentReading = { ok: true; facts: DocumentFacts } | ({ ok: false } & Problem);

/** What a database index can hold, with room for the other columns (Postgres: 2,704 bytes). */
const MAX_IDENTIFIER_BYTES = 2_000;
const MAX_WORD_LENGTH = 100;
const MAX_README_LENGTH = 200_000;

/**
 * The tolerant reader for imports and mirrors. It takes what the live registry serves, which
 * breaks its own schema, and refuses only what cannot be found, stored or shown safely.
 */
export function readDocument(value: unknown): DocumentReading {
  if (!isJsonObject(value)) return { ok: false, field: "document", reason: "is not a JSON object" };
  const problem =
    shapeProblem(value) ?? textProblem(value) ?? addressProblem(value) ?? packageProblem(value);
  return problem === null ? { ok: true, facts: factsOf(value) } : { ok: false, ...problem };
}

/** An empty `repository` breaks the schema; it is the only thing that the API leaves out. */
export function withoutEmptyRepository<Document extends JsonObject>(doc: Document): Document {
  const repository = ownValue(doc, "repository");
  if (!isJsonObject(repository) || Object.keys(repository).length > 0) return doc;
  // fromEntries defines members, so that one called __proto__ stays a member.
  return Object.fromEntries(
    Object.entries(doc).filter(([field]) => field !== "repository"),
  ) as Document;
}

function textProblem(doc: JsonObject): Problem | null {
  const checks: [string, (value: unknown) => string | null][] = [
    ["name", nameProblem],
    ["version", versionProblem],
    ["description", descriptionProblem],
    ["title", titleProblem],
  ];
  for (const [field, check] of checks) {
    const reason = check(ownValue(doc, field));
    if (reason !== null) return { field, reason };
  }
  return null;
}

function addressProblem(doc: JsonObject): Problem | null {
  const repository = objectIn(doc, "repository");
  const plain: [string, string][] = [
    ["websiteUrl", textIn(doc, "websiteUrl")],
    ["repository.url", textIn(repository, "url")],
    ...objectsIn(doc, "icons").map((icon, at): [string, string] => [
      `icons[${at}].src`,
      textIn(icon, "src"),
    ]),
  ];
  for (const [field, url] of plain) {
    const reason = url === "" ? null : urlProblem(url);
    if (reason !== null) return { field, reason };
  }
  for (const [at, remote] of objectsIn(doc, "remotes").entries()) {
    const reason = urlProblem(textIn(remote, "url"), "template");
    if (reason !== null) return { field: `remotes[${at}].url`, reason };
  }
  return null;
}

function packageProblem(doc: JsonObject): Problem | null {
  for (const [at, entry] of objectsIn(doc, "packages").entries()) {
    const limits: [string, number][] = [
      ["registryType", MAX_WORD_LENGTH],
      ["identifier", MAX_IDENTIFIER_BYTES],
      ["version", MAX_IDENTIFIER_BYTES],
    ];
    for (const [field, limit] of limits) {
      const reason = lengthProblem(textIn(entry, field), limit);
      if (reason !== null) return { field: `packages[${at}].${field}`, reason };
    }
  }
  return null;
}

function lengthProblem(text: string, limitBytes: number): string | null {
  if (new TextEncoder().encode(text).length > limitBytes)
    return `is longer than ${limitBytes} bytes`;
  return characterProblem(text);
}

function factsOf(doc: JsonObject): DocumentFacts {
  const packages = objectsIn(doc, "packages").map(packageFacts);
  const remotes = objectsIn(doc, "remotes");
  const publisher = objectIn(objectIn(doc, "_meta"), PUBLISHER_PROVIDED);
  const icons = objectsIn(doc, "icons").map((icon) => textIn(icon, "src"));
  const readme = textIn(objectIn(publisher, "github"), "readme");

  return {
    name: textIn(doc, "name"),
    version: textIn(doc, "version"),
    title: textIn(doc, "title").trim() || null,
    description: storableText(textIn(doc, "description")),
    websiteUrl: textIn(doc, "websiteUrl") || null,
    repositoryUrl: textIn(objectIn(doc, "repository"), "url") || null,
    iconUrl: icons.find((src) => /^https:/i.test(src)) ?? null,
    packages,
    remoteUrls: distinct(remotes.map((remote) => textIn(remote, "url"))),
    packageTypes: distinct(packages.map((entry) => entry.registryType)),
    transports: distinct([
      ...packages.map((entry) => entry.transport),
      ...remotes.map((remote) => wordIn(remote, "type")),
    ]),
    tools: toolFacts(ownValue(publisher, "tools")),
    readme: storableText(readme.slice(0, MAX_README_LENGTH)) || null,
  };
}

function packageFacts(entry: JsonObject, position: number): PackageFacts {
  const registryUrl = textIn(entry, "registryBaseUrl");
  return {
    position,
    registryType: textIn(entry, "registryType"),
    identifier: textIn(entry, "identifier"),
    version: textIn(entry, "version") || null,
    transport: wordIn(objectIn(entry, "transport"), "type"),
    registryUrl: isSafeUrl(registryUrl) ? registryUrl : null,
    digest: promisedDigest(textIn(entry, "identifier"), textIn(entry, "fileSha256")),
  };
}

/** `sha256:…` */
export function promisedDigest(identifier: string, fileSha256: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(fileSha256)) return `sha256:${fileSha256.toLowerCase()}`;
  return /@(sha256:[0-9a-f]{64})$/.exec(identifier)?.[1] ?? null;
}

function distinct(words: readonly (string | null)[]): string[] {
  return [...new Set(words.filter((word) => word !== null))];
}

/** A transport's type: a word we can use in filters, or null. */
function wordIn(object: JsonObject, key: string): string | null {
  const word = textIn(object, key);
  const usable = word !== "" && word.length <= MAX_WORD_LENGTH && characterProblem(word) === null;
  return usable ? word : null;
}
