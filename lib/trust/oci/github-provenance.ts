import type { Reach } from "../collect/reach.ts";
import type { Got, ProvenanceFacts, SignatureFacts } from "../core/facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { missing, type Missing } from "../core/rules/verdict.ts";
import { readGithubAttestation } from "../mcpb/github-attestation.ts";
import type { SignedBuild } from "../sigstore/signed-build.ts";
import type { ImageSignatures } from "./signatures.ts";

type Image = {
  /** Of the index, where there is one, and of the image in it: either may be attested. */
  digests: readonly string[];
  /** As the image or its server.json names it; null: neither does. */
  repository: string | null;
};

/**
 * What GitHub attests of an image that was built there, where its registry keeps no attestation that
 * holds. Whether the repository that signed is the declared one is for the rules to say.
 */
export async function withGithub(
  reach: Reach,
  kept: ImageSignatures,
  { digests, repository }: Image,
): Promise<ImageSignatures> {
  const isGithub = repositoryAddress(repository ?? "")?.host === "github.com";
  if (!isGithub || isHeld(kept.provenance)) return kept;
  const answers: Got<SignedBuild>[] = [];
  for (const digest of new Set(digests)) {
    const answer = await readGithubAttestation(reach, { repository, digest });
    if (isHeld(answer) && answer.ok) return attested(kept, answer);
    answers.push(answer);
  }
  return unattested(kept, answers);
}

const isHeld = (built: Got<ProvenanceFacts>): boolean =>
  built.ok && built.value.state === "valid" && built.value.subjectMatches === true;

type Attested = Extract<Got<SignedBuild>, { ok: true }>;

function attested(kept: ImageSignatures, { value, evidence }: Attested): ImageSignatures {
  const { signer, ...provenance } = value;
  const isSigned = kept.signature.ok && kept.signature.value.publisher === "valid";
  return {
    signature: isSigned ? kept.signature : signedAs("valid", signer, { value, evidence }),
    provenance: { ok: true, value: provenance, evidence },
  };
}

const signedAs = (
  publisher: SignatureFacts["publisher"],
  signer: string | null,
  { value: { detail }, evidence }: Pick<Attested, "value" | "evidence">,
): Got<SignatureFacts> => ({
  ok: true,
  value: { registry: "absent", publisher, signer, detail: `GitHub: ${detail}` },
  evidence,
});

/** What the registry knows counts; where that is nothing, what does not hold at GitHub, or why it is not known. */
function unattested(kept: ImageSignatures, answers: readonly Got<SignedBuild>[]): ImageSignatures {
  const { signature, provenance } = kept;
  const isSilent = provenance.ok && provenance.value.state === "absent";
  const isUnsigned = signature.ok && signature.value.publisher === "absent";
  const told = toldBy(kept, answers);
  return {
    signature: isUnsigned ? told.signature : signature,
    provenance: isSilent ? told.provenance : provenance,
  };
}

function toldBy(kept: ImageSignatures, answers: readonly Got<SignedBuild>[]): ImageSignatures {
  for (const one of answers) {
    if (!one.ok || one.value.state === "absent") continue;
    const { signer: _signer, ...value } = one.value;
    return { signature: signedAs("invalid", null, one), provenance: { ...one, value } };
  }
  const missed = answers.find((one): one is Missing => !one.ok);
  if (missed !== undefined) {
    const why = missing(missed.reason, missed.detail);
    return { signature: why, provenance: why };
  }
  const evidence = answers.flatMap((one) => (one.ok ? one.evidence : []));
  return {
    signature: withEvidence(kept.signature, evidence),
    provenance: withEvidence(kept.provenance, evidence),
  };
}

const withEvidence = <Value>(got: Got<Value>, more: readonly string[]): Got<Value> =>
  got.ok ? { ...got, evidence: [...new Set([...got.evidence, ...more])] } : got;
