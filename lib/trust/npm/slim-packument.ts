import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { safeDependencies, type Foreign, type Unusable } from "./dependency-specs.ts";

/** A package as the resolver may see it. */
export type SlimPackument = {
  packument: JsonObject;
  /** As JSON, which is about what it takes in memory. */
  sizeBytes: number;
  /** By version; versions without any are left out. */
  removed: ReadonlyMap<string, { foreign: readonly Foreign[]; unusable: readonly Unusable[] }>;
};

const LISTS = ["bundleDependencies", "bundledDependencies", "os", "cpu", "libc"] as const;
const SCRIPTS = ["preinstall", "install", "postinstall"] as const;

/** Keeps what decides about versions, and nothing that could make a resolver look elsewhere. */
export function slimPackument(name: string, document: JsonObject): SlimPackument {
  const removed = new Map<string, { foreign: Foreign[]; unusable: Unusable[] }>();
  const versions: [string, JsonObject][] = [];
  for (const [version, manifest] of Object.entries(objectIn(document, "versions"))) {
    if (!isJsonObject(manifest) || textIn(manifest, "version") !== version) continue;
    const { fields, foreign, unusable } = safeDependencies(manifest);
    if (foreign.length + unusable.length > 0) removed.set(version, { foreign, unusable });
    versions.push([version, { ...slimManifest(name, manifest), ...fields }]);
  }
  const packument = {
    name,
    "dist-tags": textsIn(objectIn(document, "dist-tags")),
    versions: Object.fromEntries(versions),
  };
  return { packument, sizeBytes: JSON.stringify(packument).length, removed };
}

function slimManifest(name: string, manifest: JsonObject): JsonObject {
  const dist = objectIn(manifest, "dist");
  const version = textIn(manifest, "version");
  const license = licenseOf(manifest);
  return {
    ...listsIn(manifest),
    ...objectMember(manifest, "engines", isText),
    ...objectMember(manifest, "peerDependenciesMeta", isJsonObject),
    ...deprecationIn(manifest),
    name,
    version,
    hasInstallScript: hasInstallScript(manifest),
    ...(license === null ? {} : { license }),
    // Never asked, but npm takes two versions without digests for one when they have one address.
    dist: {
      tarball: `https://tarball.invalid/${encodeURIComponent(`${name}@${version}`)}`,
      ...textMember(dist, "integrity"),
      ...textMember(dist, "shasum"),
    },
  };
}

const textsIn = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => isText(value)));
const isText = (value: Json): boolean => typeof value === "string";

/** Lists of texts alone: npm's resolver was never tried with anything else. */
function listsIn(manifest: JsonObject): JsonObject {
  return Object.fromEntries(
    LISTS.flatMap((key) => {
      const value = ownValue(manifest, key);
      if (value === true && key.startsWith("bundle"))
        return [[key, Object.keys(objectIn(manifest, "dependencies"))]];
      const list = (Array.isArray(value) ? value : [value]).filter(
        (one) => typeof one === "string",
      );
      return list.length === 0 ? [] : [[key, list]];
    }),
  );
}

function objectMember(
  manifest: JsonObject,
  key: string,
  fits: (value: Json) => boolean,
): JsonObject {
  const entries = Object.entries(objectIn(manifest, key)).filter(([, value]) => fits(value));
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}

/** npm takes a version that is not deprecated where it can. */
function deprecationIn(manifest: JsonObject): JsonObject {
  const deprecated = ownValue(manifest, "deprecated");
  return deprecated === true || (typeof deprecated === "string" && deprecated !== "")
    ? { deprecated: "deprecated" }
    : {};
}

function textMember(object: JsonObject, key: string): JsonObject {
  const text = textIn(object, key);
  return text === "" || text.length > 2_000 ? {} : { [key]: text };
}

/** Whether npm would run something of its own on installing it. */
export function hasInstallScript(manifest: JsonObject): boolean {
  const scripts = objectIn(manifest, "scripts");
  return (
    ownValue(manifest, "hasInstallScript") === true ||
    SCRIPTS.some((script) => textIn(scripts, script) !== "")
  );
}

/** An SPDX expression or whatever stands in its place; old packages have an object or a list. */
export function licenseOf(manifest: JsonObject): string | null {
  const given = ownValue(manifest, "license") ?? ownValue(manifest, "licenses");
  const texts = (Array.isArray(given) ? given : [given])
    .map((one) => (isJsonObject(one) ? textIn(one, "type") : one))
    .filter((one): one is string => typeof one === "string" && one.trim() !== "");
  if (texts.length === 0) return null;
  const joined = texts.length === 1 ? texts.join("").trim() : `(${texts.join(" OR ")})`;
  return joined.slice(0, 200);
}
