import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Reach } from "../collect/reach.ts";
import type { Got, ProvenanceFacts, SignatureFacts } from "../core/facts.ts";
import { missing, type Missing } from "../core/rules/verdict.ts";
import { jsonObject } from "../npm/npm-version.ts";
import {
  readBuildStatement,
  refuted,
  SLSA,
  unattested,
  type SignedBuild,
} from "../sigstore/signed-build.ts";
import { verifySigstoreBundle, type VerifiedBundle } from "../sigstore/sigstore-bundle.ts";
import { signedImage } from "./cosign.ts";
import { findSigned, predicateOf, type Signed } from "./find-signed.ts";
import { imageManifestIn, statementsOf } from "./manifest.ts";
import type { Registry } from "./registry.ts";

export type ImageSignatures = { signature: Got<SignatureFacts>; provenance: Got<ProvenanceFacts> };

type Image = {
  /** Of the index, where there is one, and of the image in it: either may be signed. */
  digests: readonly string[];
  index: JsonObject | null;
};

/**
 * Who has signed an image, and what was signed about its build. BuildKit's own statements lie beside
 * the image without a signature, so that they are told and prove nothing.
 */
export async function readSignatures(
  reach: Reach,
  registry: Registry,
  { digests, index }: Image,
): Promise<ImageSignatures> {
  const said: Said[] = [];
  const evidence: string[] = [];
  for (const digest of new Set(digests)) {
    const found = await findSigned(registry, digest);
    if (!found.ok) return { signature: found, provenance: found };
    evidence.push(...found.evidence);
    for (const one of found.signed)
      said.push(await judge(one, digest, reach.sources.sigstoreTrustRoot ?? null));
  }
  const unjudged = said.find((one) => one.state === "unjudged");
  const provenance = await provenanceOf(said, { registry, digests, index });
  return {
    signature: signatureOf(said, unjudged?.missed ?? null, evidence),
    provenance:
      provenance.state === "valid" || unjudged === undefined || unjudged.isKeyed
        ? { ok: true, value: withoutSigner(provenance), evidence }
        : unjudged.missed,
  };
}

function withoutSigner({ signer: _, ...facts }: SignedBuild): ProvenanceFacts {
  return facts;
}

type Said =
  | { state: "signature"; signer: string | null }
  | { state: "build"; build: SignedBuild }
  /** Verified, and about neither who nor how: a list of parts, say. */
  | { state: "statement" }
  | { state: "invalid"; detail: string }
  | { state: "unjudged"; missed: Missing; isKeyed: boolean };

const KEYED = missing(
  "not_implemented",
  "It is signed with a key of its publisher's: Gatehouse judges signatures of Sigstore with certificates.",
);
/** https://github.com/sigstore/cosign/blob/main/specs/COSIGN_PREDICATE_SPEC.md; cosign sign writes it. */
const SIGNED = "https://sigstore.dev/cosign/sign/v1";

async function judge(
  { bundle, artifact }: Signed,
  digest: string,
  rootFile: string | null,
): Promise<Said> {
  if (bundle === null) return { state: "unjudged", missed: KEYED, isKeyed: true };
  const verified = await verifySigstoreBundle(rootFile, bundle, artifact ?? undefined);
  if (!verified.ok)
    return verified.invalid
      ? { state: "invalid", detail: verified.detail }
      : { state: "unjudged", missed: missing(verified.reason, verified.detail), isKeyed: false };
  if (artifact !== null)
    return signedImage(artifact) === digest
      ? { state: "signature", signer: verified.signer.identity }
      : { state: "invalid", detail: "The signature is about another image." };
  return judgeStatement(verified, digest);
}

function judgeStatement(
  { statement, signer }: Extract<VerifiedBundle, { ok: true }>,
  digest: string,
): Said {
  if (statement === null)
    return { state: "invalid", detail: "The bundle signs no statement about it." };
  const matches = objectsIn(statement, "subject").some(
    (subject) => `sha256:${textIn(objectIn(subject, "digest"), "sha256")}` === digest,
  );
  const predicate = textIn(statement, "predicateType");
  if (predicate.startsWith(SLSA))
    return { state: "build", build: readBuildStatement(statement, signer, matches) };
  if (!matches) return { state: "invalid", detail: "The statement is about another image." };
  return predicate === SIGNED
    ? { state: "signature", signer: signer.identity }
    : { state: "statement" };
}

/** One that holds is enough: whoever may write to the registry can lay one beside it that does not. */
function signatureOf(
  said: readonly Said[],
  unjudged: Missing | null,
  evidence: readonly string[],
): Got<SignatureFacts> {
  const got = (publisher: SignatureFacts["publisher"], signer: string | null, detail: string) => ({
    ok: true as const,
    value: { registry: "absent" as const, publisher, signer, detail },
    evidence,
  });
  for (const one of said) {
    if (one.state === "signature") return got("valid", one.signer, "The image is signed.");
    // Who attests how exactly this was built has signed it.
    if (one.state === "build" && one.build.state === "valid" && one.build.subjectMatches === true)
      return got("valid", one.build.signer, "The statement of its build is signed.");
  }
  if (unjudged !== null) return unjudged;
  const wrong = said.find((one) => one.state === "invalid");
  return wrong === undefined
    ? got("absent", null, "The registry keeps no signature of it.")
    : got("invalid", null, wrong.detail);
}

async function provenanceOf(
  said: readonly Said[],
  image: Image & { registry: Registry },
): Promise<SignedBuild> {
  const builds = said.flatMap((one) => (one.state === "build" ? [one.build] : []));
  const best =
    builds.find(({ state, subjectMatches }) => state === "valid" && subjectMatches === true) ??
    builds[0];
  if (best !== undefined) return best;
  const wrong = said.find((one) => one.state === "invalid");
  if (wrong !== undefined) return refuted(wrong.detail);
  const predicateType = await unsignedStatement(image);
  return predicateType === null
    ? unattested("No statement of its build lies beside it.")
    : {
        ...unattested("BuildKit wrote down how it was built, and nobody has signed that."),
        predicateType,
      };
}

async function unsignedStatement({
  registry,
  digests,
  index,
}: Image & { registry: Registry }): Promise<string | null> {
  const statements = digests.flatMap((digest) =>
    index === null ? [] : statementsOf(index, digest),
  );
  for (const { digest } of statements.slice(0, 2)) {
    const fetched = await registry.manifest(digest);
    const manifest = fetched.ok ? imageManifestIn(jsonObject(fetched.answer.body) ?? {}) : null;
    const predicate = manifest?.layers.map(predicateOf).find((type) => type.startsWith(SLSA));
    if (predicate !== undefined) return predicate;
  }
  return null;
}
