import { textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Fetched } from "../collect/reach.ts";
import type { Missing } from "../core/rules/verdict.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { bundleOf, DSSE, SIMPLE_SIGNING } from "./cosign.ts";
import { imageManifestIn, manifestsIn, type Descriptor } from "./manifest.ts";
import { digestOf, type Registry } from "./registry.ts";

/** Something that somebody has signed about an image. */
export type Signed = {
  /** A Sigstore bundle; null: signed with a key that only its publisher knows. */
  bundle: JsonObject | null;
  /** What was signed, where the bundle holds the signature alone. */
  artifact: Buffer | null;
};

type FoundSigned = { ok: true; signed: Signed[]; evidence: string[] } | Missing;

const BUNDLE = "application/vnd.dev.sigstore.bundle";
const MAX_SIGNED = 10;
const MAX_BUNDLE = 2 * 1_048_576;

/**
 * What the registry keeps about an image: bundles that refer to it (distribution specification 1.1,
 * or the tag that stands in for that), and cosign's older tags `sha256-….sig` and `.att`.
 */
export async function findSigned(registry: Registry, digest: string): Promise<FoundSigned> {
  const tag = digest.replace(":", "-");
  const [referring, signatures, attestations] = await Promise.all([
    referrersOf(registry, digest, tag),
    registry.manifest(`${tag}.sig`),
    registry.manifest(`${tag}.att`),
  ]);
  const signed: Signed[] = [];
  const evidence: string[] = [];
  for (const one of [referring, signatures, attestations]) {
    const missed = refusalOf(one);
    if (missed !== null) return missed;
    if (!one.ok) continue;
    evidence.push(one.sha256);
    const document = jsonObject(one.answer.body) ?? {};
    const found =
      one === referring ? await bundlesIn(registry, document) : await olderIn(registry, document);
    if (!found.ok) return found;
    signed.push(...found.signed);
    evidence.push(...found.evidence);
  }
  return { ok: true, signed, evidence };
}

async function referrersOf(registry: Registry, digest: string, tag: string): Promise<Fetched> {
  const listed = await registry.referrers(digest);
  // Registries that do not know the question refuse it in one way or another.
  const isUnknown = !listed.ok && (listed.gone || [400, 405].includes(listed.status ?? 0));
  return isUnknown ? registry.manifest(tag) : listed;
}

/** Null: there is an answer, if only that there is nothing. */
function refusalOf(fetched: Fetched): Missing | null {
  if (fetched.ok || fetched.gone) return null;
  // Some registries answer so for a tag that is not there, although they have let us read the image.
  if (fetched.status === 401 || fetched.status === 403) return null;
  return { ok: false, reason: fetched.reason, detail: `Its signatures: ${fetched.detail}` };
}

async function bundlesIn(registry: Registry, index: JsonObject): Promise<FoundSigned> {
  const listed = manifestsIn(index)
    .filter(({ artifactType }) => artifactType === "" || artifactType.startsWith(BUNDLE))
    .slice(0, MAX_SIGNED);
  const signed: Signed[] = [];
  const evidence: string[] = [];
  for (const { digest } of listed) {
    const fetched = await registry.manifest(digest);
    const missed = refusalOf(fetched);
    if (missed !== null) return missed;
    const layer = fetched.ok ? layersIn(fetched.answer.body).find(isBundle) : undefined;
    if (layer === undefined) continue;
    const content = await contentOf(registry, layer);
    if (!content.ok) return content;
    evidence.push(content.sha256);
    const bundle = jsonObject(content.body);
    if (bundle !== null) signed.push({ bundle, artifact: null });
  }
  return { ok: true, signed, evidence };
}

const layersIn = (body: Buffer): readonly Descriptor[] =>
  imageManifestIn(jsonObject(body) ?? {})?.layers ?? [];
const isBundle = ({ mediaType }: Descriptor): boolean => mediaType.startsWith(BUNDLE);

async function olderIn(registry: Registry, manifest: JsonObject): Promise<FoundSigned> {
  const layers = (imageManifestIn(manifest)?.layers ?? [])
    .filter(({ mediaType }) => mediaType === SIMPLE_SIGNING || mediaType === DSSE)
    .slice(0, MAX_SIGNED);
  const signed: Signed[] = [];
  const evidence: string[] = [];
  for (const layer of layers) {
    const content = await contentOf(registry, layer);
    if (!content.ok) return content;
    evidence.push(content.sha256);
    const artifact = layer.mediaType === DSSE ? null : content.body;
    signed.push({ bundle: bundleOf(layer, content.body), artifact });
  }
  return { ok: true, signed, evidence };
}

async function contentOf(
  registry: Registry,
  { digest, mediaType }: Descriptor,
): Promise<{ ok: true; body: Buffer; sha256: string } | Missing> {
  const fetched = await registry.blob(digest, { kind: "image signature", maxBytes: MAX_BUNDLE });
  if (!fetched.ok)
    return {
      ok: false,
      reason: fetched.gone ? "unreachable" : fetched.reason,
      detail: `A signature (${mediaType.slice(0, 60)}) could not be read.`,
    };
  const { body } = fetched.answer;
  return digestOf(body) === digest
    ? { ok: true, body, sha256: fetched.sha256 }
    : { ok: true, body: Buffer.alloc(0), sha256: fetched.sha256 };
}

/** Predicate that a statement of BuildKit is about; empty: it is none. */
export const predicateOf = ({ annotations }: Descriptor): string =>
  textIn(annotations, "in-toto.io/predicate-type");
