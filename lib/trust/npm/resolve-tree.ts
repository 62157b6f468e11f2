import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Arborist from "@npmcli/arborist";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Packuments } from "./packuments.ts";
import type { TreeLimits } from "./tree-limits.ts";

/** The parts of npm's tree that are read here. */
export type TreeNode = {
  packageName: string;
  name: string;
  version: string;
  /** `node_modules/a/node_modules/b`. */
  location: string;
  integrity: string | null;
  package: JsonObject;
  optional: boolean;
  isProjectRoot: boolean;
  errors: readonly (Error & { code?: string })[];
  edgesOut: ReadonlyMap<string, TreeEdge>;
};
export type TreeEdge = {
  name: string;
  spec: string;
  type: "prod" | "dev" | "optional" | "peer" | "peerOptional" | "workspace";
  to: TreeNode | null;
};
type Tree = TreeNode & { inventory: ReadonlyMap<string, TreeNode> };

export class TreeTooLarge extends Error {}
export class TreeTooSlow extends Error {}

export type Bounds = {
  limits: TreeLimits;
  signal: AbortSignal;
  /** As `performance.now()` tells time. */
  deadline: number;
};
type Options = Record<string, unknown> & { bounds: Bounds };
type Resolver = new (options: Options) => {
  idealTree: Tree | null;
  buildIdealTree(): Promise<Tree>;
  addTracker(): void;
  finishTracker(): void;
};

/** npm's own resolver, stopped where a tree grows without end or a scan is over. */
class LimitedArborist extends (Arborist as unknown as Resolver) {
  readonly #bounds: Bounds;

  /** npm makes others of its kind from the same options. */
  constructor(options: Options) {
    super(options);
    this.#bounds = options.bounds;
    // Read for every package that it looks up or places, peers within peers included: those can take
    // time that doubles with each of them, without a moment in which a timer could fire.
    Object.defineProperty(this, "legacyPeerDeps", {
      get: () => {
        this.#check();
        return false;
      },
    });
  }

  #check(): void {
    const { limits, signal, deadline } = this.#bounds;
    if (signal.aborted || performance.now() > deadline)
      throw new TreeTooSlow("Resolving its dependencies took too long.");
    if ((this.idealTree?.inventory.size ?? 0) > limits.places)
      throw new TreeTooLarge(`Its tree has more than ${limits.places} places.`);
  }

  // Its progress bars are not wanted, and it calls these after each package.
  override addTracker(): void {
    this.#check();
  }

  override finishTracker(): void {
    this.#check();
  }
}

export type Resolved = {
  artifact: TreeNode | null;
  /** Peer dependencies contradict each other, so `npm install` would want `--force`. */
  peerConflict: boolean;
};

/**
 * Resolves the artifact as `npm install NAME@VERSION` would today, into an empty folder. It reads
 * packages from `packuments` alone: no network, no git, no scripts, no cache of npm's.
 */
export async function resolveTree(
  { name, version }: { name: string; version: string },
  packuments: Packuments,
  bounds: Bounds,
): Promise<Resolved> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "gatehouse-tree-")));
  try {
    const root = { name: "scan", version: "0.0.0", dependencies: { [name]: version } };
    await writeFile(path.join(folder, "package.json"), JSON.stringify(root));
    const options = { ...resolverOptions(folder, packuments), bounds };
    const first = await build(options);
    if (first !== null) return { artifact: artifactOf(first, name), peerConflict: false };
    const forced = await build({ ...options, force: true });
    return { artifact: forced && artifactOf(forced, name), peerConflict: true };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const artifactOf = (tree: Tree, name: string): TreeNode | null =>
  tree.edgesOut.get(name)?.to ?? null;

/** Null: it could not be built for a conflict between peer dependencies. */
async function build(options: Options): Promise<Tree | null> {
  const arborist = new LimitedArborist(options);
  try {
    return await arborist.buildIdealTree();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = "code" in error ? error.code : null;
    if (code === "ERESOLVE" && options["force"] !== true) return null;
    const tree = arborist.idealTree;
    if (tree !== null && isComplaint(error, tree)) return tree;
    throw error;
  }
}

/** What npm complains about last (missing packages, other platforms) leaves the tree whole. */
function isComplaint(error: Error & { code?: unknown }, { inventory }: Tree): boolean {
  if (error.code === "EBADPLATFORM" || error.code === "EBADENGINE") return true;
  return [...inventory.values()].some(({ errors }) => errors.some((one) => one === error));
}

function resolverOptions(folder: string, packuments: Packuments) {
  return {
    path: folder,
    cache: path.join(folder, "cache"),
    packumentCache: asCache(packuments),
    // Nothing is asked outside the cache above: npm's own client may not go out at all.
    registry: "https://registry.invalid/",
    offline: true,
    fetchRetries: 0,
    audit: false,
    fund: false,
    save: false,
    ignoreScripts: true,
    ignoreExtension: true,
    allowGit: "none",
    allowRemote: "none",
    allowFile: "none",
    allowDirectory: "none",
  };
}

/** pacote asks its cache before the network, and takes a promise from it. */
function asCache(packuments: Packuments) {
  const nameOf = (key: string) => decodeURIComponent(key.slice(key.lastIndexOf("/") + 1));
  return {
    has: () => true,
    get: (key: string) => packuments.get(nameOf(key)),
    set: () => undefined,
    delete: () => false,
  };
}
