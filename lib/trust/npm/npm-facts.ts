import { askAnalysers } from "../analysers/ask-analysers.ts";
import { captureNpmTools } from "../capture/capture-npm-tools.ts";
import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import { comparedTools, declaredTools } from "../declared-tools.ts";
import type { Sandboxed } from "../sandbox/run-scanner.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { collectNpm, type NpmCollected } from "./collect-npm.ts";
import { npmPurl } from "./npm-purl.ts";

type Options = { reach: Reach; tools: ScanTools; entry: EntryFacts | null };

/** Everything there is to know about a version of an npm package. */
export async function npmFacts(
  reference: ScanReference,
  { reach, tools, entry }: Options,
): Promise<ArtifactFacts> {
  const collected = await collectNpm(reach, reference);
  const { name, version, digest, signature, provenance, tree, repository } = collected;
  const { tarball, bytes, manifest } = collected;
  const scanned = await packages.readCode(tarball, "tgz", { reach, tools });
  const own = { purl: npmPurl(name, version), name, version };
  const [advisories, scorecard, known, analysers] = await Promise.all([
    packages.advisoriesOf(tree, own, { reach, tools }),
    packages.scorecardOf(manifest, { reach, tools }),
    toolsOf(collected, scanned, { reach, tools, entry }),
    askAnalysers(reach, { archive: tarball, format: "tgz", kind: "npm" }),
  ]);
  return {
    kind: "npm",
    name,
    version,
    digest,
    entry,
    manifest: packages.manifestOf(manifest, entry),
    bytes: packages.bytesOf(bytes, scanned),
    signature,
    provenance,
    tree,
    advisories,
    code: packages.codeOf(bytes, scanned),
    ...(analysers && { analysers }),
    tools: known,
    repository,
    scorecard,
    remote: { ok: false, reason: "not_implemented", detail: "A package has no remote." },
  };
}

/** What its own server tells, beside what the server.json lists; where it is not run, that alone. */
async function toolsOf(
  collected: NpmCollected,
  scanned: Sandboxed | null,
  options: Options,
): Promise<Got<ToolsFacts>> {
  const captured = await capturedOf(collected, scanned, options);
  return comparedTools(captured, declaredTools(options.entry), { isWhole: true });
}

async function capturedOf(
  collected: NpmCollected,
  scanned: Sandboxed | null,
  { reach, tools, entry }: Options,
): Promise<Got<ToolsFacts>> {
  const code = scanned?.ok ? scanned.value.code : null;
  if (code?.malware.some(({ blocks }) => blocks))
    return { ok: false, reason: "not_captured", detail: "It looks like malware and was not run." };
  if (!tools.capture)
    return {
      ok: false,
      reason: "not_captured",
      detail: "Packages are not run here (TRUST_CAPTURE).",
    };
  reach.onStep("Asking it for its tools, in a sandbox");
  return captureNpmTools(reach, collected, { entry, read: code?.environment ?? [] });
}
