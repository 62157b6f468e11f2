import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import { isNewer, isRelease } from "./releases.ts";

export type Bump = { position: number; version: string };

/**
 * The approved document with newer versions of its packages and a version of its own. A digest of
 * the old file is left out: nobody knows the new one yet. Everything else stays as it was written.
 */
export function bumpDocument(doc: JsonObject, bumps: readonly Bump[]): JsonObject {
  const packages = objectsIn(doc, "packages");
  const first = bumps[0];
  const old = first === undefined ? "" : versionOf(packages[first.position] ?? {});
  const entries: Json[] = packages.map((entry, position) => {
    const bump = bumps.find((one) => one.position === position);
    return bump === undefined ? entry : bumped(entry, bump.version);
  });
  const own = textIn(doc, "version");
  return {
    ...doc,
    version: first === undefined ? own : nextVersion(own, old, first.version),
    packages: entries,
  };
}

/** The version of a package; an image keeps it as the tag of its name. */
export function versionOf(entry: JsonObject): string {
  return textIn(entry, "version") || (tagOf(textIn(entry, "identifier")) ?? "");
}

function bumped(entry: JsonObject, version: string): JsonObject {
  const identifier = textIn(entry, "identifier");
  const old = tagOf(identifier);
  const isImage = textIn(entry, "registryType") === "oci" && old !== null;
  const changed: JsonObject = {
    ...entry,
    ...(isImage ? { identifier: `${identifier.slice(0, -old.length)}${version}` } : {}),
    ...(Object.hasOwn(entry, "version") || !isImage ? { version } : {}),
  };
  return Object.fromEntries(Object.entries(changed).filter(([key]) => key !== "fileSha256"));
}

/** `1.2.3` of `ghcr.io/acme/files:1.2.3`; null without a tag, or where a digest pins the image. */
export function tagOf(identifier: string): string | null {
  if (identifier.includes("@")) return null;
  const at = identifier.lastIndexOf(":");
  return at > identifier.lastIndexOf("/") ? identifier.slice(at + 1) : null;
}

/**
 * Most servers carry the version of their package: then the new one. Others count by themselves:
 * the package's version where it is greater, else the next patch.
 */
function nextVersion(own: string, oldPackage: string, newPackage: string): string {
  const plain = newPackage.replace(/^v/, "");
  if (own === oldPackage) return newPackage;
  if (isNewer(plain, own)) return plain;
  if (!isRelease(own)) return plain;
  const numbers = own.replace(/^v/, "").split(".").map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers;
  return `${major}.${minor}.${patch + 1}`;
}
