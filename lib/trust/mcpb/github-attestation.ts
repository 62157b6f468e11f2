import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { Got } from "../core/facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { jsonObject } from "../npm/npm-version.ts";
import {
  readBuildStatement,
  refuted,
  SLSA,
  unattested,
  type SignedBuild,
} from "../sigstore/signed-build.ts";
import { verifySigstoreBundle } from "../sigstore/sigstore-bundle.ts";

const GITHUB = "github.com";
const MAX_BUNDLES = 10;

/**
 * The attestation that GitHub keeps of a file by its digest:
 * https://docs.github.com/rest/repos/attestations.
 *
 * @param digest `sha256:…` of the bytes.
 */
export async function readGithubAttestation(
  reach: Reach,
  { repository, digest }: { repository: string | null; digest: string },
): Promise<Got<SignedBuild>> {
  const address = repository === null ? null : repositoryAddress(repository);
  if (address?.host !== GITHUB)
    return found(unattested("It is not from GitHub, where attestations of bundles are looked up."));
  const base = reach.sources.github;
  const path = `repos/${address.owner}/${address.name}/attestations/${digest}`;
  const fetched = await fetchEvidence(reach, `${base}/${path}?per_page=${MAX_BUNDLES}`, {
    kind: "github attestations",
    base,
  });
  if (!fetched.ok)
    return fetched.gone
      ? found(unattested("GitHub has no attestation of it."), [fetched.sha256])
      : { ok: false, reason: fetched.reason, detail: `Attestations at GitHub: ${fetched.detail}` };
  const listed = objectsIn(jsonObject(fetched.answer.body) ?? {}, "attestations");
  const judged = await judge(listed.slice(0, MAX_BUNDLES), {
    digest,
    rootFile: reach.sources.sigstoreTrustRoot ?? null,
  });
  return judged.ok ? { ...judged, evidence: [fetched.sha256] } : judged;
}

const found = (value: SignedBuild, evidence: readonly string[] = []): Got<SignedBuild> => ({
  ok: true,
  value,
  evidence,
});

type About = { digest: string; rootFile: string | null };

/** Of several, one of the build that holds counts. */
async function judge(listed: readonly JsonObject[], about: About): Promise<Got<SignedBuild>> {
  let last: SignedBuild | null = null;
  for (const one of listed) {
    const bundle = ownValue(one, "bundle");
    if (!isJsonObject(bundle))
      return {
        ok: false,
        reason: "not_implemented",
        detail: "GitHub keeps its attestation apart, in a form that Gatehouse does not read.",
      };
    const said = await judgeOne(bundle, about);
    if (!said.ok) return said;
    if (said.value?.state === "valid") return found(said.value);
    last = said.value ?? last;
  }
  return found(last ?? unattested("GitHub has no attestation of how it was built."));
}

async function judgeOne(
  bundle: JsonObject,
  { digest, rootFile }: About,
): Promise<Got<SignedBuild | null>> {
  const verified = await verifySigstoreBundle(rootFile, bundle);
  if (!verified.ok && !verified.invalid)
    return { ok: false, reason: verified.reason, detail: verified.detail };
  if (!verified.ok) return found(refuted(verified.detail));
  const { statement, signer } = verified;
  const isBuild = statement !== null && textIn(statement, "predicateType").startsWith(SLSA);
  if (!isBuild) return { ok: true, value: null, evidence: [] };
  const matches = objectsIn(statement, "subject").some(
    (subject) => `sha256:${textIn(objectIn(subject, "digest"), "sha256")}` === digest,
  );
  return found(readBuildStatement(statement, signer, matches));
}
