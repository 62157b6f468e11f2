import type { Reach } from "./collect/reach.ts";
import type { ArtifactFacts, EntryFacts } from "./core/facts.ts";
import { judge } from "./core/rules/judge.ts";
import { findRevocations } from "./feeds/revocations.ts";
import { importedTrustRoot } from "./feeds/write-trust-root.ts";
import { mcpbFacts } from "./mcpb/mcpb-facts.ts";
import { npmFacts } from "./npm/npm-facts.ts";
import { ociFacts } from "./oci/oci-facts.ts";
import { pypiFacts } from "./pypi/pypi-facts.ts";
import { remoteFacts } from "./remote/remote-facts.ts";
import type { ScanTools } from "./scan-tools.ts";
import type { ScanArtifact, ScanReference, Scanned } from "./scanned.ts";
import { withRegistry } from "./tools/with-registry.ts";
import { openConnections } from "#lib/egress/guarded-fetch.ts";

/**
 * Brings the evidence about one artifact and judges it. What cannot be reached is in the results;
 * it throws only where there is nothing to judge.
 * @throws AppError `not_found` for an artifact that is not there, `invalid` for a reference that is none.
 */
export async function scanArtifact(
  reference: ScanReference,
  {
    entry,
    reach,
    tools,
    others,
    credential = null,
  }: Parameters<ScanArtifact>[1] & { tools: ScanTools },
): Promise<Scanned> {
  const startedAt = reach.now().toISOString();
  const connections = openConnections();
  const facts = await collect(reference, {
    reach: { ...(await withTrustRoot(reach, tools)), connections },
    tools,
    entry,
    credential,
  }).finally(connections.close);
  const known =
    entry === null
      ? facts
      : { ...facts, entry: await revocationsOf(entry, facts, { reach, tools }) };
  const judged = await withRegistry(known, others);
  reach.onStep("Judging what was found");
  const finishedAt = reach.now().toISOString();
  const { kind, name, version, digest } = facts;
  return {
    artifact: { kind, name, version: version === "" ? null : version, digest },
    results: judge(judged, finishedAt),
    evidence: reach.evidence,
    tools: judged.tools.ok ? judged.tools.value : null,
    startedAt,
    finishedAt,
  };
}

/** Sigstore's root is a setting, or what was imported. */
export async function withTrustRoot(reach: Reach, { feeds }: ScanTools): Promise<Reach> {
  const { sigstoreTrustRoot = null } = reach.sources;
  const root = sigstoreTrustRoot ?? (await importedTrustRoot(feeds));
  return { ...reach, sources: { ...reach.sources, sigstoreTrustRoot: root } };
}

type Collecting = {
  reach: Reach;
  tools: ScanTools;
  entry: EntryFacts | null;
  credential: NonNullable<Parameters<ScanArtifact>[1]["credential"]> | null;
};

function collect(reference: ScanReference, collecting: Collecting): Promise<ArtifactFacts> {
  switch (reference.kind) {
    case "npm":
      return npmFacts(reference, collecting);
    case "remote":
      return remoteFacts(reference, collecting);
    case "pypi":
      return pypiFacts(reference, collecting);
    case "mcpb":
      return mcpbFacts(reference, collecting);
    case "oci":
      return ociFacts(reference, collecting);
  }
}

/** Revocations are looked up by the digest that was really found. */
export async function revocationsOf(
  entry: EntryFacts,
  { digest, kind, name, version }: ArtifactFacts,
  { reach, tools }: Pick<Collecting, "reach" | "tools">,
): Promise<EntryFacts> {
  const purl = kind === "npm" || kind === "pypi" ? `pkg:${kind}/${name}@${version}` : null;
  const { ageHours, revocations } = await findRevocations(
    tools.feeds,
    { digest, purl },
    reach.now(),
  );
  const [first] = revocations;
  return {
    ...entry,
    revocationFeedAgeHours: ageHours,
    revoked:
      entry.revoked ??
      (first === undefined ? null : { at: first.since, reason: first.reason, by: first.by }),
  };
}
