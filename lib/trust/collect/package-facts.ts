/** What the scans of all kinds of packages have in common once their bytes are here. */
import type { Layout } from "../code/roles.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type {
  AdvisoryFacts,
  ByteFacts,
  EntryFacts,
  Got,
  ManifestFacts,
  ScorecardFacts,
  TreeFacts,
} from "../core/facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { trustMetaOf } from "../core/trust-meta.ts";
import { findAdvisories } from "../feeds/find-advisories.ts";
import { findScorecard } from "../feeds/find-scorecard.ts";
import { scanInSandbox, type Sandboxed } from "../sandbox/run-scanner.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { Reach } from "./reach.ts";

const SANDBOX_MS = 180_000;

type Shared = { reach: Reach; tools: ScanTools };
export type PromisedBytes = Got<Pick<ByteFacts, "expected" | "actual" | "sizeBytes">>;

/** Null: there are no bytes, or not those that were promised. */
export async function readCode(
  archive: Buffer | null,
  layout: Layout,
  { reach, tools }: Shared,
): Promise<Sandboxed | null> {
  if (archive === null) return null;
  reach.onStep("Reading its code");
  return scanInSandbox({
    archive,
    layout,
    fingerprintKey: tools.fingerprintKey,
    timeoutMs: SANDBOX_MS,
    signal: reach.signal,
  });
}

/** Files that are known to be the package's own code, wherever they stand. */
export const ownCodeIn = (scanned: Sandboxed | null): ReadonlySet<string> =>
  new Set(scanned?.ok ? scanned.value.files.filter(({ own }) => own).map(({ path }) => path) : []);

export function bytesOf(bytes: PromisedBytes, scanned: Sandboxed | null): Got<ByteFacts> {
  if (!bytes.ok) return bytes;
  const { files = 0, refused = [] } = scanned?.ok ? scanned.value.bytes : {};
  return { ...bytes, value: { ...bytes.value, files, unreferenced: [], refused } };
}

/**
 * Of a package that is looked at again without its bytes: what its source promises now, beside what
 * the bytes were when they were read. Nothing can be said where no bytes ever were.
 */
export function promisedAgain(
  promised: string | null,
  { digest, evidence }: { digest: string | null; evidence: readonly string[] },
): Got<ByteFacts> {
  if (digest === null)
    return { ok: false, reason: "opaque_artifact", detail: "Its bytes have never been read." };
  const value = { expected: promised, actual: digest, sizeBytes: 0, files: 0 };
  return { ok: true, value: { ...value, unreferenced: [], refused: [] }, evidence };
}

export function codeOf(bytes: PromisedBytes, scanned: Sandboxed | null): Got<CodeFacts> {
  if (scanned?.ok && bytes.ok)
    return { ok: true, value: scanned.value.code, evidence: bytes.evidence };
  if (!bytes.ok) return bytes;
  // A scanner that broke says nothing about the package: its rules answer with an error of ours.
  if (scanned === null)
    return {
      ok: false,
      reason: "opaque_artifact",
      detail: "Its bytes are not those that were promised, so they were not read.",
    };
  const { reason, detail } = scanned.ok ? { reason: "error" as const, detail: "" } : scanned;
  return { ok: false, reason: reason === "error" ? "tool_missing" : reason, detail };
}

/** What the server.json declares counts before what the package does. */
export function manifestOf(
  manifest: Got<ManifestFacts>,
  entry: EntryFacts | null,
): Got<ManifestFacts> {
  if (!manifest.ok || entry === null) return manifest;
  const declared = trustMetaOf(entry.document);
  return declared === null
    ? manifest
    : { ...manifest, value: { ...manifest.value, trustMeta: declared } };
}

type Artifact = { purl: string; name: string; version: string };

/** @param own the artifact as advisories would name it; null: no advisory is about such. */
export async function advisoriesOf(
  tree: Got<TreeFacts>,
  own: Artifact | null,
  { reach, tools }: Shared,
): Promise<Got<AdvisoryFacts>> {
  if (!tree.ok) return tree;
  const components = tree.value.components.map((component) => ({
    purl: component.purl,
    name: component.name,
    version: component.version,
    isArtifact: false,
  }));
  const artifact = own === null ? [] : [{ ...own, isArtifact: true }];
  return findAdvisories(reach, [...artifact, ...components], tools.feeds);
}

export async function scorecardOf(
  manifest: Got<ManifestFacts>,
  { reach, tools }: Shared,
): Promise<Got<ScorecardFacts>> {
  if (!manifest.ok) return manifest;
  const address = repositoryAddress(manifest.value.repository ?? "");
  if (address === null)
    return { ok: false, reason: "scorecard_unavailable", detail: "It names no repository." };
  return findScorecard(reach, address.url, tools.feeds);
}
