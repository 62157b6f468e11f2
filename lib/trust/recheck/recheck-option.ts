import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts, Got } from "../core/facts.ts";
import { judge } from "../core/rules/judge.ts";
import type { ControlResult } from "../core/result.ts";
import { DAILY, WEEKLY } from "../core/validity.ts";
import { ecosystemOf } from "../feeds/ecosystems.ts";
import { findAdvisories } from "../feeds/find-advisories.ts";
import { npmClaims } from "../npm/npm-claims.ts";
import { npmPurl } from "../npm/npm-purl.ts";
import { readSbom } from "../sbom/read-sbom.ts";
import { revocationsOf } from "../scan-artifact.ts";
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

/**
 * Looks again at what can change while the artifact stays the same: advisories about the components
 * that were listed when it was scanned (SC-02), revocations (RG-05) and, once a week, what its source
 * says. The artifact is not fetched. Answers results of those controls alone.
 */
export async function recheckOption(
  subject: CheckSubject,
  { entry, reach, tools, isWeekly }: Options,
): Promise<ControlResult[]> {
  const { kind, name, version } = subject.artifact;
  const known = await factsOf(subject, { reach, tools });
  const claims = isWeekly && kind === "npm" ? await npmClaims(reach, subject, tools) : {};
  const facts: ArtifactFacts = {
    kind,
    name,
    version: version ?? "",
    digest: subject.digest,
    ...UNKNOWN,
    ...known,
    ...claims,
    entry,
  };
  const revoked = await revocationsOf(entry, facts, { reach, tools });
  const asked = new Set([
    ...DAILY.filter((id) => id !== "SC-02" || known.advisories !== undefined),
    ...(isWeekly && kind === "npm" ? WEEKLY : []),
  ]);
  return judge({ ...facts, entry: revoked }, reach.now().toISOString()).filter(({ control }) =>
    asked.has(control),
  );
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
