import type { Reach } from "../collect/reach.ts";
import type {
  ByteFacts,
  Got,
  ManifestFacts,
  ProvenanceFacts,
  RepositoryFacts,
  SignatureFacts,
  TreeFacts,
} from "../core/facts.ts";
import { checkRepository } from "./check-repository.ts";
import type { Location } from "./components.ts";
import { manifestFacts } from "./manifest-facts.ts";
import { readNpmVersion, type NpmVersion } from "./npm-version.ts";
import { readPackageFiles, type PackageFiles } from "./package-files.ts";
import { readProvenance, type NpmProvenance } from "./provenance.ts";
import { readTarball } from "./read-tarball.ts";
import { checkRegistrySignature, isSigned, type RegistrySignature } from "./registry-signature.ts";
import { collectTree } from "./tree.ts";

export type NpmCollected = {
  name: string;
  /** What the reference came out at; as it was given where the registry did not answer. */
  version: string;
  digest: string | null;
  /** The bytes, where they are what the registry promised: for the scanner of code. */
  tarball: Buffer | null;
  manifest: Got<ManifestFacts>;
  bytes: Got<Pick<ByteFacts, "expected" | "actual" | "sizeBytes">>;
  signature: Got<SignatureFacts>;
  provenance: Got<ProvenanceFacts>;
  tree: Got<TreeFacts>;
  repository: Got<RepositoryFacts>;
  /** The CycloneDX document that `tree.sbomDigest` is of. */
  sbom: Buffer | null;
  /** Where npm would put the packages of the tree. */
  locations: readonly Location[];
};

/**
 * Brings the evidence about one version of an npm package from the configured registry. Nothing of
 * the package is ever run or written to disk.
 *
 * @throws AppError `not_found`: there is no such package or version; `invalid`: not a name of npm's.
 */
export async function collectNpm(
  reach: Reach,
  reference: { name: string; version: string | null },
): Promise<NpmCollected> {
  reach.onStep(`Reading what the npm registry says of ${reference.name}`);
  const npm = await readNpmVersion(reach, reference);
  if (!npm.ok) return withoutAnswer(reference, npm);
  reach.onStep("Reading its tarball");
  const { bytes, tarball, digest } = await readTarball(reach, npm.value);
  const files = tarball === null ? null : await readPackageFiles(tarball);
  const manifest = manifestFacts(npm.value, files);
  reach.onStep("Checking its signatures");
  const signature = await checkRegistrySignature(reach, npm.value);
  const passesOn = signature.ok || isSigned(npm.value);
  const provenance = await readProvenance(reach, npm.value, { digest, passesOn });
  const commit =
    provenance.ok && provenance.value.state === "valid" ? provenance.value.sourceCommit : null;
  const [repository, { tree, sbom, locations }] = await Promise.all([
    checkRepository(reach, { declared: manifest.repository, commit }),
    collectTree(reach, npm.value, files),
  ]);
  return {
    name: npm.value.name,
    version: npm.value.version,
    digest,
    tarball,
    manifest: { ok: true, value: manifest, evidence: manifestEvidence(npm.value, files, bytes) },
    bytes,
    signature: signatureFacts(signature, provenance),
    provenance: provenanceFacts(provenance),
    tree,
    repository,
    sbom,
    locations,
  };
}

function withoutAnswer(
  { name, version }: { name: string; version: string | null },
  missed: Extract<Got<never>, { ok: false }>,
): NpmCollected {
  return {
    name,
    version: version ?? "",
    digest: null,
    tarball: null,
    manifest: missed,
    bytes: missed,
    signature: missed,
    provenance: missed,
    tree: missed,
    repository: missed,
    sbom: null,
    locations: [],
  };
}

function manifestEvidence(
  { evidence }: NpmVersion,
  files: PackageFiles | null,
  bytes: NpmCollected["bytes"],
): readonly string[] {
  return files !== null && bytes.ok ? [...new Set([...evidence, ...bytes.evidence])] : evidence;
}

/** `publisher` is what the attestation says; where that could not be checked, its own fact says why. */
export function signatureFacts(
  registry: RegistrySignature,
  provenance: NpmProvenance,
): Got<SignatureFacts> {
  if (!registry.ok) return registry;
  const built = provenance.ok ? provenance.value : null;
  const value = {
    registry: registry.value.state,
    publisher: built?.state ?? ("absent" as const),
    signer: built?.signer ?? null,
    detail: provenance.ok
      ? registry.value.detail
      : `${registry.value.detail} The publisher's signature was not checked: ${provenance.detail}`,
  };
  const evidence = provenance.ok ? provenance.evidence : [];
  return { ok: true, value, evidence: [...new Set([...registry.evidence, ...evidence])] };
}

export function provenanceFacts(provenance: NpmProvenance): Got<ProvenanceFacts> {
  if (!provenance.ok) return provenance;
  const { signer: _signer, ...value } = provenance.value;
  return { ...provenance, value };
}
