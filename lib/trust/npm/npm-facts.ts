import { askAnalysers } from "../analysers/ask-analysers.ts";
import { captureNpmTools } from "../capture/capture-npm-tools.ts";
import { whyNotRun } from "../capture/why-not-run.ts";
import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import { comparedTools, declaredTools } from "../declared-tools.ts";
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
  const scanned = await packages.readCode(tarball, "npm", { reach, tools });
  const own = { purl: npmPurl(name, version), name, version };
  // What they take for malware is not run.
  const analysers = await askAnalysers(reach, {
    ...{ archive: tarball, layout: "npm", kind: "npm" },
    ownCode: packages.ownCodeIn(scanned),
  });
  const code = scanned?.ok ? scanned.value.code : null;
  const [advisories, scorecard, known] = await Promise.all([
    packages.advisoriesOf(tree, own, { reach, tools }),
    packages.scorecardOf(manifest, { reach, tools }),
    toolsOf(collected, { code, analysers }, { reach, tools, entry }),
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

type Seen = Parameters<typeof whyNotRun>[0];

/** What its own server tells, beside what the server.json lists; where it is not run, that alone. */
async function toolsOf(
  collected: NpmCollected,
  seen: Seen,
  { reach, tools, entry }: Options,
): Promise<Got<ToolsFacts>> {
  const declared = declaredTools(entry);
  const why = whyNotRun(seen, tools);
  if (why !== null) return comparedTools(why, declared, { isWhole: true });
  reach.onStep("Asking it for its tools, in a sandbox");
  const read = seen.code?.environment ?? [];
  const captured = await captureNpmTools(reach, collected, { entry, read });
  return comparedTools(captured, declared, { isWhole: true });
}
