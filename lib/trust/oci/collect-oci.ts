import { PackageURL } from "packageurl-js";
import { AppError } from "#lib/kernel/errors.ts";
import { Cut } from "../archive/ledger.ts";
import { failure, noteOwn, type Reach } from "../collect/reach.ts";
import type { ByteFacts, Got, ManifestFacts, TreeFacts } from "../core/facts.ts";
import { missing, type Missing } from "../core/rules/verdict.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { writeSbom } from "../sbom/write-sbom.ts";
import type { ScanReference } from "../scanned.ts";
import { readBuilderSbom, withDeclared, type BuilderSbom } from "./builder-sbom.ts";
import { componentsOf } from "./components.ts";
import { readClaims, type ImageClaims } from "./image-claims.ts";
import { startedFiles } from "./image-config.ts";
import { imageReference, type ImageReference } from "./image-reference.ts";
import { LayerBlob } from "./layer-bytes.ts";
import { ownArchive, type OwnArchive } from "./own-archive.ts";
import { readImageOf, type ImageReading, type ReadImage } from "./read-image.ts";
import { Registry } from "./registry.ts";
import { LAYER_LIMITS, LayerWalk, type LayerLimits } from "./walk-layers.ts";

export type OciCollected = Omit<ImageClaims, "manifest"> & {
  version: string;
  /** `sha256:…` of what the reference leads to; of what it promises, where that is not there. */
  digest: string | null;
  manifest: Got<ManifestFacts>;
  bytes: Got<Omit<ByteFacts, "files" | "unreferenced">>;
  tree: Got<TreeFacts>;
  /** Its own files, where all of them could be read. */
  own: Got<OwnArchive>;
};

type Reference = Pick<ScanReference, "name" | "version" | "registryBaseUrl"> & {
  /** The repository that its server.json names. */
  declaredRepository?: string | null;
};

/**
 * Brings the evidence about an image from its registry. Its layers are walked while they arrive:
 * nothing of them is run or written to disk.
 * @throws AppError `not_found`: there is no such image; `invalid`: it is not the name of one.
 */
export async function collectOci(
  reach: Reach,
  reference: Reference,
  limits: LayerLimits = LAYER_LIMITS,
): Promise<OciCollected> {
  const { version } = reference;
  const image = imageReference(reference);
  const registry = new Registry(reach, image);
  reach.onStep(`Reading what ${image.host} says of ${image.repository}`);
  const reading = await readImageOf(registry, image);
  if (!reading.ok) return withoutImage(image, reading);
  const read = reading.value;
  reach.onStep("Reading its layers");
  const walked = await walkLayers(registry, read, limits);
  const declared = await readBuilderSbom(registry, read);
  const claims = await readClaims(reach, {
    ...{ registry, image, read },
    declared: reference.declaredRepository ?? null,
  });
  const { value: manifest } = claims.manifest;
  const about = {
    ...image,
    digest: read.digest,
    license: manifest.license,
    evidence: read.evidence,
  };
  return {
    ...claims,
    version: version !== null && version === image.digest ? version : versionOf(image, manifest),
    digest: read.digest,
    bytes: bytesOf(image, read, walked),
    tree: treeOf(reach, about, { walked, declared }),
    own: await ownOf(walked, read),
  };
}

/** A digest that the reference gives is told, as it is what makes the image the one that was scanned. */
const versionOf = (
  { digest, asked }: ImageReference,
  { version }: Pick<ManifestFacts, "version">,
): string => version ?? digest ?? asked;

function withoutImage(
  { digest, asked }: ImageReference,
  reading: Exclude<ImageReading, { ok: true }>,
): OciCollected {
  const isOther = reading.why === "other";
  const missed = isOther
    ? missing(
        "opaque_artifact",
        "The registry gave other bytes than the digest says, so they were not read.",
      )
    : reading.missed;
  const bytes = isOther
    ? {
        ok: true as const,
        value: { ...differing(reading), refused: [] },
        evidence: reading.evidence,
      }
    : missed;
  const rest = { manifest: missed, tree: missed, repository: missed, own: missed };
  return {
    version: digest ?? asked,
    digest,
    ...rest,
    bytes,
    signature: missed,
    provenance: missed,
  };
}

const differing = ({
  expected,
  actual,
  sizeBytes,
}: Pick<ByteFacts, "expected" | "actual" | "sizeBytes">) => ({
  expected,
  actual,
  sizeBytes,
});

type Walked = { ok: true; walk: LayerWalk; sizeBytes: number };
type Unwalked = Missing & {
  refused: ByteFacts["refused"];
  /** A layer that is not the one of its digest. */
  other: Pick<ByteFacts, "expected" | "actual" | "sizeBytes"> | null;
};

async function walkLayers(
  registry: Registry,
  { manifest: { layers }, config }: ReadImage,
  limits: LayerLimits,
): Promise<Walked | Unwalked> {
  const said = layers.reduce((total, { sizeBytes }) => total + (sizeBytes ?? 0), 0);
  if (said > limits.compressedBytes) return stopped(missing("too_large", tooMuch(limits)));
  const walk = new LayerWalk(startedFiles(jsonObject(config) ?? {}), limits);
  let sizeBytes = 0;
  for (const { digest } of layers) {
    const opened = await registry.openBlob(digest, Math.max(0, limits.compressedBytes - sizeBytes));
    if (!opened.ok) return stopped(opened);
    const blob = new LayerBlob(opened.stream.body);
    try {
      await walk.take(blob);
      const actual = await blob.digest();
      if (actual !== digest)
        return stopped(OTHER_LAYER, {
          other: { expected: digest, actual, sizeBytes: blob.sizeBytes },
        });
    } catch (error) {
      return whyStopped(error, limits);
    } finally {
      opened.stream.close();
    }
    sizeBytes += blob.sizeBytes;
  }
  return { ok: true, walk, sizeBytes };
}

const OTHER_LAYER = missing(
  "opaque_artifact",
  "The registry gave another layer than the image names, so it was not read on.",
);
const tooMuch = ({ compressedBytes }: LayerLimits): string =>
  `Its layers have more than ${Math.round(compressedBytes / 1_048_576)} MB.`;

const stopped = (
  missed: Missing,
  more: Partial<Pick<Unwalked, "refused" | "other">> = {},
): Unwalked => ({
  ...missed,
  refused: [],
  other: null,
  ...more,
});

/** What is damaged is nothing that a container engine would take either. */
const DAMAGED: ReadonlySet<string> = new Set([
  "archive/corrupt",
  "archive/truncated",
  "archive/sparse",
]);

function whyStopped(error: unknown, limits: LayerLimits): Unwalked {
  if (error instanceof Cut) {
    const { code, message: detail } = error;
    const reason = DAMAGED.has(code) ? "opaque_artifact" : "too_large";
    return stopped(missing(reason, detail), { refused: [{ code, detail }] });
  }
  if (!(error instanceof AppError)) throw error;
  if (error.code === "too_large") return stopped(missing("too_large", tooMuch(limits)));
  const { reason, detail } = failure(error, true);
  return stopped(missing(reason, `A layer: ${detail}`));
}

function bytesOf(
  { digest: promised }: ImageReference,
  { digest, evidence }: ReadImage,
  walked: Walked | Unwalked,
): OciCollected["bytes"] {
  const whole = { expected: promised, actual: digest, sizeBytes: walked.ok ? walked.sizeBytes : 0 };
  const value = walked.ok
    ? { ...whole, refused: walked.walk.refusals() }
    : { ...whole, ...walked.other, refused: walked.refused };
  return { ok: true, value, evidence };
}

type About = ImageReference & { license: string | null; evidence: readonly string[] };

type Parts = { walked: Walked | Unwalked; declared: BuilderSbom };

/** What lies in its layers, and beside that what its builder says; of layers not read, the latter alone. */
function treeOf(
  reach: Reach,
  { host, repository, digest, license, evidence }: About,
  { walked, declared }: Parts,
): Got<TreeFacts> {
  if (!walked.ok && (declared.components.length === 0 || walked.other !== null))
    return missing(walked.reason, walked.detail);
  const seen = walked.ok ? componentsOf(walked.walk.files) : NOTHING_SEEN;
  const components = withDeclared(seen.components, declared.components);
  const [name = repository] = repository.split("/").slice(-1);
  const purl = new PackageURL("oci", undefined, name, digest, {
    repository_url: `${host}/${repository}`,
  }).toString();
  const needs = components.map((one) => one.purl);
  const sbom = writeSbom({ name, version: digest ?? "", purl, license, needs }, components);
  const sbomDigest = noteOwn(reach, {
    kind: "sbom",
    source: "CycloneDX 1.6",
    mediaType: "application/vnd.cyclonedx+json",
    body: sbom,
  });
  const value: TreeFacts = {
    lock: "own",
    lockIssues: [],
    components,
    foreign: [],
    missing: seen.missing,
    sbomDigest,
    approximate: false,
  };
  return { ok: true, value, evidence: [...evidence, ...declared.evidence, sbomDigest] };
}

const NOTHING_SEEN: Pick<TreeFacts, "components" | "missing"> = { components: [], missing: [] };

async function ownOf(
  walked: Walked | Unwalked,
  { config, evidence }: ReadImage,
): Promise<Got<OwnArchive>> {
  if (!walked.ok) return missing(walked.reason, walked.detail);
  return { ok: true, value: await ownArchive(walked.walk.files, config), evidence };
}
