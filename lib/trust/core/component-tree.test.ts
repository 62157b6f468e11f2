import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { broughtBy, broughtIn, componentTree, wayTo } from "./component-tree.ts";
import type { Advisory, Component } from "./facts.ts";

const purlOf = (name: string) => `pkg:npm/${name}@1.0.0`;
const component = (name: string, ...needs: string[]): Component => ({
  name,
  version: "1.0.0",
  purl: purlOf(name),
  integrity: null,
  license: "MIT",
  depth: 1,
  hasInstallScript: false,
  optional: false,
  needs: needs.map(purlOf),
});
const advisory = (name: string, more: Partial<Advisory> = {}): Advisory => ({
  id: "GHSA-one",
  aliases: ["CVE-2026-1"],
  summary: "",
  purl: purlOf(name),
  cvss: 7.5,
  severity: null,
  epss: 0.01,
  kev: false,
  malicious: false,
  fixedIn: ["1.0.1"],
  isArtifact: false,
  ...more,
});

describe("the tree of what is needed", () => {
  // a and b are needed directly; both need shared, which needs deep.
  const tree = componentTree(
    {
      needs: ["a", "b"].map(purlOf),
      components: [
        component("deep"),
        component("shared", "deep"),
        component("b", "shared"),
        component("a", "b", "shared"),
        component("lost"),
      ],
    },
    [advisory("deep"), advisory("root", { isArtifact: true, kev: true })],
  );

  test("has each once, on its shortest way, siblings by name and what is lost last", () => {
    expect(tree.nodes.map(({ name, distance }) => [name, distance])).toEqual([
      ["a", 1],
      ["shared", 2],
      ["deep", 3],
      ["b", 1],
      ["lost", 0],
    ]);
  });

  test("counts what stands below, with the advisories that come with it", () => {
    expect(tree.byPurl.get(purlOf("a"))?.below).toEqual({ components: 2, advisories: 1 });
    expect(tree.byPurl.get(purlOf("b"))?.below).toEqual({ components: 0, advisories: 0 });
  });

  test("tells the way to a component and all direct dependencies that bring it", () => {
    const deep = tree.byPurl.get(purlOf("deep"));
    if (deep === undefined) throw new Error("It is there.");
    expect(wayTo(tree, deep).map(({ name }) => name)).toEqual(["a", "shared", "deep"]);
    expect(broughtBy(tree, deep.purl).map(({ name }) => name)).toEqual(["a", "b"]);
    expect(broughtIn(tree, purlOf("b")).size).toBe(3);
  });

  test("keeps the artifact's own advisories apart; what is exploited is critical", () => {
    expect(tree.own).toMatchObject([{ rating: "critical", isArtifact: true }]);
    expect(tree.byPurl.get(purlOf("deep"))?.advisories).toMatchObject([{ rating: "high" }]);
  });
});

test("any list ends, circles too, and loses nobody", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const anyNeeds = fc.subarray([...names, "nobody"]);
  fc.assert(
    fc.property(fc.tuple(...names.map(() => anyNeeds)), anyNeeds, (needs, first) => {
      const components = names.map((name, at) => component(name, ...(needs[at] ?? [])));
      const tree = componentTree({ needs: first.map(purlOf), components }, [advisory("a")]);
      expect(tree.nodes.map(({ name }) => name).sort()).toEqual(names);
      const tops = tree.nodes.filter(({ parent }) => parent === null);
      expect(tops.reduce((sum, { below }) => sum + 1 + below.components, 0)).toBe(names.length);
      for (const node of tree.nodes) expect(wayTo(tree, node).at(-1)).toBe(node);
    }),
  );
});

test("a chain of ten thousand is no trouble", () => {
  const components = Array.from({ length: 10_000 }, (_, at) =>
    component(`n${at}`, ...(at < 9_999 ? [`n${at + 1}`] : [])),
  );
  const tree = componentTree({ needs: [purlOf("n0")], components }, []);
  expect(tree.nodes.at(-1)?.distance).toBe(10_000);
  expect(tree.nodes[0]?.below.components).toBe(9_999);
});
