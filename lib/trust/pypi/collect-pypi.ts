import type { Reach } from "../collect/reach.ts";
import type {
  Got,
  ManifestFacts,
  ProvenanceFacts,
  RepositoryFacts,
  SignatureFacts,
  TreeFacts,
} from "../core/facts.ts";
import { checkRepository } from "../npm/check-repository.ts";
import { metadataOfInfo, type CoreMetadata } from "./core-metadata.ts";
import { readDistributionFiles, type DistributionFiles } from "./distribution-files.ts";
import { chooseFile, type PypiFile } from "./index-file.ts";
import { manifestFacts } from "./manifest-facts.ts";
import { projectName } from "./project-name.ts";
import {
  provenanceFacts,
  pypiSignature,
  readPypiProvenance,
  type PypiProvenance,
} from "./provenance.ts";
import { readPypiVersion, type PypiVersion } from "./pypi-version.ts";
import { readDistribution, type PypiBytes } from "./read-distribution.ts";
import { collectPypiTree } from "./tree.ts";

export type PypiCollected = {
  /** In its one spelling (PEP 503). */
  name: string;
  /** What the reference came out at; as it was given where the index did not answer. */
  version: string;
  digest: string | null;
  /** The bytes, where they are what the index promised: for the scanner of code. */
  archive: Buffer | null;
  layout: PypiFile["kind"];
  manifest: Got<ManifestFacts>;
  bytes: PypiBytes["bytes"];
  signature: Got<SignatureFacts>;
  provenance: Got<ProvenanceFacts>;
  tree: Got<TreeFacts>;
  repository: Got<RepositoryFacts>;
};

export type PypiReference = {
  name: string;
  version: string | null;
  /** `sha256:…` of the file that was registered; null: none was. */
  registered: string | null;
  /** The server that it is registered as; null: none yet. */
  serverName: string | null;
};

/**
 * Brings the evidence about one version of a Python package from the configured index. Nothing of
 * the package is ever run or written to disk.
 *
 * @throws AppError `not_found`: there is no such project or version; `invalid`: not a name of one.
 */
export async function collectPypi(reach: Reach, reference: PypiReference): Promise<PypiCollected> {
  reach.onStep(`Reading what the Python package index says of ${reference.name}`);
  const pypi = await readPypiVersion(reach, reference);
  if (!pypi.ok) return withoutAnswer(reference, pypi);
  const file = chooseFile(pypi.value.files, reference.registered);
  if (file === null) return withoutAnswer(reference, NO_FILE);
  reach.onStep(`Reading ${file.filename}`);
  const read = await readDistribution(reach, file);
  const files = read.archive === null ? null : await readDistributionFiles(read.archive, file.kind);
  const metadata = metadataFor(pypi.value, file, files);
  const wanted = reference.serverName;
  const manifest = manifestFacts({ pypi: pypi.value, file, files, metadata, wanted });
  reach.onStep("Checking its attestations");
  const provenance = await readPypiProvenance(reach, pypi.value, { file, digest: read.digest });
  const commit = commitIn(provenance);
  const [repository, tree] = await Promise.all([
    checkRepository(reach, { declared: manifest.repository, commit }),
    treeOf(reach, pypi.value, { file, files, metadata }),
  ]);
  const evidence = [
    ...pypi.evidence,
    ...(files !== null && read.bytes.ok ? read.bytes.evidence : []),
  ];
  return {
    name: pypi.value.name,
    version: pypi.value.version,
    digest: read.digest,
    archive: read.archive,
    layout: file.kind,
    manifest:
      metadata.name === "" && files === null
        ? NO_METADATA
        : { ok: true, value: manifest, evidence },
    bytes: read.bytes,
    signature: pypiSignature(provenance),
    provenance: provenanceFacts(provenance),
    tree,
    repository,
  };
}

const commitIn = (provenance: PypiProvenance): string | null =>
  provenance.ok && provenance.value.state === "valid" ? provenance.value.sourceCommit : null;

const NO_FILE = {
  ok: false,
  reason: "opaque_artifact",
  detail: "The index has neither a wheel nor a source distribution (.tar.gz) of this version.",
} as const;

const NO_METADATA = {
  ok: false,
  reason: "opaque_artifact",
  detail: "What it says of itself stands in its file alone, which could not be read.",
} as const;

function withoutAnswer(
  { name, version }: PypiReference,
  missed: Extract<Got<never>, { ok: false }>,
): PypiCollected {
  return {
    ...{ name: projectName(name), version: version ?? "" },
    ...{ digest: null, archive: null, layout: "wheel" },
    ...{ manifest: missed, bytes: missed, signature: missed, provenance: missed },
    ...{ tree: missed, repository: missed },
  };
}

/**
 * A wheel's own metadata are what installers go by. Those of a source distribution may leave out
 * what is only known once it is built: then the index's copy says what it needs.
 */
function metadataFor(
  { info }: PypiVersion,
  { kind }: PypiFile,
  files: DistributionFiles | null,
): CoreMetadata {
  const copy = metadataOfInfo(info);
  const own = files?.metadata ?? null;
  if (own === null) return copy;
  if (kind === "wheel") return { ...own, hasFixedNeeds: true };
  if (own.hasFixedNeeds) return own;
  return { ...own, requiresDist: copy.requiresDist, hasFixedNeeds: copy.hasFixedNeeds };
}

type Described = { file: PypiFile; files: DistributionFiles | null; metadata: CoreMetadata };

async function treeOf(
  reach: Reach,
  pypi: PypiVersion,
  { file, files, metadata }: Described,
): Promise<Got<TreeFacts>> {
  if (metadata.name === "") return NO_METADATA;
  const isBeside = file.kind === "wheel" && metadata.requiresDist.length > 0;
  const locks = isBeside ? await locksBeside(reach, pypi) : (files?.locks ?? NO_LOCKS);
  const { name, version, evidence } = pypi;
  return collectPypiTree(reach, { name, version, metadata, locks, evidence });
}

const NO_LOCKS: ReadonlyMap<string, string> = new Map();

/** Wheels carry no lock: the source distribution of the same version may. */
async function locksBeside(
  reach: Reach,
  { files }: PypiVersion,
): Promise<ReadonlyMap<string, string>> {
  const sdist = files.find(({ kind }) => kind === "sdist");
  if (sdist === undefined) return NO_LOCKS;
  const { archive } = await readDistribution(reach, sdist);
  return archive === null ? NO_LOCKS : (await readDistributionFiles(archive, "sdist")).locks;
}
