import { noteOwn, type Reach } from "../collect/reach.ts";
import type { Component, Got, TreeFacts } from "../core/facts.ts";
import { componentsOf, type Placed } from "../npm/components.ts";
import { writeSbom } from "../sbom/write-sbom.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import { depsDevGraph } from "./deps-dev.ts";
import { readLock, type Lock } from "./lock-files.ts";
import { integrityOf, lockGraph, type Graph } from "./lock-graph.ts";
import { licenseOf } from "./manifest-facts.ts";
import { projectName, pypiPurl } from "./project-name.ts";
import { readReleases, releaseKey, type Release } from "./releases.ts";
import {
  foreignKind,
  isOfExtra,
  parseRequirement,
  pinnedVersion,
  type Requirement,
} from "./requirement.ts";

const MAX_TOLD = 200;
const MAX_PINNED = 300;

type Project = {
  name: string;
  version: string;
  metadata: CoreMetadata;
  /** Texts of files that may be locks. */
  locks: ReadonlyMap<string, string>;
  evidence: readonly string[];
};

/**
 * What comes with a version when somebody installs it: from a lock in its source distribution, else
 * as deps.dev has resolved it, else from exact versions all the way down. Where none of these tells
 * it, the tree is not known: it is never shown with a gap.
 */
export async function collectPypiTree(reach: Reach, project: Project): Promise<Got<TreeFacts>> {
  reach.onStep("Looking for its dependencies");
  const told = await graphOf(reach, project);
  if (!told.ok) return told;
  const { graph, lock, approximate, lockFile } = told.value;
  const first = componentsOf(graph.first, pypiPurl);
  const { components, differing } = await withReleases(reach, first, lockFile);
  const { name, version, metadata } = project;
  const needs = [...new Set(graph.first.map((one) => pypiPurl(one.name, one.version)))].sort();
  const sbom = writeSbom(
    { name, version, purl: pypiPurl(name, version), license: licenseOf(metadata), needs },
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
    lockIssues: [...graph.issues, ...differing].slice(0, MAX_TOLD),
    components,
    foreign: graph.foreign.slice(0, MAX_TOLD),
    missing: graph.missing.slice(0, MAX_TOLD),
    sbomDigest,
    approximate,
  };
  return { ok: true, value, evidence: [...told.evidence, sbomDigest] };
}

type Told = {
  graph: Graph;
  lock: TreeFacts["lock"];
  /** Null: it is not from a lock. */
  lockFile: Lock | null;
  approximate: boolean;
};

async function graphOf(reach: Reach, project: Project): Promise<Got<Told>> {
  const { metadata, evidence } = project;
  const { usual, foreign, missing } = requirementsOf(metadata.requiresDist);
  const added = (graph: Graph): Graph => ({
    ...graph,
    foreign: [...foreign, ...graph.foreign],
    missing: [...missing, ...graph.missing],
  });
  const lock = usual.length === 0 ? null : readLock(project.locks);
  if (lock !== null) {
    const graph = added(lockGraph(lock, usual));
    return {
      ok: true,
      value: { graph, lock: "own", lockFile: lock, approximate: false },
      evidence,
    };
  }
  const isKnown = metadata.hasFixedNeeds || metadata.requiresDist.length > 0;
  const pinned = isKnown ? await pinnedGraph(reach, usual) : null;
  if (pinned !== null)
    return {
      ok: true,
      value: { graph: added(pinned), lock: "resolved", lockFile: null, approximate: false },
      evidence,
    };
  const resolved = await depsDevGraph(reach, project);
  if (!resolved.ok) return resolved;
  const graph = added(resolved.value);
  return {
    ok: true,
    value: { graph, lock: "resolved", lockFile: null, approximate: true },
    evidence: [...evidence, ...resolved.evidence],
  };
}

type Needs = { usual: Requirement[] } & Pick<Graph, "foreign" | "missing">;

/** Without those of extras, which nobody gets who does not ask for them. */
function requirementsOf(texts: readonly string[]): Needs {
  const needs: Needs = { usual: [], foreign: [], missing: [] };
  for (const text of texts.slice(0, MAX_PINNED)) {
    const requirement = parseRequirement(text);
    const spec = text.slice(0, 200);
    if (requirement === null)
      needs.missing.push({ name: spec, spec: "", detail: "This is no requirement of PEP 508." });
    else if (isOfExtra(requirement)) continue;
    else if (requirement.address === null) needs.usual.push(requirement);
    else
      needs.foreign.push({
        name: requirement.name,
        spec: requirement.address.slice(0, 200),
        kind: foreignKind(requirement.address),
      });
  }
  return needs;
}

/** Exact versions all the way down, as the index tells them; null: somewhere a range is left. */
async function pinnedGraph(reach: Reach, first: readonly Requirement[]): Promise<Graph | null> {
  const placed = new Map<string, Placed>();
  const graph: Graph = { first: [], missing: [], foreign: [], issues: [] };
  const start = placedOf(first);
  if (start === null) return null;
  let level = start;
  graph.first = start;
  while (level.length > 0) {
    const fresh = level.filter((one) => !placed.has(releaseKey(one.name, one.version)));
    for (const one of fresh) placed.set(releaseKey(one.name, one.version), one);
    if (placed.size > MAX_PINNED) return null;
    const releases = await readReleases(reach, fresh);
    level = [];
    for (const one of fresh) {
      const next = needsOf(releases.get(releaseKey(one.name, one.version)));
      if (next === null) return null;
      one.needs = next.map((to) => placed.get(releaseKey(to.name, to.version)) ?? to);
      level.push(...one.needs);
    }
  }
  return graph;
}

function needsOf(release: Release | undefined): Placed[] | null {
  if (release === undefined) return null;
  if (!release.hasFixedNeeds && release.requiresDist.length === 0 && !release.hasWheel) return null;
  const { usual, foreign, missing } = requirementsOf(release.requiresDist);
  return foreign.length + missing.length > 0 ? null : placedOf(usual);
}

/** Null: one of them is no exact version, or asks for an extra, which adds what is not told here. */
function placedOf(requirements: readonly Requirement[]): Placed[] | null {
  const placed = requirements.map((requirement) => {
    const version = pinnedVersion(requirement);
    if (version === null || requirement.extras.length > 0) return null;
    const { name } = requirement;
    return {
      ...{ name, version, integrity: null, license: null },
      ...{ hasInstallScript: false, optional: false, needs: [] },
    };
  });
  return placed.every((one) => one !== null) ? placed : null;
}

/** Adds licences and digests, and holds the digests of a lock against the index's. */
async function withReleases(
  reach: Reach,
  components: readonly Component[],
  lock: Lock | null,
): Promise<{ components: Component[]; differing: string[] }> {
  reach.onStep("Reading what the index says of its dependencies");
  const releases = await readReleases(reach, components);
  const locked = new Map(
    (lock?.packages ?? []).map((one) => [releaseKey(one.name, one.version), one.hashes] as const),
  );
  const releaseOf = ({ name, version }: Component) => releases.get(releaseKey(name, version));
  return {
    components: components.map((one) => described(one, releaseOf(one))),
    differing: components
      .filter((one) => {
        const said = releaseOf(one)?.hashes ?? [];
        const hashes = locked.get(releaseKey(one.name, one.version)) ?? [];
        return said.length > 0 && hashes.some((hash) => !said.includes(hash));
      })
      .map(
        ({ name, version }) => `Its digest of ${projectName(name)} ${version} is not the index's.`,
      ),
  };
}

function described(one: Component, release: Release | undefined): Component {
  if (release === undefined) return one;
  const { license, chosenHash, hasWheel } = release;
  return {
    ...one,
    license: one.license ?? license,
    integrity: one.integrity ?? (chosenHash === null ? null : integrityOf(chosenHash)),
    hasInstallScript: !hasWheel,
  };
}
