/**
 * What an artifact brings along, as a tree in which each component stands once: below the first of
 * those that need it, on the shortest way from the artifact. Circles end where they began.
 */
import type { Advisory, Component } from "./facts.ts";
import { rated, type Rating } from "./rules/vulnerabilities.ts";

export type ComponentNode = Component & {
  /** How far it is from the artifact: 1 is a direct dependency; 0: nothing says who needs it. */
  distance: number;
  /** purl of the one it stands below; null: it stands on top. */
  parent: string | null;
  /** purls of all that need it. */
  neededBy: readonly string[];
  advisories: readonly RatedAdvisory[];
  /** In the tree below it. */
  below: { components: number; advisories: number };
};
export type RatedAdvisory = Advisory & { rating: Rating };

export type ComponentTree = {
  /** Each before what stands below it. */
  nodes: readonly ComponentNode[];
  byPurl: ReadonlyMap<string, ComponentNode>;
  /** Of the artifact itself. */
  own: readonly RatedAdvisory[];
};

type Listed = { needs: readonly string[]; components: readonly Component[] };

export function componentTree(
  { needs, components }: Listed,
  advisories: readonly Advisory[],
): ComponentTree {
  const known = new Map(components.map((one) => [one.purl, one]));
  const neededBy = parentsOf(known);
  const parents = new Map<string, { parent: string | null; distance: number }>();
  spread(known, parents, { from: needs, distance: 1 });
  // A document of another tool may leave out who needs what: first those that nobody needs.
  const lost = [...known.keys()].filter((purl) => !parents.has(purl));
  const heads = lost.filter((purl) => (neededBy.get(purl) ?? []).length === 0);
  for (const head of [...heads, ...lost])
    if (!parents.has(head)) spread(known, parents, { from: [head], distance: 0 });
  const found = groupByPurl(advisories);
  const nodes = inOrder(known, parents).map((one) => ({
    ...one,
    ...(parents.get(one.purl) ?? { parent: null, distance: 0 }),
    neededBy: neededBy.get(one.purl) ?? [],
    advisories: found.get(one.purl) ?? [],
    below: { components: 0, advisories: 0 },
  }));
  const byPurl = new Map(nodes.map((node) => [node.purl, node]));
  for (const node of [...nodes].reverse()) {
    const above = node.parent === null ? undefined : byPurl.get(node.parent);
    if (above === undefined) continue;
    above.below.components += 1 + node.below.components;
    above.below.advisories += node.advisories.length + node.below.advisories;
  }
  return {
    nodes,
    byPurl,
    own: advisories.filter(({ isArtifact }) => isArtifact).map(withRating),
  };
}

const withRating = (advisory: Advisory): RatedAdvisory => ({
  ...advisory,
  rating: advisory.malicious || advisory.kev ? "critical" : rated(advisory),
});

function groupByPurl(advisories: readonly Advisory[]): Map<string, RatedAdvisory[]> {
  const groups = new Map<string, RatedAdvisory[]>();
  for (const advisory of advisories) {
    if (advisory.isArtifact) continue;
    const group = groups.get(advisory.purl) ?? [];
    group.push(withRating(advisory));
    groups.set(advisory.purl, group);
  }
  return groups;
}

function parentsOf(known: ReadonlyMap<string, Component>): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const { purl, needs } of known.values())
    for (const need of new Set(needs)) {
      const some = parents.get(need) ?? [];
      some.push(purl);
      parents.set(need, some);
    }
  return parents;
}

type Places = Map<string, { parent: string | null; distance: number }>;

/** Level by level, so that each is reached on its shortest way. */
function spread(
  known: ReadonlyMap<string, Component>,
  places: Places,
  { from, distance }: { from: readonly string[]; distance: number },
): void {
  const isFree = (purl: string) => known.has(purl) && !places.has(purl);
  const reach = (purls: readonly string[], place: { parent: string | null; distance: number }) =>
    purls.filter((purl) => {
      const free = isFree(purl);
      if (free) places.set(purl, place);
      return free;
    });
  let level = reach(from, { parent: null, distance });
  for (let far = distance; level.length > 0; far = distance === 0 ? 0 : far + 1)
    level = level.flatMap((parent) =>
      reach([...needsOf(known, parent)].sort(), { parent, distance: far === 0 ? 0 : far + 1 }),
    );
}

const needsOf = (known: ReadonlyMap<string, Component>, purl: string): readonly string[] =>
  known.get(purl)?.needs ?? [];

/** Siblings by name; no recursion, because a chain may be as long as the list. */
function inOrder(known: ReadonlyMap<string, Component>, places: Places): Component[] {
  const children = new Map<string | null, Component[]>();
  for (const one of known.values()) {
    const { parent = null } = places.get(one.purl) ?? {};
    const some = children.get(parent) ?? [];
    some.push(one);
    children.set(parent, some);
  }
  const lastFirst = (some: readonly Component[]) =>
    [...some].sort((one, other) => byName(other, one, places));
  const ordered: Component[] = [];
  const waiting = lastFirst(children.get(null) ?? []);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    ordered.push(one);
    waiting.push(...lastFirst(children.get(one.purl) ?? []));
  }
  return ordered;
}

/** What nobody is known to need stands last. */
function byName(one: Component, other: Component, places: Places): number {
  const isLost = ({ purl }: Component) => Number(places.get(purl)?.distance === 0);
  if (isLost(one) !== isLost(other)) return isLost(one) - isLost(other);
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.purl < other.purl ? -1 : 1;
}

/** From the one on top to this one, itself included. */
export function wayTo({ byPurl }: ComponentTree, node: ComponentNode): ComponentNode[] {
  const way: ComponentNode[] = [];
  for (
    let at: ComponentNode | undefined = node;
    at !== undefined;
    at = at.parent === null ? undefined : byPurl.get(at.parent)
  )
    way.unshift(at);
  return way;
}

/** Direct dependencies that bring it, on whatever way: all of them have to change for it to go. */
export function broughtBy({ byPurl }: ComponentTree, purl: string): ComponentNode[] {
  const seen = new Set([purl]);
  const waiting = [purl];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const parent of byPurl.get(at)?.neededBy ?? [])
      if (!seen.has(parent)) {
        seen.add(parent);
        waiting.push(parent);
      }
  return [...seen]
    .flatMap((one) => byPurl.get(one) ?? [])
    .filter(({ distance }) => distance === 1)
    .sort((one, other) => (one.purl < other.purl ? -1 : 1));
}

/** All that it needs, and itself. */
export function broughtIn({ byPurl }: ComponentTree, purl: string): ReadonlySet<string> {
  const seen = new Set([purl]);
  const waiting = [purl];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const need of byPurl.get(at)?.needs ?? [])
      if (!seen.has(need)) {
        seen.add(need);
        waiting.push(need);
      }
  return seen;
}
