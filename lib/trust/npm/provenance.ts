import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { Got, ProvenanceFacts } from "../core/facts.ts";
import { npmPurl } from "./npm-purl.ts";
import { jsonObject, packagePath, type NpmVersion } from "./npm-version.ts";
import { verifySigstoreBundle, type SignerFacts } from "./sigstore-bundle.ts";

const SLSA = "https://slsa.dev/provenance/";

/** Who signed comes with it: SignatureFacts tell it too. */
export type NpmProvenance = Got<ProvenanceFacts & { signer: string | null }>;

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
    return { ok: true, value: without("The registry names no attestation."), evidence };
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

const NOTHING: ProvenanceFacts = {
  state: "absent",
  predicateType: null,
  builderId: null,
  sourceRepository: null,
  sourceCommit: null,
  workflow: null,
  subjectMatches: null,
  issuer: null,
  detail: "",
};

const without = (detail: string) => ({ ...NOTHING, detail, signer: null });

type About = { npm: NpmVersion; digest: string | null; rootFile: string | null };

async function judge(answer: JsonObject, about: About): Promise<NpmProvenance> {
  const attestation = objectsIn(answer, "attestations").find((one) =>
    textIn(one, "predicateType").startsWith(SLSA),
  );
  if (attestation === undefined)
    return {
      ok: true,
      value: without("Its attestations say who published it, but not how it was built."),
      evidence: [],
    };
  const verified = await verifySigstoreBundle(about.rootFile, ownValue(attestation, "bundle"));
  if (!verified.ok && !verified.invalid)
    return { ok: false, reason: verified.reason, detail: verified.detail };
  if (!verified.ok) return { ok: true, value: invalid(verified.detail), evidence: [] };
  if (verified.statement === null)
    return { ok: true, value: invalid("The bundle signs no in-toto statement."), evidence: [] };
  return { ok: true, value: read(verified.statement, verified.signer, about), evidence: [] };
}

const invalid = (detail: string) => ({
  ...NOTHING,
  state: "invalid" as const,
  detail,
  signer: null,
});

function read(statement: JsonObject, signer: SignerFacts, { npm, digest }: About) {
  const predicateType = textIn(statement, "predicateType");
  const build = readBuild(objectIn(statement, "predicate"));
  const contradiction = predicateType.startsWith(SLSA)
    ? contradictionOf(build, signer)
    : "The bundle holds another statement than the registry says.";
  const facts = {
    predicateType,
    builderId: build.builderId || null,
    sourceRepository: signer.sourceRepository ?? build.repository,
    sourceCommit: build.commit,
    workflow: build.workflow,
    subjectMatches: subjectMatches(statement, { npm, digest }),
    issuer: signer.issuer,
    signer: signer.identity,
  };
  return contradiction === null
    ? { ...facts, state: "valid" as const, detail: "The attestation is signed, logged and valid." }
    : { ...facts, state: "invalid" as const, detail: contradiction };
}

type Build = {
  builderId: string;
  repository: string | null;
  commit: string | null;
  workflow: string | null;
};

/** SLSA v1 (https://slsa.dev/spec/v1.0/provenance), or v0.2 as GitLab writes it. */
function readBuild(predicate: JsonObject): Build {
  const definition = objectIn(predicate, "buildDefinition");
  const workflow = objectIn(objectIn(definition, "externalParameters"), "workflow");
  const [source = {}] = objectsIn(definition, "resolvedDependencies");
  const config = objectIn(objectIn(predicate, "invocation"), "configSource");
  const builder = objectIn(objectIn(predicate, "runDetails"), "builder");
  const path = textIn(workflow, "path") || textIn(config, "entryPoint");
  const ref = textIn(workflow, "ref");
  const commit =
    textIn(objectIn(source, "digest"), "gitCommit") || textIn(objectIn(config, "digest"), "sha1");
  return {
    builderId: textIn(builder, "id") || textIn(objectIn(predicate, "builder"), "id"),
    repository: repositoryOf(textIn(workflow, "repository") || textIn(config, "uri")),
    commit: /^[0-9a-f]{40}$/.test(commit) ? commit : null,
    workflow: path === "" ? null : [path, ref].filter((part) => part !== "").join("@"),
  };
}

function repositoryOf(address: string): string | null {
  const plain = address
    .replace(/^git\+/, "")
    .replace(/@refs\/.*$/, "")
    .replace(/\.git$/, "");
  return plain.startsWith("https://") && URL.canParse(plain) ? plain.replace(/\/$/, "") : null;
}

/** The statement is the workflow's own word: the certificate says which workflow that was. */
function contradictionOf(build: Build, signer: SignerFacts): string | null {
  const { sourceRepository, sourceCommit } = signer;
  if (signer.issuer === null) return "The certificate does not say who vouched for the signer.";
  if (sourceRepository === null) return "The certificate names no repository: no build signed it.";
  if (build.repository !== null && !isSameAddress(build.repository, sourceRepository))
    return `The statement names ${build.repository}, but ${sourceRepository} has signed it.`;
  if (build.commit !== null && sourceCommit !== null && build.commit !== sourceCommit)
    return "The statement names another commit than the certificate.";
  return null;
}

const isSameAddress = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

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
