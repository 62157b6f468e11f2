import { askAnalysers } from "../analysers/ask-analysers.ts";
import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import { declaredTools } from "../declared-tools.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { collectPypi } from "./collect-pypi.ts";
import { PUBLIC_PYPI, pypiPurl } from "./project-name.ts";

/**
 * Everything there is to know about a version of a Python package.
 * @throws AppError `invalid` for a package of another index than the configured one, `not_found`.
 */
export async function pypiFacts(
  { name: asked, version: wanted, registryBaseUrl }: ScanReference,
  { reach, tools, entry }: { reach: Reach; tools: ScanTools; entry: EntryFacts | null },
): Promise<ArtifactFacts> {
  refuseOtherIndex(registryBaseUrl ?? null, reach.sources.pypi);
  const collected = await collectPypi(reach, {
    ...{ name: asked, version: wanted },
    registered: entry?.registeredDigest ?? null,
    serverName: entry?.serverName ?? null,
  });
  const { name, version, digest, archive, layout, manifest, bytes, tree } = collected;
  const scanned = await packages.readCode(archive, layout, { reach, tools });
  const own = { purl: pypiPurl(name, version), name, version };
  const [advisories, scorecard, analysers] = await Promise.all([
    packages.advisoriesOf(tree, own, { reach, tools }),
    packages.scorecardOf(manifest, { reach, tools }),
    askAnalysers(reach, {
      ...{ archive, layout, kind: "pypi" },
      ownCode: packages.ownCodeIn(scanned),
    }),
  ]);
  return {
    kind: "pypi",
    ...{ name, version, digest, entry, tree, advisories, scorecard },
    manifest: packages.manifestOf(manifest, entry),
    bytes: packages.bytesOf(bytes, scanned),
    code: packages.codeOf(bytes, scanned),
    ...(analysers && { analysers }),
    signature: collected.signature,
    provenance: collected.provenance,
    repository: collected.repository,
    tools: toolsOf(entry),
    remote: { ok: false, reason: "not_implemented", detail: "A package has no remote." },
  };
}

/** The same name in another index is another package. */
function refuseOtherIndex(named: string | null, configured: string): void {
  const base = named?.replace(/\/+$/, "") ?? PUBLIC_PYPI;
  if (base === PUBLIC_PYPI || base === configured) return;
  throw new AppError(
    "invalid",
    `Python packages are read from ${configured} alone, and its server.json names another index.`,
  );
}

function toolsOf(entry: EntryFacts | null): Got<ToolsFacts> {
  const declared = declaredTools(entry);
  return declared.ok
    ? declared
    : {
        ok: false,
        reason: "not_captured",
        detail:
          "Its server.json lists no tools, and the sandbox has no interpreter of Python to ask it.",
      };
}
