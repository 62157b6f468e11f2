/** A page of the tree: what is asked for, with what stands above it. */
import {
  broughtIn,
  componentTree,
  type ComponentNode,
  type ComponentTree,
} from "./component-tree.ts";

export type ComponentFilter = {
  /** Part of a name, a package address, a licence or the id of an advisory. */
  q: string;
  /** Only those with advisories. */
  onlyAffected: boolean;
  /** purl: only what this one brings; null: all. */
  under: string | null;
};

export type ComponentRow = {
  node: ComponentNode;
  /** 0: on top. */
  indent: number;
  /** False: it is shown because something below it is asked for. */
  isMatch: boolean;
};

export type ComponentPage = {
  rows: ComponentRow[];
  matches: number;
  page: number;
  pages: number;
};

export function componentPage(
  whole: ComponentTree,
  filter: ComponentFilter,
  { page, size }: { page: number; size: number },
): ComponentPage {
  const tree = filter.under === null ? whole : treeUnder(whole, filter.under);
  const matching = new Set(
    tree.nodes.filter((node) => isAskedFor(node, filter)).map(({ purl }) => purl),
  );
  const rows = shownRows(tree, matching);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages);
  const slice = rows.slice((at - 1) * size, at * size);
  return { rows: withAncestors(rows, slice), matches: matching.size, page: at, pages };
}

/** The same components with one of them on top: others may need them too. */
function treeUnder(whole: ComponentTree, under: string): ComponentTree {
  const purls = broughtIn(whole, under);
  const components = whole.nodes.filter(({ purl }) => purls.has(purl));
  const tree = componentTree({ needs: [under], components }, []);
  const nodes = tree.nodes.map((node) => {
    const { distance, advisories, neededBy } = whole.byPurl.get(node.purl) ?? node;
    return { ...node, distance, advisories, neededBy };
  });
  return { ...tree, nodes };
}

function isAskedFor(node: ComponentNode, { q, onlyAffected }: ComponentFilter): boolean {
  if (onlyAffected && node.advisories.length === 0) return false;
  const words = q.toLowerCase();
  if (words === "") return true;
  const texts = [
    `${node.name}@${node.version}`,
    node.purl,
    node.license ?? "",
    ...node.advisories.flatMap(({ id, aliases }) => [id, ...aliases]),
  ];
  return texts.some((text) => text.toLowerCase().includes(words));
}

/** Those that match and those above them, in the order of the tree. */
function shownRows({ nodes }: ComponentTree, matching: ReadonlySet<string>): ComponentRow[] {
  const shown = new Set<string>();
  // Each stands before what is below it: the other way round, a parent learns of its children first.
  for (const { purl, parent } of [...nodes].reverse())
    if (matching.has(purl) || shown.has(purl)) {
      shown.add(purl);
      if (parent !== null) shown.add(parent);
    }
  const indents = new Map<string, number>();
  return nodes.flatMap((node) => {
    const indent = node.parent === null ? 0 : (indents.get(node.parent) ?? 0) + 1;
    indents.set(node.purl, indent);
    return shown.has(node.purl) ? [{ node, indent, isMatch: matching.has(node.purl) }] : [];
  });
}

/** A page that begins in the middle of a branch says of which. */
function withAncestors(
  all: readonly ComponentRow[],
  slice: readonly ComponentRow[],
): ComponentRow[] {
  const byPurl = new Map(all.map((row) => [row.node.purl, row]));
  const above: ComponentRow[] = [];
  let parent = slice[0]?.node.parent ?? null;
  while (parent !== null) {
    const row = byPurl.get(parent);
    if (row === undefined) break;
    above.unshift({ ...row, isMatch: false });
    parent = row.node.parent;
  }
  return [...above, ...slice];
}
