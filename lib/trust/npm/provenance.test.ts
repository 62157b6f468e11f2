import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { startSigstore } from "#lib/testing/sigstore-authority.ts";
import type { ProvenanceFacts } from "../core/facts.ts";
import { collectNpm } from "./collect-npm.ts";

const COMMIT = "a".repeat(40);
const REPOSITORY = "https://github.com/acme/server";
const SLSA_V1 = "https://slsa.dev/provenance/v1";

let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
let sigstore: Awaited<ReturnType<typeof startSigstore>>;
let folder: string;
let sigstoreTrustRoot: string;
beforeAll(async () => {
  registry = await startNpmRegistry();
  sigstore = await startSigstore();
  folder = await mkdtemp(path.join(tmpdir(), "gatehouse-provenance-"));
  sigstoreTrustRoot = path.join(folder, "trusted_root.json");
  await writeFile(sigstoreTrustRoot, JSON.stringify(sigstore.trustedRoot));
  registry.put(`/github/repos/acme/server`, { full_name: "acme/server" });
  registry.put(`/github/repos/acme/server/commits/${COMMIT}`, {
    sha: COMMIT,
    commit: { verification: { verified: true } },
  });
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

type Told = {
  repository?: string;
  commit?: string;
  name?: string;
  sha512?: string;
  predicateType?: string;
};

/** What npm writes into a provenance attestation of GitHub Actions. */
function statementFor(name: string, integrity: string, told: Told = {}) {
  const { repository = REPOSITORY, commit = COMMIT } = told;
  const sha512 = told.sha512 ?? Buffer.from(integrity.slice(7), "base64").toString("hex");
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: told.name ?? `pkg:npm/${name}@1.0.0`, digest: { sha512 } }],
    predicateType: told.predicateType ?? SLSA_V1,
    predicate: {
      buildDefinition: {
        buildType: "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        externalParameters: {
          workflow: { ref: "refs/heads/main", repository, path: ".github/workflows/release.yml" },
        },
        resolvedDependencies: [
          { uri: `git+${repository}@refs/heads/main`, digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
    },
  };
}

const SLSA = { provenance: { predicateType: SLSA_V1 } };
const publish = (name: string) =>
  registry.publish(
    name,
    "1.0.0",
    { repository: "github:acme/server" },
    {
      change: ({ dist }) => {
        dist["attestations"] = {
          url: `${registry.npm}/-/npm/v1/attestations/${name}@1.0.0`,
          ...SLSA,
        };
      },
    },
  );

type Bundle = Awaited<ReturnType<(typeof sigstore)["attest"]>>;

async function attested(
  name: string,
  told: Told = {},
  change = (bundle: Bundle): unknown => bundle,
) {
  const { integrity } = await publish(name);
  const signer = { repository: REPOSITORY, commit: COMMIT };
  const bundle = await sigstore.attest(statementFor(name, integrity, told), signer);
  const attestations = [
    {
      predicateType: "https://github.com/npm/attestation/tree/main/specs/publish/v0.1",
      bundle: {},
    },
    { predicateType: SLSA_V1, bundle: change(bundle) },
  ];
  const encoded = encodeURIComponent(name).replace(/^%40/, "@");
  registry.put(`/npm/-/npm/v1/attestations/${encoded}@1.0.0`, { attestations });
  return collectNpm(registry.reach({ sigstoreTrustRoot }), { name, version: null });
}
async function factsOf(...given: Parameters<typeof attested>): Promise<ProvenanceFacts> {
  const { provenance } = await attested(...given);
  if (!provenance.ok) throw new Error(provenance.detail);
  return provenance.value;
}

describe("an attestation", () => {
  test("that holds says which workflow built the package from which commit", async () => {
    const got = await attested("sound");
    expect(got.provenance).toMatchObject({
      ok: true,
      value: {
        state: "valid",
        predicateType: SLSA_V1,
        builderId: "https://github.com/actions/runner/github-hosted",
        sourceRepository: REPOSITORY,
        sourceCommit: COMMIT,
        workflow: ".github/workflows/release.yml@refs/heads/main",
        subjectMatches: true,
        issuer: "https://token.actions.githubusercontent.com",
      },
    });
    expect(got.signature).toMatchObject({
      ok: true,
      value: {
        registry: "valid",
        publisher: "valid",
        signer: `${REPOSITORY}/.github/workflows/release.yml@refs/heads/main`,
      },
    });
    expect(got.repository).toMatchObject({
      ok: true,
      value: { state: "public", commitExists: true, commitSigned: true },
    });
  });

  test("for a scoped name compares the package address as npm writes it", async () => {
    const name = "@acme/scoped";
    expect(await factsOf(name, { name: "pkg:npm/%40acme/scoped@1.0.0" })).toMatchObject({
      state: "valid",
      subjectMatches: true,
    });
  });

  test("of other bytes or of another package is not this package's", async () => {
    expect(await factsOf("other-bytes", { sha512: "0".repeat(128) })).toMatchObject({
      state: "valid",
      subjectMatches: false,
    });
    expect((await factsOf("other-name", { name: "pkg:npm/sound@1.0.0" })).subjectMatches).toBe(
      false,
    );
  });

  test("whose statement names another repository or commit than its certificate is invalid", async () => {
    const repository = "https://github.com/acme/famous";
    expect(await factsOf("boasting", { repository })).toMatchObject({
      state: "invalid",
      sourceRepository: REPOSITORY,
      detail: expect.stringContaining("acme/famous"),
    });
    expect((await factsOf("backdated", { commit: "b".repeat(40) })).state).toBe("invalid");
  });

  test.each<[string, (bundle: Bundle) => unknown]>([
    [
      "changed after signing",
      (bundle) => {
        const payload = Buffer.from(JSON.stringify({ predicateType: SLSA_V1 })).toString("base64");
        return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload } };
      },
    ],
    [
      "that no log has seen",
      (bundle) => ({
        ...bundle,
        verificationMaterial: { ...bundle.verificationMaterial, tlogEntries: [] },
      }),
    ],
    ["without a signature", (bundle) => ({ ...bundle, dsseEnvelope: undefined })],
    ["that is no bundle", () => ({ mediaType: "x" })],
    ["that is nothing", () => null],
    ["that is a list", () => []],
  ])("%s is invalid", async (kind, change) => {
    const name = `bad-${createHash("sha1").update(kind).digest("hex").slice(0, 8)}`;
    expect((await factsOf(name, {}, change)).state).toBe("invalid");
  });

  test("signed by an authority that is not trusted is not valid", async () => {
    const stranger = await startSigstore();
    const { integrity } = await publish("strange-root");
    const bundle = await stranger.attest(statementFor("strange-root", integrity), {
      repository: REPOSITORY,
      commit: COMMIT,
    });
    const known = await sigstore.attest(statementFor("strange-root", integrity), {
      repository: REPOSITORY,
      commit: COMMIT,
    });
    const ask = async (serialized: unknown) => {
      registry.put("/npm/-/npm/v1/attestations/strange-root@1.0.0", {
        attestations: [{ predicateType: SLSA_V1, bundle: serialized }],
      });
      const reach = registry.reach({ sigstoreTrustRoot });
      return (await collectNpm(reach, { name: "strange-root", version: null })).provenance;
    };
    expect(await ask(bundle)).toMatchObject({ ok: false, reason: "feed_stale" });
    const { verificationMaterial, dsseEnvelope } = bundle;
    const { tlogEntries } = known.verificationMaterial;
    const mixed = {
      ...bundle,
      dsseEnvelope,
      verificationMaterial: { ...verificationMaterial, tlogEntries },
    };
    expect(await ask(mixed)).toMatchObject({ ok: true, value: { state: "invalid" } });
  });

  test("with a certificate from before 2023 names its repository and commit too", async () => {
    const { integrity } = await publish("dated");
    const signer = { repository: REPOSITORY, commit: COMMIT, old: true };
    const ask = async (told: Told) => {
      const bundle = await sigstore.attest(statementFor("dated", integrity, told), signer);
      registry.put("/npm/-/npm/v1/attestations/dated@1.0.0", {
        attestations: [{ predicateType: SLSA_V1, bundle }],
      });
      const reach = registry.reach({ sigstoreTrustRoot });
      return (await collectNpm(reach, { name: "dated", version: null })).provenance;
    };
    expect(await ask({})).toMatchObject({
      ok: true,
      value: { state: "valid", sourceRepository: REPOSITORY, sourceCommit: COMMIT },
    });
    expect(await ask({ commit: "b".repeat(40) })).toMatchObject({ value: { state: "invalid" } });
  });

  test("of an older form of the statement (GitLab) is read too", async () => {
    const { integrity } = await publish("gitlab");
    const statement = {
      ...statementFor("gitlab", integrity, { predicateType: "https://slsa.dev/provenance/v0.2" }),
      predicate: {
        builder: { id: "https://gitlab.com/acme/server/-/runners/1" },
        invocation: {
          configSource: {
            uri: `git+${REPOSITORY}`,
            digest: { sha1: COMMIT },
            entryPoint: "publish",
          },
        },
      },
    };
    const bundle = await sigstore.attest(statement, { repository: REPOSITORY, commit: COMMIT });
    registry.put("/npm/-/npm/v1/attestations/gitlab@1.0.0", {
      attestations: [{ predicateType: "https://slsa.dev/provenance/v0.2", bundle }],
    });
    const reach = registry.reach({ sigstoreTrustRoot });
    expect((await collectNpm(reach, { name: "gitlab", version: null })).provenance).toMatchObject({
      ok: true,
      value: { state: "valid", sourceCommit: COMMIT, workflow: "publish", subjectMatches: true },
    });
  });
});

describe("what cannot be checked", () => {
  test("an attestation that the mirror does not serve is neither there nor absent", async () => {
    await publish("unserved");
    const reach = registry.reach({ sigstoreTrustRoot });
    const got = await collectNpm(reach, { name: "unserved", version: null });
    expect(got.provenance).toMatchObject({ ok: false, reason: "unreachable" });
    expect(got.signature).toMatchObject({
      ok: true,
      value: {
        registry: "valid",
        publisher: "absent",
        detail: expect.stringContaining("was not checked"),
      },
    });
  });

  test.each([
    ["none", () => null],
    ["a file that is not there", () => path.join(folder, "absent.json")],
    ["a folder", () => folder],
  ])("with %s as trust root it stays open", async (_kind, file) => {
    await attested("rootless");
    const reach = registry.reach({ sigstoreTrustRoot: file() });
    expect((await collectNpm(reach, { name: "rootless", version: null })).provenance).toMatchObject(
      {
        ok: false,
        reason: "feed_stale",
      },
    );
  });

  test("a mirror that cuts signatures and attestations out leaves both open", async () => {
    const bare = await startNpmRegistry();
    bare.put("/npm/-/npm/v1/keys", undefined);
    await bare.publish(
      "cut",
      "1.0.0",
      {},
      { change: ({ dist }) => void delete dist["signatures"] },
    );
    const got = await collectNpm(bare.reach({ sigstoreTrustRoot }), { name: "cut", version: null });
    await bare.close();
    expect(got.provenance).toMatchObject({ ok: false, reason: "unreachable" });
    expect(got.signature).toMatchObject({ ok: false, reason: "unreachable" });
  });

  test("a package that names no attestation has none", async () => {
    await registry.publish("unattested", "1.0.0");
    const got = await collectNpm(registry.reach(), { name: "unattested", version: null });
    expect(got.provenance).toMatchObject({
      ok: true,
      value: { state: "absent", subjectMatches: null },
    });
  });
});
