import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Fetched } from "../collect/reach.ts";
import { missing, type Missing } from "../core/rules/verdict.ts";
import { jsonObject } from "../npm/npm-version.ts";
import type { ImageReference } from "./image-reference.ts";
import { chosenImage, imageManifestIn, type ImageManifest } from "./manifest.ts";
import { digestOf, type Registry } from "./registry.ts";

export type ReadImage = {
  /** Of what the reference leads to: an index, or an image itself. */
  digest: string;
  /** Null: it leads to an image and not to several. */
  index: JsonObject | null;
  imageDigest: string;
  manifest: ImageManifest;
  config: Buffer;
  evidence: readonly string[];
};

export type ImageReading =
  | { ok: true; value: ReadImage }
  /** The registry gave other bytes than the digest says. */
  | {
      ok: false;
      why: "other";
      expected: string;
      actual: string;
      sizeBytes: number;
      evidence: readonly string[];
    }
  | { ok: false; why: "missing"; missed: Missing };

const MAX_CONFIG = 8 * 1_048_576;
const missed = (one: Missing): ImageReading => ({ ok: false, why: "missing", missed: one });
const NO_IMAGE = missed(
  missing("opaque_artifact", "What stands under that name is no container image."),
);

/**
 * Reads the manifest of linux/amd64 (or of the first platform there is) and the configuration, each
 * held against the digest that names it.
 * @throws AppError `not_found`: the registry has no such image.
 */
export async function readImageOf(
  registry: Registry,
  { asked, digest, repository }: ImageReference,
): Promise<ImageReading> {
  const first = await registry.manifest(asked);
  if (!first.ok && first.gone)
    throw new AppError(
      "not_found",
      `${registry.host} has no image ${repository} at ${asked.slice(0, 80)}.`,
    );
  const top = checked(first, digest);
  if (!top.ok) return top;
  const manifest = imageManifestIn(jsonObject(top.body) ?? {});
  if (manifest === null) return withinIndex(registry, top);
  return withConfig(registry, { top, index: null, imageDigest: top.digest, manifest });
}

async function withinIndex(registry: Registry, top: Checked): Promise<ImageReading> {
  const index = jsonObject(top.body) ?? {};
  const chosen = chosenImage(index);
  if (chosen === null) return NO_IMAGE;
  const inner = checked(await registry.manifest(chosen), chosen);
  if (!inner.ok) return inner;
  const manifest = imageManifestIn(jsonObject(inner.body) ?? {});
  if (manifest === null) return NO_IMAGE;
  const evidence = [...top.evidence, ...inner.evidence];
  const found = { index, imageDigest: inner.digest, manifest };
  return withConfig(registry, { ...found, top: { ...top, evidence } });
}

type Checked = { ok: true; body: Buffer; digest: string; evidence: readonly string[] };

/** @param expected null: a tag promises nothing. */
function checked(
  fetched: Fetched,
  expected: string | null,
): Checked | Exclude<ImageReading, { ok: true }> {
  if (!fetched.ok) {
    const told = fetched.gone
      ? missing("unreachable", "The registry names a part that it does not have.")
      : missing(fetched.reason, `The container registry: ${fetched.detail}`);
    return { ok: false, why: "missing", missed: told };
  }
  const { body } = fetched.answer;
  const actual = digestOf(body);
  const evidence = [fetched.sha256];
  if (expected !== null && actual !== expected)
    return { ok: false, why: "other", expected, actual, sizeBytes: body.length, evidence };
  return { ok: true, body, digest: actual, evidence };
}

type Found = Pick<ReadImage, "index" | "imageDigest" | "manifest"> & { top: Checked };

async function withConfig(registry: Registry, { top, ...found }: Found): Promise<ImageReading> {
  const { digest } = found.manifest.config;
  const fetched = await registry.blob(digest, {
    kind: "image configuration",
    maxBytes: MAX_CONFIG,
  });
  const config = checked(fetched, digest);
  if (!config.ok) return config;
  if (jsonObject(config.body) === null) return NO_IMAGE;
  const evidence = [...top.evidence, ...config.evidence];
  return { ok: true, value: { ...found, digest: top.digest, config: config.body, evidence } };
}
