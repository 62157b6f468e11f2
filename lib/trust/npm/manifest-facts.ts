import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import {
  canonicalJson,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
} from "#lib/kernel/json.ts";
import type { ManifestFacts } from "../core/facts.ts";
import { trustMetaOf } from "../core/trust-meta.ts";
import type { NpmVersion } from "./npm-version.ts";
import type { PackageFiles } from "./package-files.ts";
import { licenseOf } from "./slim-packument.ts";

const MAX_TEXT = 2_000;
const MAX_PEOPLE = 50;
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"] as const;

/**
 * What the package says of itself: its package.json where the tarball could be read, else the
 * registry's copy. Where the two differ, npm resolves by one and runs the other, so that is told.
 */
export function manifestFacts(npm: NpmVersion, files: PackageFiles | null): ManifestFacts {
  const { document, whole, publishedAt } = npm;
  const manifest = files?.manifest ?? document;
  const { author, name, version } = manifest;
  return {
    name: text(name),
    version: text(version),
    serverName: text(ownValue(manifest, "mcpName")),
    description: text(ownValue(manifest, "description")),
    repository: addressOf(ownValue(manifest, "repository")),
    author: personOf(author),
    maintainers: maintainersOf(document, whole),
    license: licenseOf(manifest),
    publishedAt,
    deprecated: deprecationOf(document),
    installScripts: installScripts(manifest, files),
    issues: [...(files?.issues ?? []), ...formIssues(npm, manifest), ...differences(npm, files)],
    trustMeta: trustMetaOf(manifest),
    privacyPolicies: [],
  };
}

const text = (value: Json | undefined): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, MAX_TEXT) : null;

const addressOf = (value: Json | undefined): string | null =>
  text(isJsonObject(value) ? ownValue(value, "url") : value);

/** An object, or `Name <mail> (address)`. */
function personOf(value: Json | undefined): { name: string | null; email: string | null } | null {
  if (isJsonObject(value)) {
    const person = { name: text(ownValue(value, "name")), email: text(ownValue(value, "email")) };
    return person.name === null && person.email === null ? null : person;
  }
  const given = text(value)?.slice(0, 300) ?? "";
  const email = /<([^<>\s]+@[^<>\s]+)>/.exec(given)?.[1] ?? null;
  const name = text(given.replace(/[<(].*$/s, ""));
  return name === null && email === null ? null : { name, email };
}

function maintainersOf(document: JsonObject, whole: JsonObject): ManifestFacts["maintainers"] {
  const listed = objectsIn(document, "maintainers");
  return (listed.length > 0 ? listed : objectsIn(whole, "maintainers"))
    .slice(0, MAX_PEOPLE)
    .flatMap((one) => {
      const name = text(ownValue(one, "name"));
      return name === null ? [] : [{ name, email: text(ownValue(one, "email")) }];
    });
}

function deprecationOf(document: JsonObject): string | null {
  const given = ownValue(document, "deprecated");
  return given === true ? "Its publisher has deprecated it." : text(given);
}

/** npm runs `node-gyp rebuild` for a binding.gyp without an install script. */
function installScripts(manifest: JsonObject, files: PackageFiles | null): string[] {
  const scripts = objectIn(manifest, "scripts");
  const own: string[] = INSTALL_SCRIPTS.filter((name) => textIn(scripts, name).trim() !== "");
  const compiles =
    files?.hasGyp === true &&
    ownValue(manifest, "gypfile") !== false &&
    !own.includes("install") &&
    !own.includes("preinstall");
  return compiles ? [...own, "install"] : own;
}

function formIssues({ name, version }: NpmVersion, manifest: JsonObject): string[] {
  const issues: string[] = [];
  if (textIn(manifest, "name") !== name) issues.push("Its manifest gives another name.");
  if (textIn(manifest, "version") !== version) issues.push("Its manifest gives another version.");
  for (const field of ["dependencies", "optionalDependencies", "peerDependencies", "scripts"]) {
    const value = ownValue(manifest, field);
    if (value !== undefined && !isJsonObject(value)) issues.push(`Its ${field} are not an object.`);
  }
  return issues;
}

const COMPARED = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

/** https://blog.vlt.sh/blog/the-massive-hole-in-the-npm-ecosystem: nobody checks that they agree. */
function differences({ document }: NpmVersion, files: PackageFiles | null): string[] {
  const manifest = files?.manifest ?? null;
  if (manifest === null) return [];
  const differing: string[] = COMPARED.filter(
    (field) => canonicalJson(stated(document, field)) !== canonicalJson(stated(manifest, field)),
  );
  const scripts = (one: JsonObject) =>
    INSTALL_SCRIPTS.map((script) => textIn(objectIn(one, "scripts"), script)).join("\n");
  const hasScripts = isJsonObject(ownValue(document, "scripts"));
  if (hasScripts && files?.hasGyp !== true && scripts(document) !== scripts(manifest))
    differing.push("install scripts");
  return differing.length === 0
    ? []
    : [`The registry's copy of the manifest and package.json differ in ${differing.join(", ")}.`];
}

/** npm copies optional dependencies into the dependencies of the registry's document. */
function stated(manifest: JsonObject, field: (typeof COMPARED)[number]): JsonObject {
  const given = objectIn(manifest, field);
  if (field !== "dependencies") return given;
  const optional = objectIn(manifest, "optionalDependencies");
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => !Object.hasOwn(optional, name)),
  );
}
