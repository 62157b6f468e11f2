import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts } from "../core/facts.ts";
import { checkRepository } from "../npm/check-repository.ts";
import type { ScanTools } from "../scan-tools.ts";
import { metadataOfInfo } from "./core-metadata.ts";
import { chooseFile } from "./index-file.ts";
import { manifestFacts } from "./manifest-facts.ts";
import { provenanceFacts, pypiSignature, readPypiProvenance } from "./provenance.ts";
import { readPypiVersion } from "./pypi-version.ts";

type Subject = { artifact: { name: string; version: string | null }; digest: string | null };
type Claims = Pick<
  ArtifactFacts,
  "manifest" | "bytes" | "signature" | "provenance" | "repository" | "scorecard"
>;

/**
 * What is said of a Python package beside its bytes: by the index, who published it, who built it and
 * its repository. No file is read; `digest` is the one that was found when one was.
 *
 * @returns null: the index says nothing of what the package says of itself, so that it takes a scan.
 * @throws AppError `not_found`: the index has no such project or version any more.
 */
export async function pypiClaims(
  reach: Reach,
  { artifact: { name, version }, digest }: Subject,
  tools: ScanTools,
): Promise<Claims | null> {
  const pypi = await readPypiVersion(reach, { name, version });
  if (!pypi.ok)
    return {
      ...{ manifest: pypi, bytes: pypi, signature: pypi, provenance: pypi },
      ...{ repository: pypi, scorecard: pypi },
    };
  const metadata = metadataOfInfo(pypi.value.info);
  const file = chooseFile(pypi.value.files, digest);
  if (metadata.name === "" || file === null) return null;
  const { evidence } = pypi.value;
  const about = { pypi: pypi.value, file, files: null, metadata, wanted: null };
  const manifest = { ok: true as const, value: manifestFacts(about), evidence };
  const provenance = await readPypiProvenance(reach, pypi.value, { file, digest });
  const built = provenance.ok && provenance.value.state === "valid" ? provenance.value : null;
  const [repository, scorecard] = await Promise.all([
    checkRepository(reach, {
      declared: manifest.value.repository,
      commit: built?.sourceCommit ?? null,
    }),
    packages.scorecardOf(manifest, { reach, tools }),
  ]);
  const promised = file.sha256 === null ? null : `sha256:${file.sha256}`;
  return {
    ...{ manifest, repository, scorecard },
    bytes: packages.promisedAgain(promised, { digest, evidence }),
    signature: pypiSignature(provenance),
    provenance: provenanceFacts(provenance),
  };
}
