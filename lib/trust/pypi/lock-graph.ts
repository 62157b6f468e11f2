import type { Placed } from "../npm/components.ts";
import type { Lock, LockedPackage } from "./lock-files.ts";
import { satisfies, type Requirement } from "./requirement.ts";

/** The packages below an artifact, and what is odd about them. */
export type Graph = {
  first: Placed[];
  missing: { name: string; spec: string; detail: string }[];
  foreign: NonNullable<LockedPackage["foreign"]>[];
  issues: string[];
};

type Need = LockedPackage["needs"][number];

/**
 * What a lock places for these requirements. A lock that places something else than what is asked
 * for is told as an issue; packages of groups that nobody installs (tests, documentation) stay out.
 */
export function lockGraph(lock: Lock, needs: readonly Requirement[]): Graph {
  const walk = new LockWalk(lock);
  const all = lock.packages.map(({ name, version }) => ({ name, version, extras: [] }));
  // A list without edges is a list of all that is installed.
  const asked = lock.hasNeeds ? needs.map((need) => ({ ...need, version: "" })) : all;
  const first = asked.flatMap((need) => walk.follow(need));
  return {
    first: [...new Set(first)],
    missing: [],
    foreign: walk.foreign,
    issues: needs.flatMap((need) => issueOf(lock, need, walk.chosen({ ...need, version: "" }))),
  };
}

function issueOf(
  { file }: Lock,
  { name, specifier, marker }: Requirement,
  found: readonly LockedPackage[],
): string[] {
  // What is for another system or an older Python may be left out.
  if (found.length === 0) return marker === "" ? [`${file} has no ${name}, which it needs.`] : [];
  if (found.some(({ version, foreign }) => foreign !== null || satisfies(version, specifier)))
    return [];
  return [`${file} has ${name} ${found[0]?.version ?? ""}, but ${specifier} is needed.`];
}

class LockWalk {
  readonly foreign: Graph["foreign"] = [];
  readonly #byName = new Map<string, LockedPackage[]>();
  readonly #placed = new Map<LockedPackage, Placed>();
  readonly #seen = new Set<string>();

  constructor({ packages }: Lock) {
    for (const one of packages)
      this.#byName.set(one.name, [...(this.#byName.get(one.name) ?? []), one]);
  }

  /** One for each system or Python version where the lock tells them apart. */
  chosen({ name, version }: Need): LockedPackage[] {
    const all = this.#byName.get(name) ?? [];
    const exact = all.filter((one) => one.version === version);
    return exact.length > 0 ? exact : all;
  }

  /** Packages may need each other in circles: each is turned over once for each set of extras. */
  follow(start: Need): Placed[] {
    const queue = [start];
    for (let need = queue.pop(); need !== undefined; need = queue.pop())
      for (const one of this.chosen(need)) {
        const key = `${one.name}@${one.version}[${need.extras.join(",")}]`;
        if (this.#seen.has(key)) continue;
        this.#seen.add(key);
        const added = need.extras.flatMap((extra) => one.extras.get(extra) ?? []);
        const next = [...one.needs, ...added.map((name) => ({ name, version: "", extras: [] }))];
        const place = this.#place(one);
        place.needs.push(...next.flatMap((to) => this.chosen(to)).map((to) => this.#place(to)));
        queue.push(...next);
      }
    return this.chosen(start).map((one) => this.#place(one));
  }

  #place(one: LockedPackage): Placed {
    const known = this.#placed.get(one);
    if (known !== undefined) return known;
    const { name, version, hashes, foreign } = one;
    const [hash] = hashes;
    const place = {
      ...{ name, version, license: null, hasInstallScript: false, optional: false, needs: [] },
      integrity: hash === undefined ? null : integrityOf(hash),
    };
    this.#placed.set(one, place);
    if (foreign !== null) this.foreign.push(foreign);
    return place;
  }
}

/** SRI of a SHA-256 in hex. */
export const integrityOf = (hex: string): string =>
  `sha256-${Buffer.from(hex, "hex").toString("base64")}`;
