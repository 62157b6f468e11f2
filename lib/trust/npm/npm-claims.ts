import { promisedAgain } from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts } from "../core/facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { findScorecard } from "../feeds/find-scorecard.ts";
import type { ScanTools } from "../scan-tools.ts";
import { checkRepository } from "./check-repository.ts";
import { provenanceFacts, signatureFacts } from "./collect-npm.ts";
import { manifestFacts } from "./manifest-facts.ts";
import { readNpmVersion } from "./npm-version.ts";
import { readProvenance } from "./provenance.ts";
import { promisedOf } from "./read-tarball.ts";
import { checkRegistrySignature, isSigned } from "./registry-signature.ts";

type Subject = { artifact: { name: string; version: string | null }; digest: string | null };
type Claims = Pick<
  ArtifactFacts,
  "manifest" | "bytes" | "signature" | "provenance" | "repository" | "scorecard"
>;

/**
 * What is said of an npm package beside its bytes: by the registry, who signed it, who built it and
 * its repository. The tarball is not read; `digest` is the one that was found when it was.
 *
 * @throws AppError `not_found`: the registry has no such package or version any more.
 */
export async function npmClaims(
  reach: Reach,
  { artifact: { name, version }, digest }: Subject,
  { feeds }: Pick<ScanTools, "feeds">,
): Promise<Claims> {
  const npm = await readNpmVersion(reach, { name, version });
  if (!npm.ok)
    return {
      ...{ manifest: npm, bytes: npm, signature: npm, provenance: npm },
      ...{ repository: npm, scorecard: npm },
    };
  const { evidence } = npm.value;
  const manifest = manifestFacts(npm.value, null);
  const signature = await checkRegistrySignature(reach, npm.value);
  const passesOn = signature.ok || isSigned(npm.value);
  const provenance = await readProvenance(reach, npm.value, { digest, passesOn });
  const commit =
    provenance.ok && provenance.value.state === "valid" ? provenance.value.sourceCommit : null;
  const address = repositoryAddress(manifest.repository ?? "");
  const [repository, scorecard] = await Promise.all([
    checkRepository(reach, { declared: manifest.repository, commit }),
    address === null ? NO_REPOSITORY : findScorecard(reach, address.url, feeds),
  ]);
  return {
    manifest: { ok: true, value: manifest, evidence },
    bytes: promisedAgain(promisedOf(npm.value, digest), { digest, evidence }),
    signature: signatureFacts(signature, provenance),
    provenance: provenanceFacts(provenance),
    repository,
    scorecard,
  };
}

const NO_REPOSITORY = {
  ok: false,
  reason: "scorecard_unavailable",
  detail: "It names no repository.",
} as const;
