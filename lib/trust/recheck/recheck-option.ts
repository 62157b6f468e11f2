import { openConnections } from "#lib/egress/guarded-fetch.ts";
import { manifestOf } from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts, Got } from "../core/facts.ts";
import { judge } from "../core/rules/judge.ts";
import type { ControlResult } from "../core/result.ts";
import { DAILY, WEEKLY } from "../core/validity.ts";
import { ecosystemOf } from "../feeds/ecosystems.ts";
import { findAdvisories } from "../feeds/find-advisories.ts";
import { npmClaims } from "../npm/npm-claims.ts";
import { npmPurl } from "../npm/npm-purl.ts";
import { ociClaims } from "../oci/oci-claims.ts";
import { pypiClaims } from "../pypi/pypi-claims.ts";
import { readSbom } from "../sbom/read-sbom.ts";
import { revocationsOf, withTrustRoot } from "../scan-artifact.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { CheckSubject } from "./load-check.ts";

type Options = {
  entry: EntryFacts;
  reach: Reach;
  tools: ScanTools;
  /** Also what its source says of it: signatures, attestations, repository, upkeep. */
  isWeekly: boolean;
};

const NOT_ASKED: Got<never> = {
  ok: false,
  reason: "not_declared",
  detail: "It was not asked for this time.",
};

export type Rechecked = {
  results: ControlResult[];
  /** What its turn asks for cannot be seen without a scan. */
  needsScan: boolean;
};

/**
 * Looks again at what can change while the artifact stays the same: advisories about the components
 * that were listed when it was scanned (SC-02), revocations (RG-05) and, once a week, what its source
 * says. The artifact is not fetched. Answers results of those controls alone, and RG-07 where the
 * source promises other bytes now than those that were read.
 */
export async function recheckOption(
  subject: CheckSubject,
  { entry, reach, tools, isWeekly }: Options,
): Promise<Rechecked> {
  const { kind, name, version } = subject.artifact;
  const connections = openConnections();
  const through = { ...(await withTrustRoot(reach, tools)), connections };
  try {
    const known = await factsOf(subject, { reach: through, tools });
    const claims = isWeekly ? await claimsOf(subject, { entry, reach: through, tools }) : null;
    const facts: ArtifactFacts = {
      ...{ kind, name, version: version ?? "", digest: subject.digest },
      ...UNKNOWN,
      ...known,
      ...(claims === null ? {} : { ...claims, manifest: manifestOf(claims.manifest, entry) }),
      entry,
    };
    const revoked = await revocationsOf(entry, facts, { reach: through, tools });
    const asked = new Set([
      ...DAILY.filter((id) => id !== "SC-02" || known.advisories !== undefined),
      ...(claims === null ? [] : WEEKLY),
    ]);
    const results = judge({ ...facts, entry: revoked }, reach.now().toISOString()).filter(
      ({ control, status }) =>
        asked.has(control) || (claims !== null && control === "RG-07" && status === "fail"),
    );
    return { results, needsScan: kind === "remote" || (isWeekly && claims === null) };
  } finally {
    connections.close();
  }
}

type Claims = Pick<
  ArtifactFacts,
  "manifest" | "bytes" | "signature" | "provenance" | "repository" | "scorecard"
>;

/** What its source says of it beside the bytes; null: nobody can say that without them. */
async function claimsOf(
  subject: CheckSubject,
  { entry, reach, tools }: Omit<Options, "isWeekly">,
): Promise<Claims | null> {
  switch (subject.artifact.kind) {
    case "npm":
      return npmClaims(reach, subject, tools);
    case "pypi":
      return pypiClaims(reach, subject, tools);
    case "oci":
      return ociClaims(reach, subject, { entry, tools });
    // All that is known of a bundle lies in it, and of a remote in its answers.
    case "mcpb":
    case "remote":
      return null;
  }
}

const UNKNOWN = {
  manifest: NOT_ASKED,
  bytes: NOT_ASKED,
  signature: NOT_ASKED,
  provenance: NOT_ASKED,
  tree: NOT_ASKED,
  advisories: NOT_ASKED,
  code: NOT_ASKED,
  tools: NOT_ASKED,
  repository: NOT_ASKED,
  scorecard: NOT_ASKED,
  remote: NOT_ASKED,
};

/** Without a list of its components nothing can be said of them, and what was said stays. */
async function factsOf(
  { artifact: { kind, name, version }, sbom }: CheckSubject,
  { reach, tools }: Pick<Options, "reach" | "tools">,
): Promise<Partial<Pick<ArtifactFacts, "tree" | "advisories">>> {
  const read = sbom === null ? null : readSbom(sbom.body);
  if (sbom === null || read === null) return {};
  const components = read.components.map((one) => ({
    purl: one.purl,
    name: one.name,
    version: one.version,
    isArtifact: false,
  }));
  const purl = read.artifact ?? (kind === "npm" ? npmPurl(name, version ?? "") : null);
  const own =
    purl !== null && version !== null && ecosystemOf(purl) !== null
      ? [{ purl, name, version, isArtifact: true }]
      : [];
  const evidence = [sbom.sha256];
  const tree: ArtifactFacts["tree"] = {
    ok: true,
    value: {
      lock: "none",
      lockIssues: [],
      components: read.components,
      foreign: [],
      missing: [],
      sbomDigest: sbom.sha256,
      approximate: false,
    },
    evidence,
  };
  return {
    tree,
    advisories: await findAdvisories(reach, [...own, ...components], tools.feeds),
  };
}
