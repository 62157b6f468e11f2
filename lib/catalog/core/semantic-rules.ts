/**
 * The official rules that the JSON schema cannot say, one row each.
 * Source: registry-api.md section 1 (the official registry's validators).
 */
import { isJsonObject, ownValue, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import type { Finding, Issue } from "./issue.ts";
import { objectIn, objectsIn, textIn } from "./json-fields.ts";
import { LINT_RULES } from "./lint-rules.ts";
import { PACKAGE_RULES, unknownVariables } from "./package-rules.ts";
import { OFFICIAL_POLICY, type PublishPolicy } from "./publish-policy.ts";
import { parsedUrl, fillTemplate } from "./safe-url.ts";
import { schemaAgeFindings } from "./schema-address.ts";
import { PUBLISHER_PROVIDED } from "./server-json.ts";
import { looksLikeRange } from "./version-range.ts";

export type { Issue } from "./issue.ts";

type Rule = {
  reference: string;
  type: "semantic" | "linter";
  severity: Issue["severity"];
  find: (doc: JsonObject, policy: PublishPolicy) => Finding[];
};

const MAX_PUBLISHER_META_BYTES = 4_096;
const NAME_PART = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])$/;

const error = (reference: string, find: Rule["find"]): Rule => ({
  reference,
  type: "semantic",
  severity: "error",
  find,
});
const warning = (reference: string, find: Rule["find"]): Rule => ({
  ...error(reference, find),
  severity: "warning",
});
const unless = (holds: boolean, path: string, message: string): Finding[] =>
  holds ? [] : [{ path, message }];

const SEMANTIC_RULES: readonly Rule[] = [
  error("schema-known", (doc) => schemaAgeFindings(doc, "error")),
  warning("schema-current", (doc) => schemaAgeFindings(doc, "warning")),
  error("name-form", (doc) => {
    const parts = textIn(doc, "name").split("/");
    return unless(
      textIn(doc, "name") === "" || (parts.length === 2 && parts.every((p) => NAME_PART.test(p))),
      "name",
      "must be namespace/name with exactly one slash; each part has at least two characters and starts and ends with a letter or digit",
    );
  }),
  error("version-not-latest", (doc) =>
    unless(textIn(doc, "version") !== "latest", "version", 'must be one version, not "latest"'),
  ),
  error("version-not-range", (doc) =>
    unless(!looksLikeRange(textIn(doc, "version")), "version", "must be one version, not a range"),
  ),
  error("title-not-blank", (doc) => {
    const title = ownValue(doc, "title");
    const blank = typeof title === "string" && title.trim() === "";
    return unless(!blank, "title", "must not be blank; leave it out instead");
  }),
  error("website-https", (doc) => httpsOnly(textIn(doc, "websiteUrl"), "websiteUrl")),
  error("icon-https", (doc) =>
    objectsIn(doc, "icons").flatMap((icon, at) =>
      httpsOnly(textIn(icon, "src"), `icons[${at}].src`),
    ),
  ),
  error("repository-host", repositoryFindings),
  error("repository-subfolder", (doc) => {
    const subfolder = textIn(objectIn(doc, "repository"), "subfolder");
    return unless(
      subfolder === "" || isCleanPath(subfolder),
      "repository.subfolder",
      "must be a relative path of letters, digits, - _ . and /, without empty, . or .. parts",
    );
  }),
  error("remote-not-stdio", (doc) =>
    objectsIn(doc, "remotes").flatMap((remote, at) =>
      unless(
        textIn(remote, "type") !== "stdio",
        `remotes[${at}].type`,
        "stdio is for packages; a remote is streamable-http or sse",
      ),
    ),
  ),
  error("remote-not-local", (doc, policy) =>
    objectsIn(doc, "remotes").flatMap((remote, at) =>
      unless(
        policy.allowLocalRemotes || !isLocal(textIn(remote, "url")),
        `remotes[${at}].url`,
        "points at the reader's own machine, where this server is not",
      ),
    ),
  ),
  error("remote-variables-declared", (doc) =>
    objectsIn(doc, "remotes").flatMap((remote, at) => {
      const declared = new Set(Object.keys(objectIn(remote, "variables")));
      return unknownVariables(textIn(remote, "url"), declared).map((name) => ({
        path: `remotes[${at}].url`,
        message: `{${name}} is not declared in the remote's variables`,
      }));
    }),
  ),
  error("publisher-meta-size", (doc) => {
    const meta = ownValue(objectIn(doc, "_meta"), PUBLISHER_PROVIDED);
    const bytes = meta === undefined ? 0 : new TextEncoder().encode(stringifyJson(meta)).length;
    return unless(
      bytes <= MAX_PUBLISHER_META_BYTES,
      `_meta["${PUBLISHER_PROVIDED}"]`,
      `has ${bytes} bytes; at most ${MAX_PUBLISHER_META_BYTES} are accepted`,
    );
  }),
  warning("meta-publisher-only", (doc) =>
    Object.keys(objectIn(doc, "_meta"))
      .filter((key) => key !== PUBLISHER_PROVIDED)
      .map((key) => ({
        path: `_meta[${JSON.stringify(key)}]`,
        message: "the official registry drops this key when a document is published there",
      })),
  ),
  ...PACKAGE_RULES.map(({ reference, types, find }) =>
    error(reference, (doc, policy) =>
      objectsIn(doc, "packages").flatMap((entry, at) => {
        if (types !== "all" && !types.includes(textIn(entry, "registryType"))) return [];
        return find(entry, policy).map(({ path, message }) => ({
          path: `packages[${at}].${path}`,
          message,
        }));
      }),
    ),
  ),
  ...LINT_RULES,
];

/** Expects nothing of the document's shape: what the JSON schema refuses is skipped here. */
export function semanticIssues(doc: JsonObject, policy: PublishPolicy = OFFICIAL_POLICY): Issue[] {
  return SEMANTIC_RULES.flatMap(({ reference, type, severity, find }) =>
    find(doc, policy).map((finding): Issue => ({ type, severity, reference, ...finding })),
  );
}

function httpsOnly(address: string, path: string): Finding[] {
  if (address === "") return [];
  const isHttps = /^https:\/\//i.test(address) && parsedUrl(address)?.protocol === "https:";
  return unless(isHttps, path, "must be an absolute https address");
}

function repositoryFindings(doc: JsonObject, policy: PublishPolicy): Finding[] {
  const repository = ownValue(doc, "repository");
  if (!isJsonObject(repository) || Object.keys(repository).length === 0) return [];

  const source = textIn(repository, "source");
  const sources = Object.keys(policy.repositoryHosts);
  if (!sources.includes(source))
    return [{ path: "repository.source", message: `must be one of ${sources.join(", ")}` }];

  const hosts = policy.repositoryHosts[source] ?? [];
  return unless(
    isRepositoryAddress(textIn(repository, "url"), hosts),
    "repository.url",
    `must be https://${hosts.join(" or https://")}/owner/repository`,
  );
}

function isRepositoryAddress(address: string, hosts: readonly string[]): boolean {
  const [, host = "", path = ""] = /^https?:\/\/(?:www\.)?([^/]+)(\/.*)$/i.exec(address) ?? [];
  return hosts.includes(host.toLowerCase()) && /^\/[\w.-]+\/[\w.-]+\/?$/.test(path);
}

function isCleanPath(path: string): boolean {
  if (!/^[a-zA-Z0-9\-_./]+$/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function isLocal(address: string): boolean {
  const host = parsedUrl(fillTemplate(address))?.hostname ?? "";
  return /^(?:.*\.)?localhost$|^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(host);
}
