import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { sha256, startPypiRegistry } from "#lib/testing/pypi-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { zip } from "../archive/archive-builder.ts";
import { findCage } from "../capture/cage.ts";
import type { ControlId } from "../core/controls.ts";
import type { EntryFacts } from "../core/facts.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { findFence } from "../sandbox/fence.ts";
import { scanArtifact } from "../scan-artifact.ts";

/** Each scan starts a process. */
const SLOW = { timeout: 60_000 };
const COMMIT = "a".repeat(40);
const REPOSITORY = "https://github.com/acme/files";

let server: Awaited<ReturnType<typeof startPypiRegistry>>;
let sigstore: Awaited<ReturnType<typeof startSigstore>>;
let folder: string;
let sigstoreTrustRoot: string;
const feedDir = feedFolder();
const feeds = openFeeds(feedDir.dir);
beforeAll(async () => {
  server = await startPypiRegistry();
  server.put("/github/repos/acme/files", { full_name: "acme/files" });
  sigstore = await startSigstore();
  folder = await mkdtemp(path.join(tmpdir(), "gatehouse-mcpb-"));
  sigstoreTrustRoot = path.join(folder, "trusted_root.json");
  await writeFile(sigstoreTrustRoot, JSON.stringify(sigstore.trustedRoot));
  await findFence();
}, 120_000);
afterAll(async () => {
  feedDir.remove();
  await rm(folder, { recursive: true });
  await server.close();
});

type Asked = { entry?: EntryFacts | null; change?: object; capture?: boolean };

async function scanAt(url: string, { entry = null, change = {}, capture = false }: Asked = {}) {
  const tools = { feeds, fingerprintKey: Buffer.alloc(32, 1), capture };
  const reach = server.reach({ sigstoreTrustRoot, ...change });
  const reference = { kind: "mcpb", name: url, version: null } as const;
  const scanned = await scanArtifact(reference, { entry, reach, tools, others: null });
  const of = (id: ControlId) => scanned.results.find(({ control }) => control === id);
  return {
    ...scanned,
    reach,
    of,
    said: (id: ControlId) => {
      const { status, reason } = of(id) ?? {};
      return reason ? `${status}: ${reason}` : status;
    },
    codes: (id: ControlId) => of(id)?.findings.map(({ code }) => code),
  };
}

let count = 0;
function scan(bytes: Buffer, asked: Asked = {}) {
  const file = `/bundles/${(count += 1)}.mcpb`;
  server.put(file, bytes);
  return scanAt(`${server.base}${file}`, asked);
}

const scanOf = (change: Record<string, unknown>, files: Record<string, string | Buffer> = {}) =>
  scan(bundleOf(bundleManifest(change), files));

describe("a clean bundle", SLOW, () => {
  test("passes what can be checked, and says why the rest cannot be", async () => {
    const bytes = bundleOf(bundleManifest(), { "README.md": "x", LICENSE: "MIT" });
    const { artifact, said, tools } = await scan(bytes);
    expect(artifact).toMatchObject({ version: "1.0.0", digest: `sha256:${sha256(bytes)}` });
    const passing: ControlId[] = ["AI-01", "AI-05", "SC-01", "SC-03", "SC-04", "SC-05", "CQ-01"];
    const more: ControlId[] = [
      "CQ-02",
      "CQ-03",
      "CQ-05",
      "CD-01",
      "CD-02",
      "CD-03",
      "PR-01",
      "PR-02",
    ];
    for (const id of [...passing, ...more]) expect([id, said(id)]).toEqual([id, "pass"]);
    expect(said("AI-03")).toBe("fail");
    expect(said("PR-03")).toBe("fail");
    expect(said("AI-04")).toBe("not_checkable: not_implemented");
    expect(tools).toMatchObject({ from: "declared", tools: [{ name: "read_file" }] });
  });
});

describe("the manifest (AI-01)", SLOW, () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["no version of its form", { manifest_version: undefined }, "manifest_version"],
    ["no name", { name: "" }, "no name"],
    ["no author", { author: {} }, "no author"],
    ["an odd version", { version: "one" }, "semantic version"],
    ["no server", { server: "x" }, "no server"],
    [
      "an entry point that is not there",
      { server: { type: "node", entry_point: "x.js", mcp_config: { command: "node" } } },
      "entry_point is not a file",
    ],
    [
      "a server of another kind",
      { server: { type: "deno", entry_point: "server/index.js" } },
      "server.type",
    ],
    ["tools without names", { tools: [{ description: "x" }] }, "have no name"],
  ])("with %s fails", async (_kind, change, title) => {
    const { of } = await scanOf(change);
    expect(of("AI-01")?.status).toBe("fail");
    expect(
      of("AI-01")
        ?.findings.map((one) => one.title)
        .join("\n"),
    ).toContain(title);
  });

  test("that is missing or no object fails", async () => {
    for (const bytes of [bundleOf(null), bundleOf(null, { "manifest.json": "[]" })])
      expect((await scan(bytes)).of("AI-01")).toMatchObject({ status: "fail" });
  });

  test("without tools fails CD-01; tools that come while it runs are not known", async () => {
    expect((await scanOf({ tools: undefined })).codes("CD-01")).toEqual([
      "CD-01/no-tools",
      "CD-01/not-compared",
    ]);
    expect((await scanOf({ tools: [], tools_generated: true })).said("CD-01")).toBe(
      "not_checkable: not_captured",
    );
  });
});

describe("a bundle that does not list its tools", SLOW, () => {
  const server = `let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const { id, method } of lines.map((line) => JSON.parse(line))) {
    if (id === undefined) continue;
    const result = method === "initialize" ? { protocolVersion: "2025-11-25", capabilities: { tools: {} } } : { tools: [{ name: "read", description: "Reads a page." }] };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
  }
});`;

  test("is asked for them in the sandbox, where bundles may be run", async (context) => {
    if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
    const bytes = bundleOf(bundleManifest({ tools: undefined }), { "server/index.js": server });
    const { tools, said } = await scan(bytes, { capture: true });
    expect(tools).toMatchObject({ from: "captured", tools: [{ name: "read" }] });
    expect([said("CD-01"), said("CD-03")]).toEqual(["pass", "pass"]);
  });

  test("or lists fewer than it tells, fails CD-01 from L2 on, unless its manifest says that more come", async (context) => {
    if ((await findCage()) === null) context.skip("This machine has no sandbox for servers.");
    const files = { "server/index.js": server };
    const listed = { tools: [{ name: "write", description: "Writes a page." }] };
    const one = await scan(bundleOf(bundleManifest(listed), files), { capture: true });
    expect(one.tools).toMatchObject({
      from: "captured",
      tools: [{ name: "read" }],
      declared: { isWhole: true, tools: [{ name: "write" }] },
    });
    expect(one.of("CD-01")).toMatchObject({ status: "fail", failsFromLevel: 2 });
    expect(one.codes("CD-01")).toEqual(
      expect.arrayContaining(["CD-01/undeclared-tool", "CD-01/untold-tool"]),
    );
    const more = bundleManifest({ ...listed, tools_generated: true });
    const two = await scan(bundleOf(more, files), { capture: true });
    // What it lists is read and compared all the same.
    expect(two.said("CD-01")).toBe("warn");
    expect(two.codes("CD-01")).toContain("CD-01/untold-tool");
    expect(two.codes("CD-01")).not.toContain("CD-01/undeclared-tool");
  });

  test("and looks like malware is not run", async () => {
    const code = `eval(Buffer.from("cHJvY2Vzcy5leGl0KDAp", "base64").toString());`;
    const manifest = bundleManifest({ tools: undefined, tools_generated: true });
    const { of } = await scan(bundleOf(manifest, { "server/index.js": code }), { capture: true });
    expect(of("CQ-02")?.status).toBe("fail");
    expect(of("CD-01")?.detail).toContain("was not run");
  });
});

describe("files that the manifest does not speak of (AI-05)", SLOW, () => {
  test("fail where they can run, and warn where they are merely odd", async () => {
    const { of } = await scanOf(
      {},
      {
        "tools/extra.sh": "echo 1",
        "postinstall.js": "1",
        "data.tgz": Buffer.from("1f8b0800", "hex"),
        "icon.png": Buffer.from("89504e470d0a1a0a0000", "hex"),
        "server/lib/more.js": "export const a = 1;\n",
        "node_modules/dep/index.js": "module.exports = 1;\n",
        "node_modules/dep/package.json": '{"name":"dep","version":"1.0.0"}',
      },
    );
    expect(of("AI-05")).toMatchObject({ status: "fail" });
    expect(of("AI-05")?.findings.map(({ code, file }) => [code, file])).toEqual([
      ["AI-05/unreferenced-executable", "postinstall.js"],
      ["AI-05/unreferenced-executable", "tools/extra.sh"],
      ["AI-05/unexpected-file", "data.tgz"],
    ]);
  });

  test("are referred to by arguments, variables and modules too", async () => {
    const mcp_config = {
      command: "python",
      args: ["-m", "acme.main"],
      env: { PYTHONPATH: "${__dirname}/lib" },
    };
    const server = { type: "python", entry_point: "server/main.py", mcp_config };
    const { said } = await scanOf(
      { server },
      {
        "server/main.py": "x = 1\n",
        "acme/main.py": "x = 1\n",
        "lib/helper.py": "x = 1\n",
      },
    );
    expect(said("AI-05")).toBe("pass");
  });
});

describe("bytes", SLOW, () => {
  const entryOf = (url: string, fileSha256: string): EntryFacts => ({
    ...cleanEntry("mcpb"),
    registeredDigest: `sha256:${fileSha256}`,
    document: { packages: [{ registryType: "mcpb", identifier: url, fileSha256 }] },
  });

  test("with the digest of the server.json pass, others fail and are not read", async () => {
    const bytes = bundleOf(bundleManifest());
    server.put("/bundles/promised.mcpb", bytes);
    const url = `${server.base}/bundles/promised.mcpb`;
    expect((await scanAt(url, { entry: entryOf(url, sha256(bytes)) })).said("RG-07")).toBe("pass");
    const other = await scanAt(url, { entry: entryOf(url, "0".repeat(64)) });
    expect(other.said("RG-07")).toBe("fail");
    for (const id of ["CQ-01", "CQ-02", "AI-01"] satisfies ControlId[])
      expect(other.said(id)).toBe("not_checkable: opaque_artifact");
  });

  test("that are not there any more, or behind a sign-in, or never end", async () => {
    await expect(scanAt(`${server.base}/bundles/none.mcpb`)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("There is no bundle at"),
    });
    await expect(scanAt("ftp://x/a.mcpb")).rejects.toMatchObject({ code: "invalid" });
    server.put("/closed.mcpb", (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.writeHead(401).end(),
    );
    expect((await scanAt(`${server.base}/closed.mcpb`)).said("AI-01")).toBe(
      "not_checkable: auth_required",
    );
    server.put("/hangs.mcpb", (_request: http.IncomingMessage, response: http.ServerResponse) => {
      response.writeHead(200).write("PK");
    });
    const hung = await scanAt(`${server.base}/hangs.mcpb`, { change: { timeoutMs: 300 } });
    expect(hung.said("AI-01")).toMatch(/^not_checkable/);
  });

  test("at an address inside are not fetched", async () => {
    const { said } = await scanAt("http://169.254.169.254/a.mcpb");
    expect(said("AI-01")).toMatch(/^not_checkable/);
  });

  test("that are hostile or cut off fail, or were not read to their end", async () => {
    const manifest = { name: "manifest.json", content: JSON.stringify(bundleManifest()) };
    const hostile = await scan(zip([manifest, { name: "../../evil.js", content: "x" }]));
    expect(hostile.codes("CQ-02")).toContain("CQ-02/archive/path-traversal");
    const whole = bundleOf(bundleManifest(), { "a.js": "x".repeat(9_000) });
    const cut = await scan(whole.subarray(0, 400));
    expect(cut.said("CQ-02")).toMatch(/^not_checkable/);
    expect(cut.said("AI-01")).toBe("fail");
  });
});

const DEP = (name: string, version: string, more = {}) =>
  JSON.stringify({ name, version, license: "MIT", ...more });
const METADATA = (name: string, version: string, more = "") =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\nLicense-Expression: MIT\n${more}\n`;

describe("what it is made of (SC)", SLOW, () => {
  const sbomOf = ({ reach }: Awaited<ReturnType<typeof scan>>) => {
    const body = reach.evidence.find(({ kind }) => kind === "sbom")?.body ?? Buffer.from("{}");
    const document = JSON.parse(body.toString()) as { components?: { purl: string }[] };
    return (document.components ?? []).map(({ purl }) => purl).sort();
  };

  test("packages of npm inside are listed, with the digests of a lock that agrees", async () => {
    const lock = (version: string) =>
      JSON.stringify({
        lockfileVersion: 3,
        packages: {
          "": {},
          "node_modules/dep": { version, integrity: "sha512-AAAA" },
          "node_modules/dep/node_modules/deep": { version: "2.0.0", integrity: "sha512-BBBB" },
        },
      });
    const files = {
      "package.json": JSON.stringify({ dependencies: { dep: "^1.0.0" } }),
      "node_modules/dep/package.json": DEP("dep", "1.0.0", { dependencies: { deep: "*" } }),
      "node_modules/dep/node_modules/deep/package.json": DEP("deep", "2.0.0"),
    };
    const good = await scanOf({}, { ...files, "package-lock.json": lock("1.0.0") });
    expect(sbomOf(good)).toEqual(["pkg:npm/deep@2.0.0", "pkg:npm/dep@1.0.0"]);
    for (const id of ["SC-01", "SC-03", "SC-04"] satisfies ControlId[])
      expect([id, good.said(id)]).toEqual([id, "pass"]);
    const other = await scanOf({}, { ...files, "package-lock.json": lock("1.1.0") });
    expect(other.codes("SC-04")).toContain("SC-04/mismatch");
    // Without a lock nothing says which bytes these should be.
    expect((await scanOf({}, files)).codes("SC-04")).toEqual(["SC-04/no-hash"]);
  });

  test("Python packages inside are listed, and are not its own code", async () => {
    const server = {
      type: "python",
      entry_point: "server/main.py",
      mcp_config: { command: "python", args: ["${__dirname}/server/main.py"] },
    };
    const bad = "import os\nos.system(x)\n";
    const got = await scanOf(
      { server },
      {
        "server/main.py": "import httpx\n",
        "deps/httpx/__init__.py": bad,
        "deps/httpx-0.28.0.dist-info/METADATA": METADATA("httpx", "0.28.0", "Requires-Dist: anyio"),
        "deps/anyio/__init__.py": bad,
        "deps/anyio-4.0.dist-info/METADATA": METADATA("anyio", "4.0"),
        "server/beside/__init__.py": bad,
        "server/beside-1.0.dist-info/METADATA": METADATA("beside", "1.0"),
        "server/beside-1.0.dist-info/RECORD":
          "beside/__init__.py,,\nbeside-1.0.dist-info/METADATA,,\n",
      },
    );
    expect(sbomOf(got)).toEqual([
      "pkg:pypi/anyio@4.0",
      "pkg:pypi/beside@1.0",
      "pkg:pypi/httpx@0.28.0",
    ]);
    expect(got.said("CQ-05")).toBe("pass");
    expect(got.said("AI-05")).toBe("pass");
    expect(got.said("CQ-03")).toBe("not_checkable: tool_missing");
  });

  test("what is only fetched later, or hidden in one file, is not known", async () => {
    const uv = { type: "uv", entry_point: "server/main.py", mcp_config: {} };
    const project = '[project]\nname = "x"\ndependencies = ["httpx>=0.27"]\n';
    const files = { "server/main.py": "x = 1\n", "pyproject.toml": project };
    expect((await scanOf({ server: uv }, files)).said("SC-01")).toBe("not_checkable: tool_missing");
    const lock = `[[package]]\nname = "httpx"\nversion = "0.28.0"\nwheels = [{ hash = "sha256:${"a".repeat(64)}" }]\n`;
    const locked = await scanOf({ server: uv }, { ...files, "uv.lock": lock });
    expect(sbomOf(locked)).toEqual(["pkg:pypi/httpx@0.28.0"]);
    expect(locked.said("SC-03")).toBe("pass");
    const binary = { type: "binary", entry_point: "server/run", mcp_config: { command: "x" } };
    const program = { "server/run": Buffer.from("7f454c4602010100", "hex") };
    const closed = await scanOf({ server: binary }, program);
    expect(closed.said("SC-01")).toBe("not_checkable: opaque_artifact");
    const sbom = {
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      components: [{ name: "serde", version: "1.0.0", purl: "pkg:cargo/serde@1.0.0" }],
    };
    const told = await scanOf(
      { server: binary },
      { ...program, "sbom.json": JSON.stringify(sbom) },
    );
    expect(sbomOf(told)).toEqual(["pkg:cargo/serde@1.0.0"]);
    expect(told.said("SC-01")).toBe("pass");
  });

  test("a bill of materials that is none fails SC-01", async () => {
    expect((await scanOf({}, { "sbom.json": "{}" })).codes("SC-01")).toEqual(["SC-01/invalid"]);
    expect((await scanOf({}, { "sbom.spdx.json": "{}" })).said("SC-01")).toBe("fail");
    const spdx = JSON.stringify({ spdxVersion: "SPDX-2.3", packages: [{ name: "x" }] });
    expect((await scanOf({}, { "sbom.spdx.json": spdx })).said("SC-01")).toBe("pass");
  });
});

describe("permissions and variables (CD-02)", SLOW, () => {
  test("variables that the manifest names are told; powers have to be declared", async () => {
    const mcp_config = {
      command: "node",
      args: [],
      env: { ACME_TOKEN: "${user_config.token}" },
    };
    const server = { type: "node", entry_point: "server/index.js", mcp_config };
    const code = "console.log(process.env.ACME_TOKEN);\n";
    expect((await scanOf({ server }, { "server/index.js": code })).said("CD-02")).toBe("pass");
    const silent = await scanOf({}, { "server/index.js": code });
    expect(silent.codes("CD-02")).toEqual(["CD-02/undeclared-secret-variable"]);
    expect((await scanOf({ _meta: {} })).codes("CD-02")).toEqual(["CD-02/no-permissions"]);
  });
});

describe("the attestation that GitHub keeps", SLOW, () => {
  const statementOf = (digest: string) => ({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "files.mcpb", digest: { sha256: digest } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        externalParameters: {
          workflow: { ref: "refs/heads/main", repository: REPOSITORY, path: "x" },
        },
        resolvedDependencies: [{ digest: { gitCommit: COMMIT } }],
      },
      runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
    },
  });

  async function attested(subject: (digest: string) => string, change: object = {}) {
    const bytes = bundleOf(bundleManifest({ keywords: [String((count += 1))] }));
    const digest = sha256(bytes);
    const signer = { repository: REPOSITORY, commit: COMMIT };
    const bundle = await sigstore.attest(statementOf(subject(digest)), signer);
    server.put(`/github/repos/acme/files/attestations/sha256:${digest}?per_page=10`, {
      attestations: [{ bundle }],
    });
    server.put(`/github/repos/acme/files/commits/${COMMIT}`, {
      sha: COMMIT,
      commit: { verification: { verified: true } },
    });
    return scan(bytes, { change });
  }

  test("says which workflow built it from which commit", async () => {
    const { said } = await attested((digest) => digest);
    for (const id of ["AI-03", "PR-03", "PR-04"] satisfies ControlId[])
      expect([id, said(id)]).toEqual([id, "pass"]);
  });

  test("of other bytes fails; without a trust root nothing is claimed", async () => {
    expect((await attested(() => "0".repeat(64))).said("AI-03")).toBe("fail");
    const open = await attested((digest) => digest, { sigstoreTrustRoot: null });
    expect(open.said("AI-03")).toBe("not_checkable: feed_stale");
    expect(open.said("PR-03")).toBe("not_checkable: feed_stale");
  });

  test("is not made up from files in the bundle", async () => {
    const got = await scanOf({}, { "attestation.json": "{}", "manifest.sig": "x" });
    expect(got.said("AI-03")).toBe("not_checkable: not_implemented");
    expect(got.said("PR-03")).toBe("not_checkable: not_implemented");
  });
});
