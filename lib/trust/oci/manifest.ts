/** Manifests and indexes of images. Source: OCI image specification 1.1; Docker's older types alike. */
import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isDigest, readManifest } from "#lib/intake/core/image-facts.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";

export type Descriptor = {
  digest: string;
  mediaType: string;
  artifactType: string;
  /** As the registry says it; null: it does not. */
  sizeBytes: number | null;
  annotations: JsonObject;
};

export type ImageManifest = {
  config: Descriptor;
  layers: readonly Descriptor[];
  annotations: JsonObject;
};

const MAX_LAYERS = 200;

function descriptorIn(value: JsonObject): Descriptor | null {
  const digest = textIn(value, "digest");
  const size = ownValue(value, "size");
  if (!isDigest(digest)) return null;
  return {
    digest,
    mediaType: textIn(value, "mediaType"),
    artifactType: textIn(value, "artifactType"),
    sizeBytes: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
    annotations: objectIn(value, "annotations"),
  };
}

/** Null: it is no image. */
export function imageManifestIn(document: JsonObject): ImageManifest | null {
  const config = descriptorIn(objectIn(document, "config"));
  const listed = objectsIn(document, "layers");
  const layers = listed.flatMap((one) => descriptorIn(one) ?? []);
  if (config === null || layers.length !== listed.length || layers.length > MAX_LAYERS) return null;
  return { config, layers, annotations: objectIn(document, "annotations") };
}

/** What an index or a list of referrers names. */
export const manifestsIn = (document: JsonObject): Descriptor[] =>
  objectsIn(document, "manifests").flatMap((one) => descriptorIn(one) ?? []);

const BUILDKIT_TYPE = "vnd.docker.reference.type";
const BUILDKIT_OF = "vnd.docker.reference.digest";

/** The image that most servers run: linux/amd64 where there is one. Null: it lists none. */
export function chosenImage(index: JsonObject): string | null {
  const images = objectsIn(index, "manifests").filter(
    (one) => textIn(objectIn(one, "annotations"), BUILDKIT_TYPE) !== "attestation-manifest",
  );
  const read = readManifest({ manifests: images });
  return read.kind === "index" ? read.digest : null;
}

/** BuildKit's statements about an image, which nobody has signed. */
export const statementsOf = (index: JsonObject, image: string): Descriptor[] =>
  manifestsIn(index).filter(
    ({ annotations }) =>
      textIn(annotations, BUILDKIT_TYPE) === "attestation-manifest" &&
      textIn(annotations, BUILDKIT_OF) === image,
  );
