import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layerOf, sha256, startOciRegistry } from "#lib/testing/oci-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { feedFolder, osvDocument, reachTo, zipOf } from "#lib/testing/trust-services.ts";
import type { EntryFacts } from "../core/facts.ts";
import { judge } from "../core/rules/judge.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { importFeed } from "../feeds/import-feed.ts";
import { readSbom } from "../sbom/read-sbom.ts";
import { collectOci } from "./collect-oci.ts";
import { ociFacts } from "./oci-facts.ts";
import { LAYER_LIMITS } from "./walk-layers.ts";

let registry: Awaited<ReturnType<typeof startOciRegistry>>;
let sigstore: Awaited<ReturnType<typeof startSigstore>>;
const folder = mkdtempSync(path.join(tmpdir(), "oci-declared-"));
const rootFile = path.join(folder, "trusted_root.json");
const feeds = feedFolder();
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

const reachOf = () =>
  reachTo({
    allowedHosts: [registry.host],
    github: `${registry.base}/github`,
    sigstoreTrustRoot: rootFile,
    timeoutMs: 5_000,
  });

async function scan(name: string, entry: EntryFacts | null = null) {
  const reach = reachOf();
  const tools = { feeds: openFeeds(feeds.dir), fingerprintKey: Buffer.alloc(32, 1), capture: true };
  const facts = await ociFacts(
    { kind: "oci", name: `${registry.host}/${name}`, version: null },
    { reach, tools, entry },
  );
  const results = judge(facts, new Date().toISOString());
  const of = (id: string) => results.find(({ control }) => control === id);
  const told = (id: string) =>
    [of(id)?.status, of(id)?.reason ?? of(id)?.findings[0]?.code].filter(Boolean).join(" ");
  return { facts, of, told, reach };
}

const npm = (name: string, version: string) => ({
  name,
  SPDXID: `SPDXRef-${name}`,
  versionInfo: version,
  licenseDeclared: "MIT",
  externalRefs: [
    { referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a" },
    {
      referenceCategory: "PACKAGE-MANAGER",
      referenceType: "purl",
      referenceLocator: `pkg:npm/${name}@${version}`,
    },
  ],
});
const spdx = (packages: readonly unknown[], more: Record<string, unknown> = {}) => ({
  spdxVersion: "SPDX-2.3",
  SPDXID: "SPDXRef-DOCUMENT",
  name: "sbom",
  packages,
  ...more,
});
const APP = {
  "app/node_modules/left/package.json": `{"name":"left","version":"1.2.3","license":"MIT"}`,
};
const purlsOf = async (name: string) => {
  const { tree } = await collectOci(reachOf(), { name: `${registry.host}/${name}`, version: null });
  return tree.ok ? tree.value.components.map(({ purl }) => purl) : tree;
};

describe("what BuildKit says that an image is made of", { timeout: 60_000 }, () => {
  test("adds what was not seen in its layers, by its name, and is kept as that", async () => {
    const sboms = [spdx([npm("left", "9.9.9"), npm("hidden", "2.0.0"), { name: "no purl" }])];
    registry.putImage("built/adds", "1", { layers: [layerOf(APP)], inIndex: true, sboms });
    const { facts, of, reach } = await scan("built/adds:1");
    expect(facts.tree.ok && facts.tree.value.components).toMatchObject([
      { purl: "pkg:npm/hidden@2.0.0", isDeclared: true, license: "MIT" },
      { purl: "pkg:npm/left@1.2.3" },
    ]);
    expect(facts.tree.ok && facts.tree.value.components[1]).not.toHaveProperty("isDeclared");
    expect(of("SC-01")).toMatchObject({
      status: "pass",
      findings: [
        { code: "SC-01/declared", title: "1 of its components are only declared by its builder" },
      ],
    });
    const kept = reach.evidence.find(({ kind }) => kind === "sbom")?.body;
    expect(readSbom(kept ?? Buffer.alloc(0))?.components).toMatchObject([
      { name: "hidden", isDeclared: true },
      { name: "left" },
    ]);
    expect(reach.evidence.map(({ kind }) => kind)).toContain("image sbom");
  });

  test("is compared with advisories, and a finding says whose word it is", async () => {
    const document = osvDocument({
      id: "GHSA-hidd-hidd-hidd",
      name: "hidden",
      events: [{ introduced: "0" }, { fixed: "2.0.1" }],
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
    });
    await importFeed(openFeeds(feeds.dir), "osv", {
      file: feeds.write("all.zip", zipOf([document])),
      now: new Date(),
      ecosystems: [],
      onProgress: () => undefined,
      record: () => Promise.resolve(),
    });
    const sboms = [spdx([npm("hidden", "2.0.0")])];
    registry.putImage("built/weak", "1", { layers: [layerOf(APP)], inIndex: true, sboms });
    const { of } = await scan("built/weak:1");
    expect(of("SC-02")).toMatchObject({ status: "fail" });
    expect(of("SC-02")?.findings[0]?.title).toContain(
      "hidden@2.0.0, which its builder declares, has a known vulnerability",
    );
  });

  test("alone never makes more than a warning", async () => {
    const sboms = [spdx([npm("right", "1.0.0")])];
    registry.putImage("built/alone", "1", {
      layers: [layerOf({ "app/data": "1" })],
      inIndex: true,
      sboms,
    });
    const { told } = await scan("built/alone:1");
    expect([told("SC-01"), told("SC-02")]).toEqual(["warn SC-01/declared", "warn SC-02/declared"]);
  });

  test("stands in for layers that are too large to be read, and for none that are other ones", async () => {
    const layer = layerOf({ "app/data": randomBytes(5_000) });
    const sboms = [spdx([npm("right", "1.0.0")])];
    registry.putImage("built/large", "1", { layers: [layer], inIndex: true, sboms });
    const small = { ...LAYER_LIMITS, compressedBytes: 500 };
    const name = { name: `${registry.host}/built/large:1`, version: null };
    expect((await collectOci(reachOf(), name, small)).tree).toMatchObject({
      ok: true,
      value: { components: [{ purl: "pkg:npm/right@1.0.0", isDeclared: true }] },
    });
    registry.put(`/v2/built/large/blobs/${sha256(layer)}`, layerOf({ "app/data": "other" }));
    expect((await collectOci(reachOf(), name)).tree).toMatchObject({
      ok: false,
      reason: "opaque_artifact",
    });
  });

  test.each<[string, { sboms: unknown[]; sbomSubject?: string }]>([
    ["another image", { sboms: [spdx([npm("right", "1.0.0")])], sbomSubject: sha256("other") }],
    ["a stage of the build", { sboms: [spdx([npm("right", "1.0.0")], { name: "sbom-build" })] }],
    [
      "SPDX of another age",
      { sboms: [spdx([npm("right", "1.0.0")], { spdxVersion: "SPDX-1.2" })] },
    ],
    ["nothing", { sboms: [null] }],
    ["packages that are none", { sboms: [spdx([1, "x", { externalRefs: "purl" }, null])] }],
  ])("about %s is left aside", async (what, image) => {
    const name = `left/${what.replaceAll(/\W/g, "-").toLowerCase()}`;
    registry.putImage(name, "1", { layers: [layerOf(APP)], inIndex: true, ...image });
    expect(await purlsOf(`${name}:1`)).toEqual(["pkg:npm/left@1.2.3"]);
  });

  test("and is not what its digest says is left aside", async () => {
    const document = spdx([npm("right", "1.0.0")]);
    const { image } = registry.putImage("left/spoiled", "1", {
      layers: [layerOf(APP)],
      inIndex: true,
      sboms: [document],
    });
    const statement = {
      _type: "https://in-toto.io/Statement/v0.1",
      predicateType: "https://spdx.dev/Document",
      subject: [{ name: "pkg:docker/left/spoiled", digest: { sha256: image.slice(7) } }],
      predicate: document,
    };
    const digest = sha256(JSON.stringify(statement));
    expect(await purlsOf("left/spoiled:1")).toHaveLength(2);
    registry.putBlob("left/spoiled", "{}");
    registry.put(`/v2/left/spoiled/blobs/${digest}`, JSON.stringify({ ...statement, more: 1 }));
    expect(await purlsOf("left/spoiled:1")).toEqual(["pkg:npm/left@1.2.3"]);
  });
});

describe("what GitHub attests of an image", { timeout: 60_000 }, () => {
  const workflow = {
    repository: "https://github.com/acme/files",
    commit: "4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5",
  };
  const attest = (digest: string, by = workflow, about = digest) =>
    sigstore.attest(
      {
        _type: "https://in-toto.io/Statement/v1",
        subject: [{ name: "x", digest: { sha256: about.replace("sha256:", "") } }],
        predicateType: "https://slsa.dev/provenance/v1",
        predicate: {
          buildDefinition: {
            externalParameters: {
              workflow: { repository: by.repository, path: ".github/workflows/x.yml", ref: "main" },
            },
            resolvedDependencies: [{ digest: { gitCommit: by.commit } }],
          },
          runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
        },
      },
      by,
    );
  const labels = { "org.opencontainers.image.source": workflow.repository };
  const putImage = (name: string, more: { labels?: Record<string, string> } = { labels }) =>
    registry.putImage(name, "1", {
      // An image of its own, as what is attested is told by the digest.
      layers: [layerOf({ ...APP, "app/name": name })],
      inIndex: true,
      ...more,
    });
  const putAttestation = (digest: string, answer: unknown) =>
    registry.put(`/github/repos/acme/files/attestations/${digest}?per_page=10`, answer);
  const told = async (name: string, entry: EntryFacts | null = null) => {
    const scanned = await scan(`${name}:1`, entry);
    return [scanned.told("AI-03"), scanned.told("PR-03")];
  };

  test.each(["digest", "image"] as const)("counts, by its %s", async (which) => {
    const put = putImage(`github/${which}`);
    putAttestation(put[which], { attestations: [{ bundle: await attest(put[which]) }] });
    const { facts, told: of } = await scan(`github/${which}:1`);
    expect([of("AI-03"), of("PR-03")]).toEqual(["pass", "pass"]);
    expect(facts.signature).toMatchObject({
      value: {
        publisher: "valid",
        signer: `${workflow.repository}/.github/workflows/release.yml@refs/heads/main`,
      },
    });
    expect(facts.provenance).toMatchObject({
      value: { sourceCommit: workflow.commit, subjectMatches: true },
    });
  });

  test("is looked up in the repository that its server.json names, where the image names none", async () => {
    const put = putImage("github/entry", {});
    putAttestation(put.digest, { attestations: [{ bundle: await attest(put.digest) }] });
    expect(await told("github/entry")).toEqual([
      "fail AI-03/absent-publisher",
      "fail PR-03/absent",
    ]);
    expect(await told("github/entry", cleanEntry("oci"))).toEqual(["pass", "pass"]);
  });

  test("for another repository, or about another image, does not hold", async () => {
    const other = { ...workflow, repository: "https://github.com/evil/files" };
    const put = putImage("github/other");
    putAttestation(put.digest, { attestations: [{ bundle: await attest(put.digest, other) }] });
    expect((await told("github/other"))[1]).toBe("fail PR-03/other-source");
    const moved = putImage("github/moved");
    const bundle = await attest(moved.digest, workflow, sha256("another"));
    putAttestation(moved.digest, { attestations: [{ bundle }] });
    expect(await told("github/moved")).toEqual([
      "fail AI-03/invalid-publisher",
      "fail PR-03/other-subject",
    ]);
  });

  test("does not outweigh what its registry keeps", async () => {
    const put = putImage("github/both");
    registry.putBundle("github/both", put.digest, await attest(put.digest));
    putAttestation(put.digest, { attestations: [{ bundle: { spoiled: true } }] });
    expect(await told("github/both")).toEqual(["pass", "pass"]);
  });

  test("is not known where GitHub does not answer, and nothing where it has none", async () => {
    const put = putImage("github/away");
    putAttestation(
      put.digest,
      (_: unknown, response: { writeHead: (code: number) => { end: () => void } }) =>
        response.writeHead(503).end(),
    );
    expect(await told("github/away")).toEqual([
      "not_checkable registry_5xx",
      "not_checkable registry_5xx",
    ]);
    putImage("github/none");
    const { facts, told: of } = await scan("github/none:1");
    expect([of("AI-03"), of("PR-03")]).toEqual([
      "fail AI-03/absent-publisher",
      "fail PR-03/absent",
    ]);
    expect(facts.provenance.ok && facts.provenance.evidence.length).toBeGreaterThan(0);
  });
});
