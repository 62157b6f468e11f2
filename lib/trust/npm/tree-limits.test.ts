import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { Reach } from "../collect/reach.ts";
import { readNpmVersion } from "./npm-version.ts";
import { resolvedTree } from "./resolved-tree.ts";
import { TREE_LIMITS, type TreeLimits } from "./tree-limits.ts";

const running: http.Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A registry that makes up each document when it is asked; null: it never answers. */
async function registryOf(document: (name: string) => Json) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "/").slice(1));
    asked.push(name);
    const answer = document(name);
    if (answer !== null) response.writeHead(200).end(JSON.stringify(answer));
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const npm = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reach = (signal: AbortSignal): Reach => ({
    sources: {
      npm,
      pypi: "",
      osv: null,
      epss: null,
      kev: null,
      scorecard: null,
      github: "",
      allowedHosts: [],
      timeoutMs: 5_000,
    },
    signal,
    now: () => new Date(),
    evidence: [],
    onStep: () => undefined,
  });
  return { asked, reach };
}

type Version = JsonObject & { version: string };

const packument = (name: string, ...versions: Version[]): JsonObject => ({
  name,
  "dist-tags": { latest: versions.at(-1)?.version ?? "" },
  versions: Object.fromEntries(
    versions.map((one) => [one.version, { name, dist: { tarball: "http://x/" }, ...one }]),
  ),
});

async function resolve(
  document: (name: string) => Json,
  change: Partial<TreeLimits> = {},
  signal = AbortSignal.timeout(30_000),
) {
  const { asked, reach } = await registryOf(document);
  const npm = await readNpmVersion(reach(AbortSignal.timeout(5_000)), {
    name: "p0",
    version: null,
  });
  if (!npm.ok) throw new Error(npm.detail);
  const began = performance.now();
  const tree = await resolvedTree(reach(signal), npm.value, { ...TREE_LIMITS, ...change });
  return { tree, asked, tookMs: performance.now() - began };
}

const next = (name: string, add = 1) => `p${Number(name.slice(1)) + add}`;

describe("a tree without end", () => {
  test("is cut at the number of packages", async () => {
    const endless = (name: string) =>
      packument(name, {
        version: "1.0.0",
        dependencies: { [next(name)]: "1", [next(name, 2)]: "1" },
      });
    const { tree, asked } = await resolve(endless, { packages: 60 });
    expect(tree).toMatchObject({ ok: false, reason: "too_large" });
    expect(asked.length).toBeLessThan(80);
  });

  test("is cut at the number of bytes", async () => {
    const endless = (name: string) =>
      packument(name, {
        version: "1.0.0",
        dependencies: { [next(name)]: "1" },
        padding: "x".repeat(50_000),
      });
    const { tree, asked } = await resolve(endless, { readBytes: 1_000_000 });
    expect(tree).toMatchObject({ ok: false, reason: "too_large" });
    expect(asked.length).toBeLessThan(50);
  });

  test("is cut at what is kept in memory", async () => {
    const engines = { node: "x".repeat(50_000) };
    const endless = (name: string) =>
      packument(name, { version: "1.0.0", dependencies: { [next(name)]: "1" }, engines });
    expect((await resolve(endless, { keptBytes: 1_000_000 })).tree).toMatchObject({
      ok: false,
      reason: "too_large",
    });
  });

  test("of packages that must be nested is cut at the number of places", async () => {
    // Four packages a floor in four versions each, each of which wants other versions below.
    const nested = (name: string) => {
      const floor = Math.floor((Number(name.slice(1)) + 3) / 4);
      const below = (version: number) =>
        Object.fromEntries(
          [1, 2, 3, 4].map((at) => [
            `p${floor * 4 + at}`,
            `${((version + at + floor) % 4) + 1}.0.0`,
          ]),
        );
      if (floor > 8)
        return packument(name, ...[1, 2, 3, 4].map((at) => ({ version: `${at}.0.0` })));
      const versions = [1, 2, 3, 4].map((at) => ({
        version: `${at}.0.0`,
        dependencies: below(at),
      }));
      return packument(name, ...versions);
    };
    const { tree } = await resolve(nested, { places: 500 });
    expect(tree).toMatchObject({ ok: false, reason: "too_large" });
  }, 30_000);

  test("of peers that contradict each other ends at the limit of time", async () => {
    const size = 9;
    const clique = (name: string) => {
      if (name === "p0")
        return packument(name, {
          version: "1.0.0",
          dependencies: Object.fromEntries(
            Array.from({ length: size }, (_, at) => [`p${at + 1}`, "*"]),
          ),
        });
      const peers = (major: number) =>
        Object.fromEntries(
          Array.from({ length: size }, (_, at) => [
            `p${at + 1}`,
            `${((major + at) % 3) + 1}.x`,
          ]).filter(([peer]) => peer !== name),
        );
      const made = [1, 2, 3].map((major) => ({
        version: `${major}.0.0`,
        peerDependencies: peers(major),
      }));
      return packument(name, ...made);
    };
    const { tree, tookMs } = await resolve(clique, { timeMs: 2_000 });
    expect(tree).toMatchObject({ ok: false, reason: "timeout" });
    expect(tookMs).toBeLessThan(6_000);
  }, 30_000);
});

describe("a registry that holds a scan up", () => {
  test("by never answering is given up at the limit of time", async () => {
    const silent = (name: string) =>
      name === "p0" ? packument(name, { version: "1.0.0", dependencies: { p1: "1" } }) : null;
    const { tree, tookMs } = await resolve(silent, { timeMs: 500 });
    expect(tree).toMatchObject({ ok: false, reason: expect.stringMatching(/timeout|unreachable/) });
    expect(tookMs).toBeLessThan(3_000);
  });

  test("is left when the scan is stopped", async () => {
    const silent = (name: string) =>
      name === "p0" ? packument(name, { version: "1.0.0", dependencies: { p1: "1" } }) : null;
    const { tree, tookMs } = await resolve(silent, {}, AbortSignal.timeout(300));
    expect(tree.ok).toBe(false);
    expect(tookMs).toBeLessThan(3_000);
  });
});

test("versions without a digest are not taken for one another", async () => {
  const document = (name: string) => {
    if (name === "p0")
      return packument(name, { version: "1.0.0", dependencies: { p1: "1.0.0", p2: "1" } });
    if (name === "p2") return packument(name, { version: "1.0.0", dependencies: { p1: "2.0.0" } });
    return packument(name, { version: "1.0.0" }, { version: "2.0.0" });
  };
  const { tree } = await resolve(document);
  expect(tree.ok && tree.value.first).toMatchObject([
    { name: "p1", version: "1.0.0" },
    { name: "p2", needs: [{ name: "p1", version: "2.0.0" }] },
  ]);
});

test("a package document of some megabytes is read, one larger than the limit leaves the tree open", async () => {
  const large = (mebibytes: number) => (name: string) =>
    name === "p0"
      ? packument(name, { version: "1.0.0", dependencies: { p1: "1" } })
      : { ...packument(name, { version: "1.0.0" }), readme: "x".repeat(mebibytes * 1_048_576) };
  const { tree, asked } = await resolve(large(9));
  expect(tree.ok && tree.value.first).toMatchObject([{ name: "p1" }]);
  expect(asked).toEqual(["p0", "p1", "p1"]);
  expect((await resolve(large(65))).tree).toMatchObject({ ok: false, reason: "too_large" });
}, 30_000);

test.each<[string, JsonObject]>([
  ["platforms", { os: 5, cpu: [null, {}], libc: {} }],
  ["engines", { engines: [], deprecated: {} }],
  ["bundles", { bundleDependencies: "x", bundledDependencies: { a: 1 } }],
  ["peers", { peerDependencies: [], peerDependenciesMeta: { a: null, b: 5 } }],
  ["scripts", { scripts: "x", bin: 5, license: { type: {} } }],
  ["a digest", { dist: { integrity: 5, shasum: {}, tarball: null } }],
  ["a digest that is text", { dist: { integrity: "no such thing", tarball: "x" } }],
  ["names that objects inherit", { dependencies: { constructor: "1", toString: "1" } }],
])("%s of any shape do not stop the resolver", async (_what, odd) => {
  const document = (name: string) =>
    name === "p0"
      ? packument(name, { version: "1.0.0", dependencies: { p1: "1" } })
      : packument(name, { version: "1.0.0", ...(name === "p1" ? odd : {}) });
  const { tree } = await resolve(document);
  expect(tree.ok && tree.value.first).toMatchObject([{ name: "p1", version: "1.0.0" }]);
});
