import ssri from "ssri";
import { objectIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { Component, Got, TreeFacts } from "../core/facts.ts";
import { writeSbom } from "../sbom/write-sbom.ts";
import { componentsOf, type Location } from "./components.ts";
import { npmPurl } from "./npm-purl.ts";
import type { NpmVersion } from "./npm-version.ts";
import type { PackageFiles } from "./package-files.ts";
import { placesOfLock, readPlaces, type LaidOut } from "./read-lock.ts";
import { resolvedTree, type ResolvedTree } from "./resolved-tree.ts";
import { licenseOf } from "./slim-packument.ts";
import { readVersions } from "./version-documents.ts";

export type NpmTree = {
  tree: Got<TreeFacts>;
  sbom: Buffer | null;
  /** Where its packages are installed; empty: the tree is not known. */
  locations: readonly Location[];
};

const NONE = { sbom: null, locations: [] };
const NO_FILES: PackageFiles = {
  manifest: null,
  lock: null,
  bundled: new Map(),
  hasGyp: false,
  issues: [],
};

/**
 * The packages that come with the artifact when somebody installs it: from its own lock or from
 * inside its tarball where it has them, else as npm resolves its ranges now.
 */
export async function collectTree(
  reach: Reach,
  npm: NpmVersion,
  files: PackageFiles | null,
): Promise<NpmTree> {
  if (files === null && hasHiddenLock(npm.document))
    return { tree: { ok: false, reason: "unreachable", detail: HIDDEN_LOCK }, ...NONE };
  reach.onStep("Resolving its dependencies");
  const laid = await layOut(reach, npm, files ?? NO_FILES);
  if (!laid.ok) return { tree: laid, ...NONE };
  const { first, foreign, missing, issues, locations, lock, evidence } = laid.value;
  const { components, differing } = await withVersions(reach, componentsOf(first), lock);
  const sbom = writeSbom(
    {
      name: npm.name,
      version: npm.version,
      purl: npmPurl(npm.name, npm.version),
      license: licenseOf(npm.document),
      needs: [...new Set(first.map(({ name, version }) => npmPurl(name, version)))].sort(),
    },
    components,
  );
  const sbomDigest = noteOwn(reach, {
    kind: "sbom",
    source: "CycloneDX 1.6",
    mediaType: "application/vnd.cyclonedx+json",
    body: sbom,
  });
  const value = {
    lock,
    lockIssues: [...issues, ...differing],
    components,
    foreign: distinct(foreign),
    missing: distinct(missing),
    sbomDigest,
    approximate: false,
  };
  return { tree: { ok: true, value, evidence: [...evidence, sbomDigest] }, sbom, locations };
}

const HIDDEN_LOCK = "Its lock lies in the tarball, which could not be read.";

/** Whether the registry says that what is installed is decided inside the tarball. */
function hasHiddenLock(document: JsonObject): boolean {
  const bundled = ["bundleDependencies", "bundledDependencies"].map((key) =>
    ownValue(document, key),
  );
  return (
    ownValue(document, "_hasShrinkwrap") === true ||
    bundled.some((one) => one === true || (Array.isArray(one) && one.length > 0))
  );
}

/** Adds licences where they are missing, and holds the digests of a lock against the registry's. */
async function withVersions(
  reach: Reach,
  components: readonly Component[],
  lock: TreeFacts["lock"],
): Promise<{ components: Component[]; differing: string[] }> {
  reach.onStep("Reading what the registry says of its dependencies");
  const isAsked = ({ license, integrity }: Component) =>
    license === null || (lock === "own" && integrity !== null);
  const said = await readVersions(reach, components.filter(isAsked));
  const differs = ({ purl, integrity }: Component) => {
    const other = said.get(purl)?.integrity ?? null;
    return lock === "own" && integrity !== null && other !== null && !agree(integrity, other);
  };
  return {
    components: components.map((one) => ({
      ...one,
      license: one.license ?? said.get(one.purl)?.license ?? null,
    })),
    differing: components
      .filter(differs)
      .slice(0, MAX_TOLD)
      .map(({ name, version }) => `Its digest of ${name}@${version} is not the registry's.`),
  };
}

/** Digests of different algorithms cannot contradict each other. */
function agree(one: string, other: string): boolean {
  const [left, right] = [ssri.parse(one), ssri.parse(other)];
  const common = Object.keys(left).filter((algorithm) => Object.hasOwn(right, algorithm));
  return common.length === 0 || right.match(one) !== false;
}

const MAX_TOLD = 200;

function distinct<One extends { name: string; spec: string }>(all: readonly One[]): One[] {
  const byKey = new Map(all.map((one) => [`${one.name} ${one.spec}`, one]));
  return [...byKey.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, one]) => one)
    .slice(0, MAX_TOLD);
}

async function layOut(
  reach: Reach,
  npm: NpmVersion,
  files: PackageFiles,
): Promise<Got<ResolvedTree>> {
  const manifest = files.manifest ?? npm.document;
  const places = files.lock === null ? null : placesOfLock(files.lock);
  const about = { npm: reach.sources.npm, name: npm.name };
  if (places !== null) return own(readPlaces(manifest, places, { from: "lock", ...about }), npm);
  const bundled = readPlaces(manifest, files.bundled, { from: "tarball", ...about });
  if (files.bundled.size > 0 && bringsAll(manifest, files.bundled)) return own(bundled, npm);
  const resolved = await resolvedTree(reach, npm);
  if (!resolved.ok) return resolved;
  const { value } = resolved;
  const old = files.lock !== null ? [OLD_LOCK] : [];
  // Packages inside the tarball are there whatever the registry's document says of them.
  return {
    ...resolved,
    value: {
      ...value,
      first: [...value.first, ...bundled.first],
      foreign: [...value.foreign, ...bundled.foreign],
      issues: [...old, ...value.issues],
    },
  };
}

const OLD_LOCK =
  "Its npm-shrinkwrap.json is of version 1 and lists no packages, so the ranges were resolved instead.";

const own = (laid: LaidOut, { evidence }: NpmVersion): Got<ResolvedTree> => ({
  ok: true,
  value: { ...laid, lock: "own", evidence },
  evidence,
});

function bringsAll(manifest: JsonObject, bundled: ReadonlyMap<string, JsonObject>): boolean {
  const needed = Object.keys(objectIn(manifest, "dependencies"));
  return needed.every((name) => bundled.has(`node_modules/${name}`));
}
