import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { Got } from "../core/facts.ts";
import {
  readBuildStatement,
  refuted,
  SLSA,
  unattested,
  type SignedBuild,
} from "../sigstore/signed-build.ts";
import { verifySigstoreBundle } from "../sigstore/sigstore-bundle.ts";
import { npmPurl } from "./npm-purl.ts";
import { jsonObject, packagePath, type NpmVersion } from "./npm-version.ts";

export type NpmProvenance = Got<SignedBuild>;

/** What is known of the artifact before its attestation is read. */
type Known = {
  /** `sha512-…` of the bytes. */
  digest: string | null;
  /** Whether the registry passes signatures and attestations on at all: some mirrors cut them out. */
  passesOn: boolean;
};

/**
 * The attestation of how the package was built: verified, compared with the bytes and with the
 * certificate of who signed it. Whether that is the declared repository is for the rules to say.
 */
export async function readProvenance(
  reach: Reach,
  npm: NpmVersion,
  { digest, passesOn }: Known,
): Promise<NpmProvenance> {
  const { document, evidence } = npm;
  const isNamed = Object.hasOwn(objectIn(document, "dist"), "attestations");
  if (!isNamed && passesOn)
    return { ok: true, value: unattested("The registry names no attestation."), evidence };
  const base = reach.sources.npm;
  const path = `${packagePath(npm.name)}@${encodeURIComponent(npm.version)}`;
  const fetched = await fetchEvidence(reach, `${base}/-/npm/v1/attestations/${path}`, {
    kind: "npm attestations",
    base,
  });
  if (!fetched.ok) return notServed(fetched, isNamed);
  const answer = jsonObject(fetched.answer.body);
  if (answer === null)
    return { ok: false, reason: "unreachable", detail: "The attestations are not readable." };
  const rootFile = reach.sources.sigstoreTrustRoot ?? null;
  const judged = await judge(answer, { npm, digest, rootFile });
  return judged.ok ? { ...judged, evidence: [...evidence, fetched.sha256] } : judged;
}

function notServed(fetched: Extract<Fetched, { ok: false }>, isNamed: boolean): NpmProvenance {
  if (!fetched.gone)
    return { ok: false, reason: fetched.reason, detail: `The attestation: ${fetched.detail}` };
  const detail = isNamed
    ? "The registry names an attestation, but the configured address does not serve it, as many mirrors do not."
    : "The configured npm registry passes neither signatures nor attestations on, as some mirrors do.";
  return { ok: false, reason: "unreachable", detail };
}

type About = { npm: NpmVersion; digest: string | null; rootFile: string | null };

async function judge(answer: JsonObject, about: About): Promise<NpmProvenance> {
  const attestation = objectsIn(answer, "attestations").find((one) =>
    textIn(one, "predicateType").startsWith(SLSA),
  );
  if (attestation === undefined)
    return {
      ok: true,
      value: unattested("Its attestations say who published it, but not how it was built."),
      evidence: [],
    };
  const verified = await verifySigstoreBundle(about.rootFile, ownValue(attestation, "bundle"));
  if (!verified.ok && !verified.invalid)
    return { ok: false, reason: verified.reason, detail: verified.detail };
  if (!verified.ok) return { ok: true, value: refuted(verified.detail), evidence: [] };
  if (verified.statement === null)
    return { ok: true, value: refuted("The bundle signs no in-toto statement."), evidence: [] };
  const { statement, signer } = verified;
  const value = readBuildStatement(statement, signer, subjectMatches(statement, about));
  return { ok: true, value, evidence: [] };
}

/** Null: the digest of the package is not known. */
function subjectMatches(
  statement: JsonObject,
  { npm, digest }: Pick<About, "npm" | "digest">,
): boolean | null {
  if (digest === null) return null;
  const sha512 = Buffer.from(digest.replace(/^sha512-/, ""), "base64").toString("hex");
  const purl = npmPurl(npm.name, npm.version);
  return objectsIn(statement, "subject").some(
    (subject) =>
      textIn(subject, "name") === purl && textIn(objectIn(subject, "digest"), "sha512") === sha512,
  );
}
