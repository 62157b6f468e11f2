import type { Reach } from "../collect/reach.ts";
import type { Got, ManifestFacts, RepositoryFacts } from "../core/facts.ts";
import { checkRepository } from "../npm/check-repository.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { withGithub } from "./github-provenance.ts";
import { manifestFacts } from "./image-config.ts";
import type { ImageReference } from "./image-reference.ts";
import type { ReadImage } from "./read-image.ts";
import type { Registry } from "./registry.ts";
import { readSignatures, type ImageSignatures } from "./signatures.ts";

export type ImageClaims = ImageSignatures & {
  manifest: Extract<Got<ManifestFacts>, { ok: true }>;
  repository: Got<RepositoryFacts>;
};

type Image = {
  registry: Registry;
  image: Pick<ImageReference, "host" | "repository">;
  read: ReadImage;
  /** The repository that its server.json names; null: none, or there is no server.json. */
  declared: string | null;
};

/** What is said of an image beside its layers: by its labels, who signed it, who built it. */
export async function readClaims(
  reach: Reach,
  { registry, image, read, declared }: Image,
): Promise<ImageClaims> {
  const manifest = manifestFacts(jsonObject(read.config) ?? {}, {
    annotations: read.manifest.annotations,
    name: `${image.host}/${image.repository}`,
  });
  reach.onStep("Checking its signatures");
  const digests = [read.digest, read.imageDigest];
  const kept = await readSignatures(reach, registry, { digests, index: read.index });
  const source = manifest.repository ?? declared;
  const signatures = await withGithub(reach, kept, { digests, repository: source });
  const built = signatures.provenance.ok ? signatures.provenance.value : null;
  const commit = built?.state === "valid" ? built.sourceCommit : null;
  return {
    ...signatures,
    manifest: { ok: true, value: manifest, evidence: read.evidence },
    repository: await checkRepository(reach, { declared: manifest.repository, commit }),
  };
}
