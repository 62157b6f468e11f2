import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, parseJsonExact, isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import type { Component } from "../core/facts.ts";
import { DECLARED, DEPTH, INSTALL_SCRIPT } from "./property-names.ts";

export type Sbom = {
  /** purl of what the document is about; null: it does not say. */
  artifact: string | null;
  /** purls of what the artifact needs itself. */
  needs: readonly string[];
  components: readonly Component[];
};

const MAX_COMPONENTS = 50_000;

/**
 * Reads a CycloneDX JSON document (1.2 to 1.7): one of ours or one that came with an artifact. Parts
 * without a purl are left out; what they need is then not known either.
 *
 * @returns null: it is not such a document.
 */
export function readSbom(bytes: Buffer): Sbom | null {
  const document = parsed(bytes);
  if (document === null || textIn(document, "bomFormat") !== "CycloneDX") return null;
  const root = objectIn(objectIn(document, "metadata"), "component");
  const listed = withNested(objectsIn(document, "components"));
  const purls = new Map([root, ...listed].map((one) => [refOf(one), textIn(one, "purl")]));
  const needs = needsByRef(document, purls);
  const components = listed
    .filter((one) => textIn(one, "purl") !== "")
    .map((one) => componentOf(one, needs.get(refOf(one)) ?? []))
    .sort((one, other) => (one.purl < other.purl ? -1 : 1));
  return {
    artifact: textIn(root, "purl") || null,
    needs: needs.get(refOf(root)) ?? [],
    components: withDepths(components, needs.get(refOf(root)) ?? []),
  };
}

function parsed(bytes: Buffer): JsonObject | null {
  try {
    const value = parseJsonExact(bytes.toString("utf8"));
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const refOf = (component: JsonObject): string =>
  textIn(component, "bom-ref") || textIn(component, "purl");

function withNested(components: readonly JsonObject[]): JsonObject[] {
  const all: JsonObject[] = [];
  const queue = [...components];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    if (all.length >= MAX_COMPONENTS) break;
    all.push(one);
    queue.push(...objectsIn(one, "components"));
  }
  return all;
}

function needsByRef(
  document: JsonObject,
  purls: ReadonlyMap<string, string>,
): Map<string, string[]> {
  return new Map(
    objectsIn(document, "dependencies").map((one) => {
      const on = ownValue(one, "dependsOn");
      const refs = Array.isArray(on) ? on.filter((ref) => typeof ref === "string") : [];
      const needs = refs.map((ref) => purls.get(ref) ?? "").filter((purl) => purl !== "");
      return [textIn(one, "ref"), [...new Set(needs)].sort()];
    }),
  );
}

function componentOf(component: JsonObject, needs: readonly string[]): Component {
  const group = textIn(component, "group");
  const name = textIn(component, "name");
  return {
    name: group === "" ? name : `${group}/${name}`,
    version: textIn(component, "version"),
    purl: textIn(component, "purl"),
    integrity: integrityOf(component),
    license: licenseOf(component),
    depth: Number(propertyOf(component, DEPTH)) || 0,
    hasInstallScript: propertyOf(component, INSTALL_SCRIPT) === "true",
    optional: textIn(component, "scope") === "optional",
    needs,
    ...(propertyOf(component, DECLARED) === "true" ? { isDeclared: true } : {}),
  };
}

function propertyOf(component: JsonObject, name: string): string | null {
  const found = objectsIn(component, "properties").find((one) => textIn(one, "name") === name);
  return found === undefined ? null : textIn(found, "value");
}

/** The strongest digest in npm's form. */
function integrityOf(component: JsonObject): string | null {
  const hashes = objectsIn(component, "hashes");
  for (const algorithm of ["SHA-512", "SHA-384", "SHA-256", "SHA-1"]) {
    const hash = hashes.find((one) => textIn(one, "alg") === algorithm);
    const hex = hash === undefined ? "" : textIn(hash, "content");
    if (/^(?:[0-9a-f]{2})+$/i.test(hex))
      return `${algorithm.replace("-", "").toLowerCase()}-${Buffer.from(hex, "hex").toString("base64")}`;
  }
  return null;
}

function licenseOf(component: JsonObject): string | null {
  const texts = objectsIn(component, "licenses").map((one) => {
    const license = objectIn(one, "license");
    return textIn(one, "expression") || textIn(license, "id") || textIn(license, "name");
  });
  const given = texts.filter((text) => text !== "");
  return given.length > 1 ? `(${given.join(" OR ")})` : (given[0] ?? null);
}

/** Other tools do not say how deep a component is: then the dependencies tell it. */
function withDepths(components: readonly Component[], first: readonly string[]): Component[] {
  const byPurl = new Map(components.map((one) => [one.purl, one]));
  const depths = new Map<string, number>();
  let level = [...new Set(first)];
  for (let depth = 1; level.length > 0; depth += 1) {
    for (const purl of level) depths.set(purl, depth);
    const next = level.flatMap((purl) => byPurl.get(purl)?.needs ?? []);
    level = [...new Set(next)].filter((purl) => !depths.has(purl));
  }
  return components.map((one) => ({ ...one, depth: one.depth || (depths.get(one.purl) ?? 1) }));
}
