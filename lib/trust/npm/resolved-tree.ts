import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { noteOwn, type EvidenceRecord, type Reach } from "../collect/reach.ts";
import type { Got, TreeFacts } from "../core/facts.ts";
import { isForOnePlatform, type Location, type Placed } from "./components.ts";
import type { Foreign, Unusable } from "./dependency-specs.ts";
import { hasInstallScript, licenseOf } from "./slim-packument.ts";
import type { NpmVersion } from "./npm-version.ts";
import { openPackuments, type Packuments } from "./packuments.ts";
import type { LaidOut } from "./read-lock.ts";
import { TREE_LIMITS, type TreeLimits } from "./tree-limits.ts";
import {
  resolveTree,
  TreeTooLarge,
  TreeTooSlow,
  type TreeEdge,
  type TreeNode,
} from "./resolve-tree.ts";

export type ResolvedTree = LaidOut & { lock: TreeFacts["lock"]; evidence: readonly string[] };

/**
 * Resolves the artifact's ranges now. Where a package that is needed could not be read, the tree is
 * not known: it is never shown with a gap.
 */
export async function resolvedTree(
  reach: Reach,
  npm: NpmVersion,
  limits: TreeLimits = TREE_LIMITS,
): Promise<Got<ResolvedTree>> {
  const over = new AbortController();
  const timeout = AbortSignal.timeout(limits.timeMs);
  const signal = AbortSignal.any([reach.signal, timeout, over.signal]);
  const packuments = openPackuments({ ...reach, signal }, npm, limits);
  try {
    const bounds = { limits, signal, deadline: performance.now() + limits.timeMs };
    const { artifact, peerConflict } = await resolveTree(npm, packuments, bounds);
    const unread = notKnown(packuments);
    if (unread !== null) return unread;
    if (artifact === null || artifact.errors.length > 0)
      return { ok: false, reason: "unreachable", detail: brokenOff(artifact?.errors[0]) };
    return laidOut(reach, { artifact, peerConflict, npm, packuments });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return stopped(error, signal) ?? notKnown(packuments) ?? failed(error);
  } finally {
    // What was read ahead and is not needed any more.
    over.abort();
  }
}

type Unknown = Extract<Got<never>, { ok: false }>;

function stopped(error: Error, signal: AbortSignal): Unknown | null {
  if (error instanceof TreeTooLarge)
    return { ok: false, reason: "too_large", detail: error.message };
  return error instanceof TreeTooSlow || signal.aborted
    ? { ok: false, reason: "timeout", detail: "Resolving its dependencies took too long." }
    : null;
}

const failed = (error: Error): Unknown => ({
  ok: false,
  reason: "unreachable",
  detail: brokenOff(error),
});

function notKnown(packuments: Packuments): Unknown | null {
  const [first] = packuments.unread();
  return first === undefined
    ? null
    : {
        ok: false,
        reason: first.reason ?? "unreachable",
        detail: `The npm registry did not give ${first.name}, which it needs: ${first.detail}`,
      };
}

const brokenOff = (error: Error | undefined): string =>
  `npm's resolver could not lay out its dependencies${error === undefined ? "" : `: ${error.message.slice(0, 200)}`}.`;

function laidOut(
  reach: Reach,
  {
    artifact,
    peerConflict,
    npm,
    packuments,
  }: { artifact: TreeNode; peerConflict: boolean; npm: NpmVersion; packuments: Packuments },
): Got<ResolvedTree> {
  const laid: LaidOut = { first: [], foreign: [], missing: [], issues: [], locations: [] };
  laid.first = walk(artifact, { laid, packuments });
  if (peerConflict)
    laid.missing.push({
      name: npm.name,
      spec: npm.version,
      detail: "Its peer dependencies contradict each other: npm installs it only by force.",
    });
  const evidence = [...npm.evidence, noteRead(reach, packuments.records())];
  return { ok: true, value: { ...laid, lock: "resolved", evidence }, evidence };
}

type About = { laid: LaidOut; packuments: Packuments };

/** What the artifact needs; every package below it is turned over once. */
function walk(artifact: TreeNode, about: About): Placed[] {
  const placed = new Map<TreeNode, Placed>();
  const queue: TreeNode[] = [artifact];
  const start = placedOf(artifact);
  placed.set(artifact, start);
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const from = placed.get(node) ?? start;
    noteRemoved(node, about);
    for (const to of reachable(node, about.laid)) {
      const known = placed.get(to);
      const next = known ?? placedOf(to);
      if (known === undefined) {
        placed.set(to, next);
        queue.push(to);
        about.laid.locations.push(...locationsOf(to));
      }
      if (next !== start) from.needs.push(next);
    }
  }
  return start.needs;
}

/** Where the edges of a package lead; those that lead nowhere are noted unless they may. */
function reachable(node: TreeNode, { missing }: LaidOut): TreeNode[] {
  const bundled = ownValue(node.package, "bundleDependencies");
  const found: TreeNode[] = [];
  for (const { name, spec, type, to } of node.edgesOut.values()) {
    const failed = to?.errors[0];
    // It lies inside the tarball of its dependent, which is not opened for this.
    const isInside = to === null && Array.isArray(bundled) && bundled.includes(name);
    if (to !== null && failed === undefined) found.push(to);
    else if (MUST_BE_THERE.has(type) && !isInside)
      missing.push({ name, spec: spec.slice(0, 200), detail: whyMissing(failed, node, name) });
  }
  return found;
}

const MUST_BE_THERE: ReadonlySet<TreeEdge["type"]> = new Set(["prod", "peer"]);

function whyMissing(error: (Error & { code?: string }) | undefined, node: TreeNode, name: string) {
  const from = `${node.packageName}@${node.version}`;
  if (error?.code === "E404") return `The registry has no package ${name}, which ${from} needs.`;
  if (error?.code === "ETARGET" || error?.code === "ENOVERSIONS")
    return `No version of ${name} fits what ${from} asks for.`;
  return `npm could not place ${name}, which ${from} needs.`;
}

function noteRemoved(node: TreeNode, { laid, packuments }: About): void {
  const removed = packuments.removedFrom(node.packageName, node.version);
  laid.foreign.push(...((removed?.foreign ?? []) as Foreign[]));
  for (const { name, spec } of (removed?.unusable ?? []) as Unusable[])
    laid.missing.push({ name, spec, detail: "This is not a dependency that npm can read." });
}

const placedOf = (node: TreeNode): Placed => ({
  name: node.packageName,
  version: node.version,
  integrity: node.integrity,
  license: licenseOf(node.package),
  hasInstallScript: hasInstallScript(node.package),
  optional: node.optional,
  needs: [],
});

function locationsOf(node: TreeNode): Location[] {
  const { packageName: name, version, integrity, optional, location: path } = node;
  if (optional && isForOnePlatform(node.package)) return [];
  return [{ name, version, integrity, optional, path }];
}

/** One piece of evidence for hundreds of documents: which they were, and their digests. */
function noteRead(reach: Reach, records: readonly EvidenceRecord[]): string {
  const rows = records
    .map(({ source, sha256, sizeBytes, fetchedAt }) => ({ source, sha256, sizeBytes, fetchedAt }))
    .sort((one, other) => (one.source < other.source ? -1 : 1));
  return noteOwn(reach, {
    kind: "npm packuments",
    source: "npm registry",
    mediaType: "application/json",
    body: Buffer.from(JSON.stringify(rows satisfies JsonObject[])),
  });
}
