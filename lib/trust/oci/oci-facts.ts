import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type { ArtifactFacts, ByteFacts, EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import { documentRepository } from "../core/rules/declared.ts";
import { declaredTools } from "../declared-tools.ts";
import type { Sandboxed } from "../sandbox/run-scanner.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { collectOci, type OciCollected } from "./collect-oci.ts";

/** Everything there is to know about an image. @throws AppError `not_found`, `invalid` */
export async function ociFacts(
  reference: ScanReference,
  { reach, tools, entry }: { reach: Reach; tools: ScanTools; entry: EntryFacts | null },
): Promise<ArtifactFacts> {
  const declaredRepository = documentRepository(entry);
  const collected = await collectOci(reach, { ...reference, declaredRepository });
  const { own, tree, manifest, bytes } = collected;
  const archive = own.ok ? own.value.archive : null;
  const scanned = await packages.readCode(archive, "image", { reach, tools });
  const [advisories, scorecard] = await Promise.all([
    packages.advisoriesOf(tree, null, { reach, tools }),
    packages.scorecardOf(manifest, { reach, tools }),
  ]);
  return {
    kind: "oci",
    name: reference.name,
    version: collected.version,
    digest: collected.digest,
    ...{ entry, tree, advisories, scorecard },
    manifest: packages.manifestOf(manifest, entry),
    bytes: bytesOf(bytes, scanned),
    code: codeOf(collected, scanned),
    signature: collected.signature,
    provenance: collected.provenance,
    repository: collected.repository,
    tools: toolsOf(entry),
    remote: { ok: false, reason: "not_implemented", detail: "An image has no remote." },
  };
}

function bytesOf(bytes: OciCollected["bytes"], scanned: Sandboxed | null): Got<ByteFacts> {
  if (!bytes.ok) return bytes;
  const { files = 0, refused = [] } = scanned?.ok ? scanned.value.bytes : {};
  const value = {
    ...bytes.value,
    files,
    unreferenced: [],
    refused: [...bytes.value.refused, ...refused],
  };
  return { ...bytes, value };
}

function codeOf({ own, bytes }: OciCollected, scanned: Sandboxed | null): Got<CodeFacts> {
  if (!own.ok) return own;
  const code = packages.codeOf(bytes, scanned);
  // Its configuration was read all the same, and that is all that there was.
  return code.ok && own.value.files === 0
    ? { ...code, value: { ...code.value, scannable: "opaque" } }
    : code;
}

function toolsOf(entry: EntryFacts | null): Got<ToolsFacts> {
  const declared = declaredTools(entry);
  return declared.ok
    ? declared
    : {
        ok: false,
        reason: "not_captured",
        detail: "Its server.json lists no tools, and images are not run to ask them.",
      };
}
