import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ProvenanceFacts } from "../core/facts.ts";
import type { SignerFacts } from "./sigstore-bundle.ts";

/** Predicates of SLSA provenance begin with it. */
export const SLSA = "https://slsa.dev/provenance/";

/** Who signed comes with it: SignatureFacts tell it too. */
export type SignedBuild = ProvenanceFacts & { signer: string | null };

const NOTHING: SignedBuild = {
  state: "absent",
  predicateType: null,
  builderId: null,
  sourceRepository: null,
  sourceCommit: null,
  workflow: null,
  subjectMatches: null,
  issuer: null,
  detail: "",
  signer: null,
};

export const unattested = (detail: string): SignedBuild => ({ ...NOTHING, detail });
export const refuted = (detail: string): SignedBuild => ({ ...NOTHING, state: "invalid", detail });

/**
 * What a verified in-toto statement of SLSA provenance says, held against the certificate of who
 * signed it. Whether that is the declared repository is for the rules to say.
 */
export function readBuildStatement(
  statement: JsonObject,
  signer: SignerFacts,
  subjectMatches: boolean | null,
): SignedBuild {
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
    subjectMatches,
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
