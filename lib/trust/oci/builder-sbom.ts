import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Component } from "../core/facts.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { readSpdx } from "../sbom/read-spdx.ts";
import { predicateOf } from "./find-signed.ts";
import { imageManifestIn, statementsOf, type Descriptor } from "./manifest.ts";
import { digestOf, type Registry } from "./registry.ts";

/** What the builder of an image says that it is made of. */
export type BuilderSbom = { components: readonly Component[]; evidence: readonly string[] };

const SPDX = "https://spdx.dev/Document";
const IN_TOTO = "application/vnd.in-toto+json";
const MAX_STATEMENTS = 4;
const MAX_SBOM = 16 * 1_048_576;

const NO_SBOM: BuilderSbom = { components: [], evidence: [] };

type Image = { index: JsonObject | null; imageDigest: string };

/**
 * The bill of materials that BuildKit lays beside an image, in the index that names both
 * (https://docs.docker.com/build/metadata/attestations/attestation-storage/). The digest of the index
 * covers it, nobody has signed it. One that cannot be read, or is about something else, is none.
 */
export async function readBuilderSbom(registry: Registry, image: Image): Promise<BuilderSbom> {
  const { layers, evidence } = await statementsBeside(registry, image);
  const byPurl = new Map<string, Component>();
  const read: string[] = [];
  for (const { digest } of layers.filter(isListing).slice(0, MAX_STATEMENTS)) {
    const said = await readStatement(registry, digest, image.imageDigest);
    read.push(...said.evidence);
    for (const one of said.components) byPurl.set(one.purl, { ...one, isDeclared: true });
  }
  const components = [...byPurl.values()];
  return components.length === 0 ? NO_SBOM : { components, evidence: [...evidence, ...read] };
}

async function statementsBeside(
  registry: Registry,
  { index, imageDigest }: Image,
): Promise<{ layers: readonly Descriptor[]; evidence: readonly string[] }> {
  const layers: Descriptor[] = [];
  const evidence: string[] = [];
  for (const { digest } of statementsOf(index ?? {}, imageDigest).slice(0, 2)) {
    const fetched = await registry.manifest(digest);
    if (!fetched.ok || digestOf(fetched.answer.body) !== digest) continue;
    evidence.push(fetched.sha256);
    layers.push(...(imageManifestIn(jsonObject(fetched.answer.body) ?? {})?.layers ?? []));
  }
  return { layers, evidence };
}

const isListing = (layer: Descriptor): boolean =>
  layer.mediaType === IN_TOTO && predicateOf(layer) === SPDX;

async function readStatement(
  registry: Registry,
  digest: string,
  image: string,
): Promise<BuilderSbom> {
  const fetched = await registry.blob(digest, { kind: "image sbom", maxBytes: MAX_SBOM });
  if (!fetched.ok || digestOf(fetched.answer.body) !== digest) return NO_SBOM;
  const statement = jsonObject(fetched.answer.body) ?? {};
  if (textIn(statement, "predicateType") !== SPDX || !isAbout(statement, image)) return NO_SBOM;
  const document = objectIn(statement, "predicate");
  // Build stages and the build context get lists of their own: they are not in the image.
  if (/^sbom-/.test(textIn(document, "name"))) return NO_SBOM;
  return { components: readSpdx(document) ?? [], evidence: [fetched.sha256] };
}

const isAbout = (statement: JsonObject, image: string): boolean =>
  objectsIn(statement, "subject").some(
    (subject) => `sha256:${textIn(objectIn(subject, "digest"), "sha256")}` === image,
  );

/** `pkg:npm/%40acme/files@1.0.0?arch=…` as `pkg:npm/%40acme/files`. */
const packageIn = (purl: string): string => purl.replace(/[?#].*$/, "").replace(/@[^@/]*$/, "");

/** What was read in the layers stands: the builder's word counts only for packages not seen there. */
export function withDeclared(
  seen: readonly Component[],
  declared: readonly Component[],
): Component[] {
  const known = new Set(seen.map(({ purl }) => packageIn(purl)));
  const more = declared.filter(({ purl }) => !known.has(packageIn(purl)));
  return [...seen, ...more].sort((one, other) => (one.purl < other.purl ? -1 : 1));
}
