import { createHash } from "node:crypto";
import diagnostics from "node:diagnostics_channel";
import { readdir } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import type { TreeFacts } from "../core/facts.ts";
import { collectNpm } from "./collect-npm.ts";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
beforeAll(async () => {
  registry = await startNpmRegistry();
});
afterAll(() => registry.close());

const collect = (name: string, change = {}) =>
  collectNpm(registry.reach(change), { name, version: null });
async function treeOf(name: string): Promise<TreeFacts> {
  const { tree } = await collect(name);
  if (!tree.ok) throw new Error(`${tree.reason}: ${tree.detail}`);
  return tree.value;
}
const listed = ({ components }: TreeFacts) => components.map(({ purl }) => purl);

describe("ranges", () => {
  test("are resolved as npm resolves them: newest, not deprecated, no prerelease", async () => {
    await registry.publish("lib-a", "1.0.0");
    await registry.publish("lib-a", "1.1.0");
    await registry.publish("lib-a", "1.2.0", { deprecated: "broken" });
    await registry.publish("lib-a", "1.3.0-beta.1", {}, { tag: "beta" });
    await registry.publish("lib-a", "2.0.0");
    await registry.publish("lib-b", "2.0.0-rc.1");
    await registry.publish("lib-b", "2.0.0-rc.2");
    await registry.publish("lib-c", "3.0.0", { deprecated: true });
    await registry.publish("lib-d", "1.0.0");
    await registry.publish("lib-d", "5.0.0", {}, { tag: "next" });
    await registry.publish("ranges", "1.0.0", {
      dependencies: {
        "lib-a": "^1.0.0",
        "lib-b": ">=2.0.0-rc.1 <3",
        "lib-c": "*",
        "lib-d": "next",
      },
      devDependencies: { "never-published": "1.0.0" },
    });
    expect(listed(await treeOf("ranges"))).toEqual([
      "pkg:npm/lib-a@1.1.0",
      "pkg:npm/lib-b@2.0.0-rc.2",
      "pkg:npm/lib-c@3.0.0",
      "pkg:npm/lib-d@5.0.0",
    ]);
  });

  test("components tell what they are, how near they are and what they need", async () => {
    const { integrity } = await registry.publish("@deep/leaf", "1.0.0", {
      license: "BSD-3-Clause",
      scripts: { install: "make" },
    });
    await registry.publish("middle", "1.0.0", {
      dependencies: { "@deep/leaf": "~1.0.0" },
      license: "MIT",
    });
    await registry.publish("extra", "1.0.0");
    await registry.publish("top", "1.0.0", {
      dependencies: { middle: "1" },
      optionalDependencies: { extra: "1", gone: "1" },
    });
    const { components, missing, lock } = await treeOf("top");
    expect(components).toEqual([
      {
        name: "@deep/leaf",
        version: "1.0.0",
        purl: "pkg:npm/%40deep/leaf@1.0.0",
        integrity,
        license: "BSD-3-Clause",
        depth: 2,
        hasInstallScript: true,
        optional: false,
        needs: [],
      },
      expect.objectContaining({ name: "extra", depth: 1, optional: true, license: null }),
      expect.objectContaining({ name: "middle", depth: 1, needs: ["pkg:npm/%40deep/leaf@1.0.0"] }),
    ]);
    expect(missing).toEqual([]);
    expect(lock).toBe("resolved");
  });

  test("that nothing fits, and packages that are not there, are missing; the rest is kept", async () => {
    await registry.publish("present", "1.0.0");
    await registry.publish("gaps", "1.0.0", {
      dependencies: { present: "^2.0.0", "nobody-published": "1", "lib-a": "^1.0.0" },
    });
    const tree = await treeOf("gaps");
    expect(tree.missing).toEqual([
      { name: "nobody-published", spec: "1", detail: expect.stringContaining("no package") },
      { name: "present", spec: "^2.0.0", detail: expect.stringContaining("No version") },
    ]);
    expect(listed(tree)).toEqual(["pkg:npm/lib-a@1.1.0"]);
  });

  test("in a circle end, and two versions of one package are two components", async () => {
    await registry.publish("ring-a", "1.0.0", { dependencies: { "ring-b": "1" } });
    await registry.publish("ring-b", "1.0.0", {
      dependencies: { "ring-a": "1", ringed: "1", "lib-a": "2" },
    });
    await registry.publish("ringed", "1.0.0", { dependencies: { "ring-a": "1", "lib-a": "1" } });
    expect(listed(await treeOf("ringed"))).toEqual([
      "pkg:npm/lib-a@1.1.0",
      "pkg:npm/lib-a@2.0.0",
      "pkg:npm/ring-a@1.0.0",
      "pkg:npm/ring-b@1.0.0",
    ]);
  });

  test("peers come along, and contradictions among them are told", async () => {
    await registry.publish("peer", "1.0.0");
    await registry.publish("peer", "2.0.0");
    await registry.publish("plugin", "1.0.0", { peerDependencies: { peer: "^1.0.0" } });
    await registry.publish("hosting", "1.0.0", { dependencies: { plugin: "1" } });
    expect(listed(await treeOf("hosting"))).toEqual(["pkg:npm/peer@1.0.0", "pkg:npm/plugin@1.0.0"]);
  });

  test("of another platform are listed as optional", async () => {
    await registry.publish("native-other", "1.0.0", { os: ["aix"], cpu: ["s390"] });
    await registry.publish("native", "1.0.0", {
      optionalDependencies: { "native-other": "1.0.0" },
    });
    expect((await treeOf("native")).components).toMatchObject([
      { name: "native-other", optional: true },
    ]);
  });

  test("an alias is resolved under its real name, and told", async () => {
    await registry.publish("aliased", "1.0.0", { dependencies: { nick: "npm:lib-a@^1.0.0" } });
    const tree = await treeOf("aliased");
    expect(listed(tree)).toEqual(["pkg:npm/lib-a@1.1.0"]);
    expect(tree.foreign).toEqual([{ name: "nick", spec: "npm:lib-a@^1.0.0", kind: "alias" }]);
  });

  test("a registry that fails in the middle leaves the tree open", async () => {
    registry.put("/npm/broken", (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(503).end();
    });
    await registry.publish("needs-broken", "1.0.0", { dependencies: { broken: "1" } });
    const { tree, sbom } = await collect("needs-broken");
    expect(tree).toMatchObject({
      ok: false,
      reason: "registry_5xx",
      detail: expect.stringContaining("broken"),
    });
    expect(sbom).toBeNull();
  });

  test("one that never answers is given up", async () => {
    registry.put("/npm/silent", () => undefined);
    await registry.publish("needs-silent", "1.0.0", { dependencies: { silent: "1" } });
    const { tree } = await collect("needs-silent", { timeoutMs: 300 });
    expect(tree).toMatchObject({ ok: false });
  });
});

describe("dependencies from elsewhere", () => {
  test("are told, but nothing is asked and no process is started for them", async () => {
    const asked: string[] = [];
    const elsewhere = http.createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    let processes = 0;
    const count = () => void (processes += 1);
    diagnostics.subscribe("child_process", count);
    const foreign = {
      "from-git": `git+http://${host}/one.git`,
      "from-host": "acme/tool#main",
      "from-ssh": "git+ssh://git@test.example/acme/tool.git",
      "from-web": `http://${host}/two.tgz`,
      "from-file": "file:../../../../etc",
      "from-path": "./inner",
    };
    await registry.publish("carrier", "1.0.0", { dependencies: foreign });
    await registry.publish("outer", "1.0.0", { dependencies: { carrier: "1", ...foreign } });
    const tree = await treeOf("outer");
    diagnostics.unsubscribe("child_process", count);
    elsewhere.close();
    expect(asked).toEqual([]);
    expect(processes).toBe(0);
    expect(listed(tree)).toEqual(["pkg:npm/carrier@1.0.0"]);
    expect(tree.foreign.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "from-file file",
      "from-git git",
      "from-host git",
      "from-path file",
      "from-ssh git",
      "from-web remote",
    ]);
  });

  test("names that are none never become a request or a file", async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith("gatehouse-tree-"));
    const hostile = {
      "../../escape": "1.0.0",
      "/etc/passwd": "1.0.0",
      __proto__x: "1.0.0",
      "a\nb": "1.0.0",
      ".bin": "1.0.0",
      node_modules: "1.0.0",
      [`x${"y".repeat(300)}`]: "1.0.0",
      weird: "workspace:*",
      "not-text": 7,
      "too-long": "1".repeat(5_000),
      [JSON.parse('"__proto__"') as string]: "1.0.0",
    };
    await registry.publish("hostile", "1.0.0", { dependencies: hostile });
    const from = registry.seen.length;
    const tree = await treeOf("hostile");
    const urls = registry.seen.slice(from).map(({ url }) => url);
    expect(urls.filter((url) => /escape|passwd|yyy|weird|\.bin/.test(url))).toEqual([]);
    expect(tree.components).toEqual([]);
    expect(tree.missing.length).toBeGreaterThanOrEqual(8);
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith("gatehouse-tree-"));
    expect(after).toEqual(before);
  });
});

describe("a lock of its own", () => {
  const entry = (version: string, more = {}) => ({
    version,
    resolved: `${PUBLIC_NPM}/x/-/x-${version}.tgz`,
    integrity: `sha512-${createHash("sha512").update(version).digest("base64")}`,
    ...more,
  });

  test("is what counts: nothing is resolved", async () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        "": { name: "locked" },
        "node_modules/one": entry("1.0.0", {
          dependencies: { two: "^1.0.0" },
          hasInstallScript: true,
        }),
        "node_modules/two": entry("9.0.0"),
        "node_modules/one/node_modules/two": entry("1.5.0", { license: "ISC" }),
        "node_modules/dev": entry("1.0.0", { dev: true }),
        "node_modules/git": { version: "1.0.0", resolved: "git+ssh://git@test.example/a.git#abc" },
        "../outside": entry("1.0.0"),
      },
    };
    await registry.publish(
      "locked",
      "1.0.0",
      { dependencies: { one: "1", two: "*", git: "*", lost: "1" } },
      {
        files: { "npm-shrinkwrap.json": JSON.stringify(lock) },
      },
    );
    const from = registry.seen.length;
    const tree = await treeOf("locked");
    expect(registry.seen.slice(from).filter(({ url }) => /^\/npm\/(one|two)$/.test(url))).toEqual(
      [],
    );
    expect(tree.lock).toBe("own");
    expect(listed(tree)).toEqual([
      "pkg:npm/git@1.0.0",
      "pkg:npm/one@1.0.0",
      "pkg:npm/two@1.5.0",
      "pkg:npm/two@9.0.0",
    ]);
    expect(tree.components.find(({ version }) => version === "1.5.0")).toMatchObject({
      depth: 2,
      license: "ISC",
    });
    expect(tree.foreign).toEqual([
      { name: "git", spec: expect.stringContaining("git+ssh"), kind: "git" },
    ]);
    expect(tree.missing).toMatchObject([{ name: "lost" }]);
    expect(tree.lockIssues).toEqual(["The lock gives no digest for git."]);
  });

  test("is held against the registry: other digests and other registries are told", async () => {
    const same = await registry.publish("lock-same", "1.0.0", { license: "MIT" });
    await registry.publish("lock-other", "1.0.0");
    const packages = {
      "node_modules/lock-same": { ...entry("1.0.0"), integrity: same.integrity },
      "node_modules/lock-other": entry("1.0.0"),
      "node_modules/strange": entry("1.0.0", {
        resolved: "https://registry.test.example/strange/-/strange-1.0.0.tgz",
      }),
    };
    const dependencies = { "lock-same": "1", "lock-other": "1", strange: "1" };
    await registry.publish(
      "held",
      "1.0.0",
      { dependencies },
      {
        files: { "npm-shrinkwrap.json": JSON.stringify({ lockfileVersion: 2, packages }) },
      },
    );
    const tree = await treeOf("held");
    expect(tree.lockIssues).toEqual(["Its digest of lock-other@1.0.0 is not the registry's."]);
    expect(tree.foreign).toMatchObject([{ name: "strange", kind: "registry" }]);
    expect(tree.components.find(({ name }) => name === "lock-same")?.license).toBe("MIT");
  });

  test("packages inside the tarball are found where Node would find them", async () => {
    const inner = (name: string, version: string, dependencies = {}) =>
      JSON.stringify({ name, version, dependencies });
    await registry.publish(
      "bundling",
      "1.0.0",
      { dependencies: { in1: "1" }, bundleDependencies: ["in1"] },
      {
        files: {
          "node_modules/in1/package.json": inner("in1", "1.0.0", { in2: "1" }),
          "node_modules/in2/package.json": inner("in2", "1.4.0"),
          "node_modules/in2/lib/package.json": inner("not-a-package", "1.0.0"),
        },
      },
    );
    const tree = await treeOf("bundling");
    expect(tree.lock).toBe("own");
    expect(listed(tree)).toEqual(["pkg:npm/in1@1.0.0", "pkg:npm/in2@1.4.0"]);
  });

  test("in a tarball that could not be read leaves the tree open", async () => {
    const { file } = await registry.publish(
      "hidden-lock",
      "1.0.0",
      { dependencies: { "lib-a": "1" } },
      {
        change: (document) => void (document["_hasShrinkwrap"] = true),
      },
    );
    registry.put(file, undefined);
    const { tree, bytes } = await collect("hidden-lock");
    expect(bytes).toMatchObject({ ok: false, detail: expect.stringContaining("not there") });
    expect(tree).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("of version 1 is not understood, and told", async () => {
    await registry.publish(
      "ancient",
      "1.0.0",
      { dependencies: { "lib-a": "^1.0.0" } },
      {
        files: { "npm-shrinkwrap.json": JSON.stringify({ lockfileVersion: 1, dependencies: {} }) },
      },
    );
    const tree = await treeOf("ancient");
    expect(tree).toMatchObject({
      lock: "resolved",
      lockIssues: [expect.stringContaining("version 1")],
    });
    expect(listed(tree)).toEqual(["pkg:npm/lib-a@1.1.0"]);
  });
});

test("the same tree gives the same bill of materials, and it is kept as evidence", async () => {
  const one = registry.reach();
  const first = await collectNpm(one, { name: "top", version: null });
  const second = await collectNpm(registry.reach(), { name: "top", version: null });
  expect(first.sbom?.equals(second.sbom ?? Buffer.alloc(0))).toBe(true);
  const kept = one.evidence.find(({ kind }) => kind === "sbom");
  expect(first.tree.ok && first.tree.value.sbomDigest).toBe(kept?.sha256);
  expect(kept?.body?.equals(first.sbom ?? Buffer.alloc(0))).toBe(true);
});

test("a second scan asks for the dependencies' documents no second time", async () => {
  await collect("top");
  const from = registry.seen.length;
  await collect("top");
  const again = registry.seen.slice(from).map(({ url }) => url);
  expect(again.filter((url) => /middle|leaf/.test(url))).toEqual([]);
});
