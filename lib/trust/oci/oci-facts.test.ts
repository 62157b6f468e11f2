import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layerOf, sha256, startOciRegistry } from "#lib/testing/oci-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import {
  feedFolder,
  osvDocument,
  reachTo,
  startTrustServices,
} from "#lib/testing/trust-services.ts";
import { endOfTar, paxHeader, tarEntry } from "../archive/archive-builder.ts";
import type { EntryFacts } from "../core/facts.ts";
import { judge } from "../core/rules/judge.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { collectOci } from "./collect-oci.ts";
import { ociFacts } from "./oci-facts.ts";
import { LAYER_LIMITS } from "./walk-layers.ts";

let registry: Awaited<ReturnType<typeof startOciRegistry>>;
let sigstore: Awaited<ReturnType<typeof startSigstore>>;
const feeds = feedFolder();
const folder = mkdtempSync(path.join(tmpdir(), "oci-test-"));
const rootFile = path.join(folder, "trusted_root.json");
beforeAll(async () => {
  registry = await startOciRegistry();
  sigstore = await startSigstore();
  writeFileSync(rootFile, JSON.stringify(sigstore.trustedRoot));
});
afterAll(async () => {
  feeds.remove();
  rmSync(folder, { recursive: true });
  await registry.close();
});

const reachOf = (more: Parameters<typeof reachTo>[0] = {}) =>
  reachTo({
    allowedHosts: [registry.host],
    sigstoreTrustRoot: rootFile,
    timeoutMs: 5_000,
    ...more,
  });
const collect = (name: string, limits = LAYER_LIMITS) =>
  collectOci(reachOf(), { name: `${registry.host}/${name}`, version: null }, limits);

async function scan(
  name: string,
  {
    entry = null,
    version = null,
    ...more
  }: { entry?: EntryFacts | null; version?: string | null } & Parameters<typeof reachTo>[0] = {},
) {
  const reach = reachOf(more);
  const tools = { feeds: openFeeds(feeds.dir), fingerprintKey: Buffer.alloc(32, 1), capture: true };
  const facts = await ociFacts(
    { kind: "oci", name: `${registry.host}/${name}`, version },
    { reach, tools, entry },
  );
  const results = judge(facts, new Date().toISOString());
  const of = (id: string) => {
    const result = results.find(({ control }) => control === id);
    return [result?.status, result?.reason ?? result?.findings[0]?.code].filter(Boolean).join(" ");
  };
  return { facts, of, results, reach };
}

const OS = { "etc/os-release": `NAME="Debian"\nID=debian\nVERSION_ID="12"\n` };
const DPKG = `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl (3.0.11-1)
Version: 3.0.11-1~deb12u2
Description: library
 Package: not-a-field

Package: gone
Status: deinstall ok config-files
Version: 1

Package: base-files
Status: install ok installed
Version: 12.4
Architecture: amd64
`;
const APP = {
  "app/index.js": `const { spawn } = require("child_process");\nmodule.exports = () => spawn("ls", []);\n`,
  "app/node_modules/left/package.json": `{"name":"left","version":"1.2.3","license":"MIT"}`,
  "app/node_modules/@scope/right/package.json": `{"name":"@scope/right","version":"2.0.0"}`,
  "app/node_modules/left/lib/package.json": `{"name":"inner","version":"9.9.9"}`,
  "app/package.json": `{"name":"app","version":"0.0.1"}`,
};
const PYTHON = {
  "usr/local/lib/python3.12/site-packages/Some_Thing-1.0.dist-info/METADATA":
    "Metadata-Version: 2.1\nName: Some_Thing\nVersion: 1.0\nLicense: MIT\n\nLong text",
};

describe("an image", { timeout: 60_000 }, () => {
  test("is read through its index, with a token that anybody gets, and told by its labels", async () => {
    const { digest, image } = registry.putImage("acme/server", "1.0.0", {
      inIndex: true,
      layers: [layerOf({ ...OS, "var/lib/dpkg/status": DPKG }), layerOf({ ...APP, ...PYTHON })],
      labels: {
        "io.modelcontextprotocol.server.name": "com.acme/files",
        "org.opencontainers.image.source": "https://github.com/acme/files",
        "org.opencontainers.image.licenses": "MIT",
        "org.opencontainers.image.version": "1.0.0",
        "org.opencontainers.image.authors": "Acme <mcp@acme.com>",
      },
    });
    const { facts, of } = await scan(`acme/server@${digest}`, {
      entry: cleanEntry("oci", { registeredDigest: digest }),
    });
    expect(facts).toMatchObject({
      kind: "oci",
      version: "1.0.0",
      digest,
      manifest: {
        ok: true,
        value: {
          serverName: "com.acme/files",
          repository: "https://github.com/acme/files",
          license: "MIT",
          author: { name: "Acme", email: "mcp@acme.com" },
          publishedAt: "2026-10-01T08:00:00.000Z",
        },
      },
      bytes: { ok: true, value: { expected: digest, actual: digest, refused: [] } },
      code: { ok: true, value: { powers: [{ power: "subprocess", file: "app/index.js" }] } },
    });
    expect(image).not.toBe(digest);
    expect(facts.tree.ok && facts.tree.value.components.map(({ purl }) => purl)).toEqual([
      "pkg:deb/debian/base-files@12.4?arch=amd64&distro=debian-12",
      "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1",
      "pkg:npm/%40scope/right@2.0.0",
      "pkg:npm/left@1.2.3",
      "pkg:pypi/some-thing@1.0",
    ]);
    expect(["AI-01", "SC-01", "SC-03", "SC-04", "RG-07", "CQ-01"].map(of)).toEqual(
      Array(6).fill("pass"),
    );
    expect(of("CD-02")).toMatch(/^fail CD-02/);
    // Nobody but the registry gets the token, and it is kept nowhere.
    const tokens = registry.seen.map(({ authorization }) => authorization).filter(Boolean);
    expect(new Set(tokens)).toEqual(new Set(["Bearer anybody"]));
  });

  test("that is named by a tag alone is not pinned, and by a digest it is, wherever that stands", async () => {
    const { digest } = registry.putImage("acme/tags", "1.0.0", { layers: [layerOf(APP)] });
    expect((await scan("acme/tags:1.0.0")).of("SC-03")).toBe("fail SC-03/tag-only");
    expect((await scan("acme/tags", { version: "1.0.0" })).of("SC-03")).toBe("fail SC-03/tag-only");
    expect((await scan("acme/tags", { version: digest })).of("SC-03")).toBe("pass");
    expect((await scan(`acme/tags:1.0.0@${digest}`)).of("SC-03")).toBe("pass");
  });

  test("that is not there, or is no name of one, is refused in a sentence", async () => {
    registry.putImage("acme/there", "1.0.0");
    await expect(collect("acme/there:2.0.0")).rejects.toMatchObject({ code: "not_found" });
    await expect(collect("acme/UPPER CASE")).rejects.toMatchObject({ code: "invalid" });
  });

  test("whose registry does not answer, or may not be asked, is not judged", async () => {
    const away = await scan("acme/any:1", { allowedHosts: [] });
    expect(["SC-01", "SC-04", "CQ-01", "AI-03"].map(away.of)).toEqual(
      Array(4).fill("not_checkable unreachable"),
    );
  });

  test("of which the registry gives other bytes than its digest is not read, and fails", async () => {
    const { digest, manifest } = registry.putImage("acme/other", "1.0.0", {
      layers: [layerOf(APP)],
    });
    registry.put(`/v2/acme/other/manifests/${digest}`, JSON.stringify({ ...manifest, layers: [] }));
    const { facts, of } = await scan(`acme/other@${digest}`, {
      entry: cleanEntry("oci", { registeredDigest: digest }),
    });
    expect(facts.digest).toBe(digest);
    expect([of("SC-04"), of("RG-07")]).toEqual(["fail SC-04/mismatch", "fail RG-07/mismatch"]);
    expect(of("SC-01")).toBe("not_checkable opaque_artifact");
  });

  test("of which a layer is another one fails too", async () => {
    const layer = layerOf(APP);
    const { digest } = registry.putImage("acme/layer", "1.0.0", { layers: [layer] });
    const other = layerOf({ "app/index.js": "evil()" });
    registry.put(`/v2/acme/layer/blobs/${sha256(layer)}`, other);
    const { of, facts } = await scan(`acme/layer@${digest}`);
    expect([of("SC-04"), of("CQ-02")]).toEqual([
      "fail SC-04/mismatch",
      "not_checkable opaque_artifact",
    ]);
    expect(facts.bytes).toMatchObject({
      value: { expected: sha256(layer), actual: sha256(other) },
    });
  });

  test("is read from a mirror of its registry, in the folder that an administrator has set", async () => {
    const { digest } = registry.putImage("hub-proxy/library/server", "2.0.0", {
      layers: [layerOf(APP)],
    });
    const reach = reachOf({
      allowedHosts: [],
      ociMirrors: { "docker.io": `${registry.base}/hub-proxy` },
    });
    const collected = await collectOci(reach, { name: "server:2.0.0", version: null });
    expect(collected).toMatchObject({ digest, tree: { ok: true } });
  });

  test("gets its layers from where the registry sends to, without the token", async () => {
    const layer = layerOf(APP);
    registry.putImage("acme/store", "1.0.0", { layers: [layer] });
    const store = await startOciRegistry();
    store.put("/blob", layer);
    registry.put(
      `/v2/acme/store/blobs/${sha256(layer)}`,
      (
        _request: unknown,
        response: { writeHead: (code: number, headers: object) => { end: () => void } },
      ) => response.writeHead(307, { location: `${store.base}/blob` }).end(),
    );
    const { facts } = await scan("acme/store:1.0.0", { allowedHosts: [registry.host, store.host] });
    expect(facts.tree.ok).toBe(true);
    expect(store.seen).toEqual([{ url: "/blob", authorization: undefined }]);
    await store.close();
  });
});

describe("the layers", { timeout: 60_000 }, () => {
  const purls = async (name: string, layers: Buffer[]) => {
    registry.putImage(name, "1", { layers });
    const { tree } = await collect(`${name}:1`);
    return tree.ok
      ? tree.value.components.map(({ name: one, version }) => `${one}@${version}`)
      : tree;
  };
  const left = (version: string) => ({
    "app/node_modules/left/package.json": JSON.stringify({ name: "left", version }),
  });

  test("lie on each other: later ones replace and remove what is below them", async () => {
    expect(await purls("layers/replace", [layerOf(left("1.0.0")), layerOf(left("2.0.0"))])).toEqual(
      ["left@2.0.0"],
    );
    expect(
      await purls("layers/remove", [
        layerOf(left("1.0.0")),
        layerOf({ "app/node_modules/left": null }),
      ]),
    ).toEqual([]);
    expect(
      await purls("layers/opaque", [layerOf(left("1.0.0")), layerOf({ "app/.wh..wh..opq": "" })]),
    ).toEqual([]);
    expect(
      await purls("layers/file", [layerOf(left("1.0.0")), layerOf({ app: "now a file" })]),
    ).toEqual([]);
  });

  test("hide nothing of their own: a whiteout removes only what lies below", async () => {
    const own = { ...left("2.0.0"), "app/node_modules/left": null, "app/.wh..wh..opq": "" };
    expect(await purls("layers/own", [layerOf(left("1.0.0")), layerOf(own)])).toEqual([
      "left@2.0.0",
    ]);
  });

  test("are read as gzip, zstd and plain tar, with long names and absolute ones", async () => {
    const long = `app/node_modules/left/${"d/".repeat(60)}x.js`;
    const tar = Buffer.concat([
      paxHeader({ path: long }),
      tarEntry({ name: "short", content: "1" }),
      tarEntry({
        name: "/app/node_modules/left/package.json",
        content: `{"name":"left","version":"3.0.0"}`,
      }),
      tarEntry({ name: "app/link", type: "2", linkName: "/etc/passwd" }),
      endOfTar,
    ]);
    for (const [name, layer] of Object.entries({
      tar,
      gzip: gzipSync(tar),
      zstd: zstdCompressSync(tar),
    }))
      expect(await purls(`layers/${name}`, [layer])).toEqual(["left@3.0.0"]);
  });

  test.each<[string, () => Buffer, string, string]>([
    [
      "a path that leads out",
      () => gzipSync(Buffer.concat([tarEntry({ name: "../../etc/cron", content: "x" }), endOfTar])),
      "archive/path-traversal",
      "fail CQ-02/archive/path-traversal",
    ],
    [
      "a damaged header",
      () => gzipSync(Buffer.concat([tarEntry({ name: "x", spoilChecksum: true }), endOfTar])),
      "archive/corrupt",
      "not_checkable opaque_artifact",
    ],
    [
      "half a tarball",
      () => gzipSync(tarEntry({ name: "x", content: "y".repeat(2_000) }).subarray(0, 1_000)),
      "archive/truncated",
      "not_checkable opaque_artifact",
    ],
    [
      "half a gzip",
      () => layerOf({ "app/x.js": randomBytes(50_000).toString("hex") }).subarray(0, 20_000),
      "archive/truncated",
      "not_checkable opaque_artifact",
    ],
    [
      "a sparse file",
      () => gzipSync(Buffer.concat([tarEntry({ name: "x", type: "S" }), endOfTar])),
      "archive/sparse",
      "fail CQ-02/archive/sparse",
    ],
    [
      "a name of a gigabyte",
      () => gzipSync(tarEntry({ name: "x", type: "L", size: 1_073_741_824 })),
      "archive/too-large",
      "not_checkable too_large",
    ],
  ])("with %s are told so", async (_name, make, code, status) => {
    const name = `hostile/${code.split("/")[1] ?? ""}`;
    registry.putImage(name, "1", { layers: [make()] });
    const { facts, of } = await scan(`${name}:1`);
    expect(facts.bytes.ok && facts.bytes.value.refused.map((one) => one.code)).toContain(code);
    expect(of("CQ-02")).toBe(status);
  });

  test.each([
    ["compressedBytes", { compressedBytes: 500 }],
    ["expandedBytes", { expandedBytes: 2_000 }],
    ["entries", { entries: 3 }],
  ])("over the limit of %s are not read, and that is no failure", async (_name, limit) => {
    registry.putImage("limits/all", "1", {
      layers: [layerOf(APP), layerOf({ "app/data": randomBytes(3_000) })],
    });
    const { tree, own, bytes, digest } = await collect("limits/all:1", {
      ...LAYER_LIMITS,
      ...limit,
    });
    expect([tree, own]).toMatchObject([
      { ok: false, reason: "too_large" },
      { ok: false, reason: "too_large" },
    ]);
    expect(bytes).toMatchObject({ ok: true, value: { actual: digest } });
  });

  test("that say they are small and are not are cut while they arrive", async () => {
    const layer = layerOf({ "app/data": randomBytes(100_000) });
    registry.putImage("limits/liar", "1", { layers: [layer] });
    const { tree } = await collect("limits/liar:1", { ...LAYER_LIMITS, compressedBytes: 120_000 });
    expect(tree.ok).toBe(true);
    const cut = await collect("limits/liar:1", { ...LAYER_LIMITS, compressedBytes: 50_000 });
    expect(cut.tree).toMatchObject({ ok: false, reason: "too_large" });
  });

  test("of a gigabyte of zeros do not fill the memory", async () => {
    const header = tarEntry({ name: "app/zeros", size: 900 * 1_048_576 });
    const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(300 * 1_048_576)]), { level: 9 });
    registry.putImage("limits/bomb", "1", { layers: [bomb] });
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
    const { bytes } = await collect("limits/bomb:1");
    clearInterval(timer);
    expect(bytes.ok && bytes.value.refused.map(({ code }) => code)).toEqual(["archive/truncated"]);
    expect((most - before) / 1_048_576).toBeLessThan(200);
  }, 60_000);
});

describe("its code", { timeout: 60_000 }, () => {
  test("is what lies outside of the system's folders and of dependencies", async () => {
    const layers = [
      layerOf({
        "usr/lib/node_modules/npm/index.js": "eval('npm')",
        "usr/share/x.js": "eval('system')",
        "app/node_modules/left/index.js": "eval('dependency')",
        "usr/local/lib/node_modules/own-server/dist/index.js": "eval('global')",
        "usr/src/app/main.js": "eval('source')",
      }),
    ];
    registry.putImage("code/own", "1", { layers });
    const { facts } = await scan("code/own:1");
    expect(facts.code.ok && facts.code.value.unsafe.map(({ file }) => file).sort()).toEqual([
      "own-server/dist/index.js",
      "usr/src/app/main.js",
    ]);
  });

  test("is also what the image starts, wherever it lies; a program of machine code cannot be read", async () => {
    const elf = Buffer.concat([Buffer.from("7f454c46", "hex"), randomBytes(200_000)]);
    registry.putImage("code/started", "1", {
      layers: [layerOf({ "usr/local/bin/mcp-server": elf, "usr/lib/other": elf })],
      config: {
        Entrypoint: ["/usr/local/bin/docker-entrypoint.sh", "mcp-server"],
        Cmd: ["--stdio"],
      },
    });
    const { facts, of } = await scan("code/started:1");
    expect(facts.code.ok && facts.code.value.languages).toEqual([
      { name: "Machine code", files: 1, readable: false },
    ]);
    expect(of("CQ-02")).toMatch(/^not_checkable/);
  });

  test("without any is not taken for clean, but secrets of its configuration are found", async () => {
    const layers = [layerOf({ "usr/bin/thing": "x" })];
    registry.putImage("code/none", "1", { layers });
    expect(["CQ-01", "CQ-02", "CQ-05"].map((await scan("code/none:1")).of)).toEqual(
      Array(3).fill("not_checkable opaque_artifact"),
    );
    // Put together, so that no scanner takes it for one of ours.
    const token = ["ghp", randomBytes(18).toString("hex")].join("_");
    registry.putImage("code/secret", "1", { layers, config: { Env: [`GITHUB_TOKEN=${token}`] } });
    const { facts, of } = await scan("code/secret:1");
    expect(of("CQ-01")).toBe("fail CQ-01/secret");
    expect(facts.code.ok && facts.code.value.secrets).toMatchObject([
      { file: "image configuration.json" },
    ]);
    expect(JSON.stringify(facts)).not.toContain(token);
  });
});

describe("its advisories", { timeout: 60_000 }, () => {
  test("of the distribution's packages are asked for by release and source", async () => {
    const services = await startTrustServices();
    services.put(
      osvDocument({
        id: "DSA-1",
        ecosystem: "Debian:12",
        name: "openssl",
        events: [{ introduced: "0" }, { fixed: "3.0.12" }],
        severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
      }),
      "openssl@3.0.11-1",
    );
    registry.putImage("osv/debian", "1", {
      layers: [layerOf({ ...OS, "var/lib/dpkg/status": DPKG })],
    });
    const base = Object.values(services.sources)[0] ?? "";
    const { facts, of } = await scan("osv/debian:1", {
      ...services.sources,
      allowedHosts: [registry.host, new URL(base).host],
    });
    expect(facts.advisories).toMatchObject({
      ok: true,
      value: { advisories: [{ id: "DSA-1", cvss: 9.8, fixedIn: ["3.0.12"] }] },
    });
    expect(services.queries.flat()).toContainEqual({
      package: { ecosystem: "Debian:12", name: "openssl" },
      version: "3.0.11-1",
    });
    expect(of("SC-02")).toMatch(/^fail SC-02/);
    services.close();
  });

  test("of Alpine's packages too, and a database of rpm is told as not read", async () => {
    registry.putImage("osv/alpine", "1", {
      layers: [
        layerOf({
          "etc/os-release": "ID=alpine\nVERSION_ID=3.20.3\n",
          "lib/apk/db/installed":
            "P:libcrypto3\nV:3.3.2-r0\nA:x86_64\nL:Apache-2.0\no:openssl\n\nP:musl\nV:1.2.5-r0\nA:x86_64\n\n",
          "var/lib/rpm/rpmdb.sqlite": "SQLite format 3",
        }),
      ],
    });
    const { facts, of } = await scan("osv/alpine:1");
    expect(facts.tree.ok && facts.tree.value.components.map(({ purl }) => purl)).toEqual([
      "pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64&distro=alpine-3.20&upstream=openssl",
      "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20",
    ]);
    expect(of("SC-01")).toBe("warn SC-01/unresolved");
  });
});

describe("its signatures", { timeout: 60_000 }, () => {
  const workflow = {
    repository: "https://github.com/acme/files",
    commit: "4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5",
  };
  const statement = (digest: string, predicateType: string, predicate: unknown = {}) => ({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "x", digest: { sha256: digest.replace("sha256:", "") } }],
    predicateType,
    predicate,
  });
  const build = {
    buildDefinition: {
      externalParameters: {
        workflow: { ...workflow, path: ".github/workflows/release.yml", ref: "refs/heads/main" },
      },
      resolvedDependencies: [{ digest: { gitCommit: workflow.commit } }],
    },
    runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
  };
  const SLSA = "https://slsa.dev/provenance/v1";
  const COSIGN = "https://sigstore.dev/cosign/sign/v1";
  const labels = { "org.opencontainers.image.source": workflow.repository };

  test.each(["referrers", "tag"] as const)(
    "by bundles that its %s names are verified: who signed, and how it was built",
    async (by) => {
      const name = `signed/${by}`;
      const { digest } = registry.putImage(name, "1", {
        layers: [layerOf(APP)],
        inIndex: true,
        labels,
      });
      registry.putBundle(
        name,
        digest,
        await sigstore.attest(statement(digest, SLSA, build), workflow),
        by,
      );
      const { facts, of } = await scan(`${name}@${digest}`);
      expect(facts.signature).toMatchObject({
        ok: true,
        value: {
          publisher: "valid",
          signer: `${workflow.repository}/.github/workflows/release.yml@refs/heads/main`,
        },
      });
      expect(facts.provenance).toMatchObject({
        ok: true,
        value: { state: "valid", subjectMatches: true, sourceCommit: workflow.commit },
      });
      expect([of("AI-03"), of("PR-03")]).toEqual(["pass", "pass"]);
    },
  );

  test("of the image inside its index count, and one of cosign says nothing of the build", async () => {
    const { image } = registry.putImage("signed/inner", "1", {
      layers: [layerOf(APP)],
      inIndex: true,
    });
    registry.putBundle(
      "signed/inner",
      image,
      await sigstore.attest(statement(image, COSIGN), workflow),
    );
    const { of } = await scan("signed/inner:1");
    expect([of("AI-03"), of("PR-03")]).toEqual(["pass", "fail PR-03/absent"]);
  });

  test("about another image, or by nobody that is known, do not hold", async () => {
    const other = await startSigstore();
    for (const [name, sign] of Object.entries({
      other: () => sigstore.attest(statement(sha256("other"), COSIGN), workflow),
      stranger: (digest: string) => other.attest(statement(digest, COSIGN), workflow),
    })) {
      const { digest } = registry.putImage(`unsigned/${name}`, "1", { layers: [layerOf(APP)] });
      registry.putBundle(`unsigned/${name}`, digest, await sign(digest));
      const { of } = await scan(`unsigned/${name}:1`);
      // A root that does not know the log says nothing about what is in it.
      expect(of("AI-03")).toBe(
        name === "other" ? "fail AI-03/invalid-publisher" : "not_checkable feed_stale",
      );
    }
  });

  test("as cosign wrote them before there were bundles are verified too", async () => {
    for (const [name, about] of [
      ["older", null],
      ["older-other", sha256("other")],
    ] as const) {
      const { digest } = registry.putImage(`signed/${name}`, "1", { layers: [layerOf(APP)] });
      const payload = Buffer.from(
        JSON.stringify({ critical: { image: { "docker-manifest-digest": about ?? digest } } }),
      );
      const annotations = await sigstore.signAsCosign(payload, workflow);
      const mediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
      registry.putManifest(
        `signed/${name}`,
        {
          config: registry.putBlob(`signed/${name}`, "{}"),
          layers: [{ mediaType, ...registry.putBlob(`signed/${name}`, payload), annotations }],
        },
        `${digest.replace(":", "-")}.sig`,
      );
      const { of, facts } = await scan(`signed/${name}:1`);
      expect(of("AI-03")).toBe(about === null ? "pass" : "fail AI-03/invalid-publisher");
      if (about === null)
        expect(facts.signature).toMatchObject({
          value: { signer: expect.stringContaining("release.yml") as string },
        });
    }
  });

  test("are not there: that is told, also where a statement of its build lies beside it unsigned", async () => {
    registry.putImage("unsigned/plain", "1", { layers: [layerOf(APP)] });
    const plain = await scan("unsigned/plain:1");
    expect([plain.of("AI-03"), plain.of("PR-03")]).toEqual([
      "fail AI-03/absent-publisher",
      "fail PR-03/absent",
    ]);
    registry.putImage("unsigned/buildkit", "1", {
      layers: [layerOf(APP)],
      inIndex: true,
      statement: "https://slsa.dev/provenance/v0.2",
    });
    const built = await scan("unsigned/buildkit:1");
    expect(built.of("PR-03")).toBe("fail PR-03/unsigned");
  });

  test("without a trust root cannot be judged, and those with a key of the publisher's neither", async () => {
    const { digest } = registry.putImage("signed/rootless", "1", { layers: [layerOf(APP)] });
    registry.putBundle(
      "signed/rootless",
      digest,
      await sigstore.attest(statement(digest, COSIGN), workflow),
    );
    expect((await scan("signed/rootless:1", { sigstoreTrustRoot: null })).of("AI-03")).toBe(
      "not_checkable feed_stale",
    );
    const keyed = registry.putImage("signed/keyed", "1", { layers: [layerOf(APP)] });
    const payload = JSON.stringify({
      critical: { image: { "docker-manifest-digest": keyed.digest } },
    });
    registry.putManifest(
      "signed/keyed",
      {
        config: registry.putBlob("signed/keyed", "{}"),
        layers: [
          {
            mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
            ...registry.putBlob("signed/keyed", payload),
            annotations: { "dev.cosignproject.cosign/signature": "AAAA" },
          },
        ],
      },
      `${keyed.digest.replace(":", "-")}.sig`,
    );
    const { of } = await scan("signed/keyed:1");
    expect([of("AI-03"), of("PR-03")]).toEqual([
      "not_checkable not_implemented",
      "fail PR-03/absent",
    ]);
  });
});
