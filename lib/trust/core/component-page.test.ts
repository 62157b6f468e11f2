import { describe, expect, test } from "vitest";
import { componentPage, type ComponentFilter } from "./component-page.ts";
import { componentTree } from "./component-tree.ts";
import type { Advisory, Component } from "./facts.ts";

const purlOf = (name: string) => `pkg:npm/${name}@1.0.0`;
const component = (name: string, needs: string[], license = "MIT"): Component => ({
  ...{ name, version: "1.0.0", purl: purlOf(name), integrity: null, license },
  ...{ depth: 1, hasInstallScript: false, optional: false, needs: needs.map(purlOf) },
});
const ADVISORY: Advisory = {
  ...{ id: "GHSA-one", aliases: ["CVE-2026-1"], summary: "", purl: purlOf("deep"), cvss: null },
  ...{ severity: null, epss: null, kev: false, malicious: false, fixedIn: [], isArtifact: false },
};
const TREE = componentTree(
  {
    needs: ["a", "b"].map(purlOf),
    components: [
      component("a", ["shared"]),
      component("b", ["shared"]),
      component("shared", ["deep"], "GPL-3.0-only"),
      component("deep", []),
    ],
  },
  [ADVISORY],
);

const ALL: ComponentFilter = { q: "", onlyAffected: false, under: null };
const shown = (filter: Partial<ComponentFilter>, page = 1, size = 100) => {
  const { rows, ...counts } = componentPage(TREE, { ...ALL, ...filter }, { page, size });
  return {
    ...counts,
    rows: rows.map(({ node, indent, isMatch }) => `${" ".repeat(indent)}${node.name}${isMatch ? "" : " …"}`), // prettier-ignore
  };
};

describe("a page of components", () => {
  test("shows the tree, each further in than what needs it", () => {
    expect(shown({})).toEqual({
      rows: ["a", " shared", "  deep", "b"],
      ...{ matches: 4, page: 1, pages: 1 },
    });
  });

  test.each<[string, Partial<ComponentFilter>]>([
    ["a name", { q: "DEEP" }],
    ["a package address", { q: "npm/deep@1" }],
    ["an advisory", { q: "ghsa-one" }],
    ["another name of an advisory", { q: "CVE-2026-1" }],
    ["advisories at all", { onlyAffected: true }],
  ])("is narrowed by %s, with what stands above: that is why it is here", (_by, filter) => {
    expect(shown(filter)).toMatchObject({ rows: ["a …", " shared …", "  deep"], matches: 1 });
  });

  test("is narrowed by licence, and by what one of them brings, on whatever way", () => {
    expect(shown({ q: "gpl" }).rows).toEqual(["a …", " shared"]);
    expect(shown({ under: purlOf("b") }).rows).toEqual(["b", " shared", "  deep"]);
    expect(shown({ under: "pkg:npm/nobody@1" })).toMatchObject({ rows: [], matches: 0 });
  });

  test("that begins within a branch says within which, and none lies beyond the last", () => {
    expect(shown({}, 2, 2)).toMatchObject({ rows: ["a …", " shared …", "  deep", "b"], pages: 2 });
    expect(shown({}, 9, 2).page).toBe(2);
  });

  test("keeps how far each is from the artifact when only a part is shown", () => {
    const { rows } = componentPage(TREE, { ...ALL, under: purlOf("shared") }, { page: 1, size: 9 });
    expect(rows.map(({ node }) => [node.name, node.distance, node.advisories.length])).toEqual([
      ["shared", 2, 0],
      ["deep", 3, 1],
    ]);
  });
});
