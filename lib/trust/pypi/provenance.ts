import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { Got, ProvenanceFacts, SignatureFacts } from "../core/facts.ts";
import { jsonObject } from "../npm/npm-version.ts";
import {
  readBuildStatement,
  refuted,
  SLSA,
  unattested,
  type SignedBuild,
} from "../sigstore/signed-build.ts";
import { verifySigstoreBundle, type SignerFacts } from "../sigstore/sigstore-bundle.ts";
import type { PypiFile } from "./index-file.ts";
import { provenanceListed, type PypiVersion } from "./pypi-version.ts";

const ACCEPT = "application/vnd.pypi.integrity.v1+json";
const IN_TOTO = "application/vnd.in-toto+json";
/** https://docs.pypi.org/attestations/publish/v1 */
const PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
const MAX_ATTESTATIONS = 10;

export type PypiProvenance = Got<SignedBuild>;

/**
 * The attestations of a file (PEP 740): each is verified as the Sigstore bundle that it is, and
 * compared with the bytes and with the publisher that the index names.
 *
 * @param digest `sha256:…` of the bytes; null: it is not known.
 */
export async function readPypiProvenance(
  reach: Reach,
  { name, version }: PypiVersion,
  { file, digest }: { file: PypiFile; digest: string | null },
): Promise<PypiProvenance> {
  const base = reach.sources.pypi;
  const path = [name, version, file.filename].map(encodeURIComponent).join("/");
  const fetched = await fetchEvidence(reach, `${base}/integrity/${path}/provenance`, {
    kind: "pypi attestations",
    base,
    accept: ACCEPT,
  });
  if (!fetched.ok && fetched.gone) return notServed(reach, name, file);
  if (!fetched.ok)
    return { ok: false, reason: fetched.reason, detail: `The attestations: ${fetched.detail}` };
  const answer = jsonObject(fetched.answer.body);
  if (answer === null)
    return { ok: false, reason: "unreachable", detail: "The attestations are not readable." };
  const judged = await judge(answer, {
    filename: file.filename,
    digest,
    rootFile: reach.sources.sigstoreTrustRoot ?? null,
  });
  return judged.ok ? { ...judged, evidence: [fetched.sha256] } : judged;
}

/** A mirror that passes no attestations on answers like an index that has none. */
async function notServed(
  reach: Reach,
  name: string,
  { filename }: PypiFile,
): Promise<PypiProvenance> {
  const { state, evidence } = await provenanceListed(reach, name, filename);
  if (state === "none")
    return { ok: true, value: unattested("The index lists no attestation of it."), evidence };
  const detail =
    state === "listed"
      ? "The index lists an attestation, but the configured address does not serve it, as many mirrors do not."
      : "The configured index passes no attestations on, as some mirrors do.";
  return { ok: false, reason: "unreachable", detail };
}

type About = { filename: string; digest: string | null; rootFile: string | null };

/** What says how it was built counts before what only says who published it. */
async function judge(answer: JsonObject, about: About): Promise<PypiProvenance> {
  const given = objectsIn(answer, "attestation_bundles").flatMap((bundle) =>
    objectsIn(bundle, "attestations").map((attestation) => ({
      attestation,
      publisher: objectIn(bundle, "publisher"),
    })),
  );
  const judged: SignedBuild[] = [];
  for (const one of given.slice(0, MAX_ATTESTATIONS)) {
    const said = await judgeOne(one, about);
    if (!said.ok) return said;
    judged.push(said.value);
  }
  const value =
    judged.find(({ state }) => state === "invalid") ??
    judged.find(({ predicateType }) => predicateType?.startsWith(SLSA)) ??
    judged[0] ??
    unattested("The index has no attestation of it.");
  return { ok: true, value, evidence: [] };
}

type Attested = { attestation: JsonObject; publisher: JsonObject };

async function judgeOne(
  { attestation, publisher }: Attested,
  { filename, digest, rootFile }: About,
): Promise<PypiProvenance> {
  const verified = await verifySigstoreBundle(rootFile, asBundle(attestation));
  if (!verified.ok && !verified.invalid)
    return { ok: false, reason: verified.reason, detail: verified.detail };
  if (!verified.ok) return { ok: true, value: refuted(verified.detail), evidence: [] };
  const { statement, signer } = verified;
  if (statement === null)
    return { ok: true, value: refuted("It signs no in-toto statement."), evidence: [] };
  const matches = subjectMatches(statement, { filename, digest });
  const isBuild = textIn(statement, "predicateType").startsWith(SLSA);
  const value = isBuild
    ? readBuildStatement(statement, signer, matches)
    : publishFacts(statement, signer, matches);
  const other = publisherContradiction(publisher, signer);
  return { ok: true, value: other === null ? value : refuted(other), evidence: [] };
}

/** PEP 740 has the parts of a Sigstore bundle under names of its own. */
function asBundle(attestation: JsonObject): JsonObject {
  const material = objectIn(attestation, "verification_material");
  const envelope = objectIn(attestation, "envelope");
  return {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: {
      certificate: { rawBytes: textIn(material, "certificate") },
      tlogEntries: objectsIn(material, "transparency_entries"),
      timestampVerificationData: { rfc3161Timestamps: [] },
    },
    dsseEnvelope: {
      payload: textIn(envelope, "statement"),
      payloadType: IN_TOTO,
      signatures: [{ sig: textIn(envelope, "signature"), keyid: "" }],
    },
  };
}

/** It says who published the file, and by the certificate from which commit; nothing of the build. */
function publishFacts(
  statement: JsonObject,
  signer: SignerFacts,
  matches: boolean | null,
): SignedBuild {
  const predicateType = textIn(statement, "predicateType");
  const isKnown = predicateType === PUBLISH;
  return {
    state: "valid",
    predicateType,
    builderId: null,
    sourceRepository: isKnown ? signer.sourceRepository : null,
    sourceCommit: isKnown ? signer.sourceCommit : null,
    workflow: null,
    subjectMatches: matches,
    issuer: signer.issuer,
    detail: "The attestation is signed, logged and valid.",
    signer: signer.identity,
  };
}

function subjectMatches(
  statement: JsonObject,
  { filename, digest }: Pick<About, "filename" | "digest">,
): boolean | null {
  if (digest === null) return null;
  return objectsIn(statement, "subject").some(
    (subject) =>
      textIn(subject, "name") === filename &&
      `sha256:${textIn(objectIn(subject, "digest"), "sha256")}` === digest,
  );
}

/** The index says which Trusted Publisher it was; the certificate says who really signed. */
function publisherContradiction(
  publisher: JsonObject,
  { sourceRepository }: SignerFacts,
): string | null {
  const host = { GitHub: "https://github.com/", GitLab: "https://gitlab.com/" }[
    textIn(publisher, "kind")
  ];
  const repository = textIn(publisher, "repository");
  if (host === undefined || repository === "") return null;
  const isSame = `${host}${repository}`.toLowerCase() === sourceRepository?.toLowerCase();
  return isSame
    ? null
    : `The index names ${repository} as its publisher, but ${sourceRepository ?? "no repository"} has signed.`;
}

export function provenanceFacts(provenance: PypiProvenance): Got<ProvenanceFacts> {
  if (!provenance.ok) return provenance;
  const { signer: _signer, ...value } = provenance.value;
  return { ...provenance, value };
}

/** PyPI signs nothing itself: what is signed, the publisher has signed. */
export function pypiSignature(provenance: PypiProvenance): Got<SignatureFacts> {
  if (!provenance.ok) return provenance;
  const { state, subjectMatches, signer, detail } = provenance.value;
  const publisher = state === "valid" && subjectMatches === false ? "invalid" : state;
  return { ...provenance, value: { registry: "absent", publisher, signer, detail } };
}
