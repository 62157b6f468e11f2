import { captureNpmTools } from "../capture/capture-npm-tools.ts";
import { findAdvisories } from "../feeds/find-advisories.ts";
import { findScorecard } from "../feeds/find-scorecard.ts";
import type { Reach } from "../collect/reach.ts";
import type {
  AdvisoryFacts,
  ArtifactFacts,
  ByteFacts,
  EntryFacts,
  Got,
  ScorecardFacts,
  ToolsFacts,
} from "../core/facts.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { trustMetaOf } from "../core/trust-meta.ts";
import { declaredTools } from "../declared-tools.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { scanInSandbox, type Sandboxed } from "../sandbox/run-scanner.ts";
import { collectNpm, type NpmCollected } from "./collect-npm.ts";
import { npmPurl } from "./npm-purl.ts";

const SANDBOX_MS = 180_000;

type Options = { reach: Reach; tools: ScanTools; entry: EntryFacts | null };

/** Everything there is to know about a version of an npm package. */
export async function npmFacts(
  reference: ScanReference,
  { reach, tools, entry }: Options,
): Promise<ArtifactFacts> {
  const collected = await collectNpm(reach, reference);
  const scanned = await readCode(collected, { reach, tools });
  const [advisories, scorecard, known] = await Promise.all([
    advisoriesOf(collected, { reach, tools }),
    scorecardOf(collected, { reach, tools }),
    toolsOf(collected, scanned, { reach, tools, entry }),
  ]);
  const { name, version, digest, signature, provenance, tree, repository } = collected;
  return {
    kind: "npm",
    name,
    version,
    digest,
    entry,
    manifest: manifestOf(collected, entry),
    bytes: bytesOf(collected, scanned),
    signature,
    provenance,
    tree,
    advisories,
    code: codeOf(collected, scanned),
    tools: known,
    repository,
    scorecard,
    remote: { ok: false, reason: "not_implemented", detail: "A package has no remote." },
  };
}

type Shared = Pick<Options, "reach" | "tools">;

async function readCode(
  { tarball }: NpmCollected,
  { reach, tools }: Shared,
): Promise<Sandboxed | null> {
  if (tarball === null) return null;
  reach.onStep("Reading its code");
  return scanInSandbox({
    archive: tarball,
    format: "tgz",
    fingerprintKey: tools.fingerprintKey,
    timeoutMs: SANDBOX_MS,
    signal: reach.signal,
  });
}

function bytesOf({ bytes }: NpmCollected, scanned: Sandboxed | null): Got<ByteFacts> {
  if (!bytes.ok) return bytes;
  const { files = 0, refused = [] } = scanned?.ok ? scanned.value.bytes : {};
  return { ...bytes, value: { ...bytes.value, files, unreferenced: [], refused } };
}

function codeOf({ bytes }: NpmCollected, scanned: Sandboxed | null): Got<CodeFacts> {
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

/** What the server.json lists stands; else the server itself is asked, unless it looks like malware. */
async function toolsOf(
  collected: NpmCollected,
  scanned: Sandboxed | null,
  { reach, tools, entry }: Options,
): Promise<Got<ToolsFacts>> {
  const declared = declaredTools(entry);
  if (declared.ok) return declared;
  if (scanned?.ok && scanned.value.code.malware.some(({ blocks }) => blocks))
    return { ok: false, reason: "not_captured", detail: "It looks like malware and was not run." };
  if (!tools.capture)
    return {
      ok: false,
      reason: "not_captured",
      detail: "Packages are not run here (TRUST_CAPTURE).",
    };
  reach.onStep("Asking it for its tools, in a sandbox");
  return captureNpmTools(reach, collected);
}

/** What the server.json declares counts before what the package does. */
function manifestOf(
  { manifest }: NpmCollected,
  entry: EntryFacts | null,
): NpmCollected["manifest"] {
  if (!manifest.ok || entry === null) return manifest;
  const declared = trustMetaOf(entry.document);
  return declared === null
    ? manifest
    : { ...manifest, value: { ...manifest.value, trustMeta: declared } };
}

async function advisoriesOf(
  { tree, name, version }: NpmCollected,
  { reach, tools }: Shared,
): Promise<Got<AdvisoryFacts>> {
  if (!tree.ok) return tree;
  const components = tree.value.components.map((component) => ({
    purl: component.purl,
    name: component.name,
    version: component.version,
    isArtifact: false,
  }));
  const own = { purl: npmPurl(name, version), name, version, isArtifact: true };
  return findAdvisories(reach, [own, ...components], tools.feeds);
}

async function scorecardOf(
  { manifest }: NpmCollected,
  { reach, tools }: Shared,
): Promise<Got<ScorecardFacts>> {
  if (!manifest.ok) return manifest;
  const address = repositoryAddress(manifest.value.repository ?? "");
  if (address === null)
    return { ok: false, reason: "scorecard_unavailable", detail: "It names no repository." };
  return findScorecard(reach, address.url, tools.feeds);
}
