import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asAttestation, publishStatement, startPypiRegistry } from "#lib/testing/pypi-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import { collectPypi } from "./collect-pypi.ts";

const COMMIT = "a".repeat(40);
const REPOSITORY = "https://github.com/acme/server";
const PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
const SLSA_V1 = "https://slsa.dev/provenance/v1";

let registry: Awaited<ReturnType<typeof startPypiRegistry>>;
let sigstore: Awaited<ReturnType<typeof startSigstore>>;
let folder: string;
let sigstoreTrustRoot: string;
beforeAll(async () => {
  registry = await startPypiRegistry();
  sigstore = await startSigstore();
  folder = await mkdtemp(path.join(tmpdir(), "gatehouse-pep740-"));
  sigstoreTrustRoot = path.join(folder, "trusted_root.json");
  await writeFile(sigstoreTrustRoot, JSON.stringify(sigstore.trustedRoot));
  registry.put("/github/repos/acme/server", { full_name: "acme/server" });
  registry.put(`/github/repos/acme/server/commits/${COMMIT}`, {
    sha: COMMIT,
    commit: { verification: { verified: true } },
  });
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

const GITHUB = { kind: "GitHub", repository: "acme/server", workflow: "release.yml" };

type Told = {
  statement?: (filename: string, sha256: string) => object;
  change?: (attestation: ReturnType<typeof asAttestation>) => unknown;
  publisher?: object;
};

async function attested(name: string, told: Told = {}, change = {}) {
  const { statement = publishStatement, publisher = GITHUB } = told;
  const { filename, digest } = registry.publish(name, "1.0", {
    metadata: `Project-URL: Source, ${REPOSITORY}`,
  });
  const bundle = await sigstore.attest(statement(filename, digest.slice(7)), {
    repository: REPOSITORY,
    commit: COMMIT,
  });
  const attestation = asAttestation(bundle);
  registry.put(`/index/integrity/${name}/1.0/${filename}/provenance`, {
    version: 1,
    attestation_bundles: [
      { publisher, attestations: [told.change ? told.change(attestation) : attestation] },
    ],
  });
  return collectPypi(registry.reach({ sigstoreTrustRoot, ...change }), {
    ...{ name, version: null, registered: null, serverName: null },
  });
}

describe("an attestation of who published it (PEP 740)", () => {
  test("names the workflow and the commit, and is the publisher's signature", async () => {
    const got = await attested("sound");
    expect(got.provenance).toMatchObject({
      ok: true,
      value: {
        state: "valid",
        predicateType: PUBLISH,
        builderId: null,
        sourceRepository: REPOSITORY,
        sourceCommit: COMMIT,
        subjectMatches: true,
        issuer: "https://token.actions.githubusercontent.com",
      },
    });
    expect(got.signature).toMatchObject({
      ok: true,
      value: {
        publisher: "valid",
        signer: `${REPOSITORY}/.github/workflows/release.yml@refs/heads/main`,
      },
    });
    expect(got.repository).toMatchObject({ ok: true, value: { commitExists: true } });
  });

  test("of how it was built is read as npm's is", async () => {
    const statement = (filename: string, sha256: string) => ({
      ...publishStatement(filename, sha256),
      predicateType: SLSA_V1,
      predicate: {
        buildDefinition: {
          externalParameters: {
            workflow: { ref: "refs/heads/main", repository: REPOSITORY, path: ".github/x.yml" },
          },
          resolvedDependencies: [{ digest: { gitCommit: COMMIT } }],
        },
        runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
      },
    });
    expect((await attested("built", { statement })).provenance).toMatchObject({
      ok: true,
      value: { state: "valid", predicateType: SLSA_V1, sourceCommit: COMMIT, subjectMatches: true },
    });
  });

  test("of other bytes or another file is not this file's signature", async () => {
    const statement = (filename: string) => publishStatement(filename, "0".repeat(64));
    const got = await attested("other-bytes", { statement });
    expect(got.provenance).toMatchObject({ value: { state: "valid", subjectMatches: false } });
    expect(got.signature).toMatchObject({ value: { publisher: "invalid" } });
    const renamed = (_filename: string, sha256: string) => publishStatement("x.whl", sha256);
    expect((await attested("other-name", { statement: renamed })).provenance).toMatchObject({
      value: { subjectMatches: false },
    });
  });

  test("by another repository than the publisher that the index names is invalid", async () => {
    const publisher = { kind: "GitHub", repository: "acme/famous", workflow: "x.yml" };
    expect((await attested("boasting", { publisher })).provenance).toMatchObject({
      ok: true,
      value: { state: "invalid", detail: expect.stringContaining("acme/famous") },
    });
  });

  test("changed after it was signed, cut or empty is invalid", async () => {
    const statement = Buffer.from(JSON.stringify(publishStatement("x", "y"))).toString("base64");
    for (const [name, change] of [
      ["changed", (one) => ({ ...one, envelope: { ...one.envelope, statement } })],
      ["cut", (one) => ({ ...one, envelope: undefined })],
      ["empty", () => ({})],
    ] satisfies [string, NonNullable<Told["change"]>][]) {
      const { provenance, signature } = await attested(name, { change });
      expect(provenance).toMatchObject({ ok: true, value: { state: "invalid" } });
      expect(signature).toMatchObject({ ok: true, value: { publisher: "invalid" } });
    }
  });
});

describe("what cannot be checked", () => {
  test("without a trust root it stays open", async () => {
    const got = await attested("rootless", {}, { sigstoreTrustRoot: null });
    for (const fact of [got.provenance, got.signature])
      expect(fact).toMatchObject({ ok: false, reason: "feed_stale" });
  });

  const plain = async (name: string, change: () => void) => {
    registry.publish(name, "1.0");
    change();
    const asked = { name, version: null, registered: null, serverName: null };
    return (await collectPypi(registry.reach({ sigstoreTrustRoot }), asked)).provenance;
  };
  const simple = (name: string, api: string, provenance?: string) => () =>
    registry.put(`/index/simple/${name}/`, {
      meta: { "api-version": api },
      files: [{ filename: `${name}-1.0-py3-none-any.whl`, url: "x", hashes: {}, provenance }],
    });

  test("an index that lists no attestation has none; a mirror that cannot say leaves it open", async () => {
    expect(await plain("none", simple("none", "1.3"))).toMatchObject({
      ok: true,
      value: { state: "absent" },
    });
    expect(await plain("older", simple("older", "1.1"))).toMatchObject({
      ok: false,
      reason: "unreachable",
    });
    expect(await plain("listed", simple("listed", "1.3", "https://x"))).toMatchObject({
      ok: false,
      detail: expect.stringContaining("does not serve it"),
    });
  });
});
