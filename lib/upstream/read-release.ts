import { env } from "#lib/config/env.ts";
import { askJson, type Asked, type Reach, type Read } from "#lib/intake/ask.ts";
import { readImage } from "#lib/intake/core/read-image.ts";
import { askAsNobody, rootOf } from "#lib/intake/read-image.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { npmAnswer, pypiAnswer, tagsAnswer, type UpstreamAnswer } from "./core/upstream-answers.ts";
import type { WatchedPackage } from "./list-upstream-due.ts";
import type { Seen } from "./schemas.ts";

const TIMEOUT_MS = 10_000;
/** Package documents hold every version: some are large. */
const MAX_BYTES = 32 * 1_048_576;
const PUBLIC_PYPI = "https://pypi.org";

export type UpstreamSources = { npm: string; pypi: string; allowedHosts: readonly string[] };

export const configuredSources = (): UpstreamSources => env.intake;

/** Where to ask, and until when. */
export function reachOf(sources: UpstreamSources, signal: AbortSignal): Reach {
  const { npm, pypi, allowedHosts } = sources;
  return {
    sources: { npm, pypi, npmDownloads: null, official: "", allowedHosts, timeoutMs: TIMEOUT_MS },
    signal,
  };
}

type Answer = { asked: Read | Exclude<Asked, { status: "read" }>; source: string };

/** The newest release of one package. What cannot be reached is said in `problem`, never thrown. */
export async function readRelease(reach: Reach, pkg: WatchedPackage): Promise<Seen> {
  const { position, registryType, identifier } = pkg;
  const about = { position, registryType, identifier };
  const answer = await askFor(reach, pkg);
  if (answer === null)
    return { ...about, source: registryType, ...NOTHING, problem: "Its name cannot be looked up." };
  const { asked, source } = answer;
  if (asked.status !== "read") return { ...about, source, ...NOTHING, problem: asked.detail };
  if (!isJsonObject(asked.value))
    return { ...about, source, ...NOTHING, problem: "The answer is not what a registry sends." };
  return { ...about, source, ...answerOf(pkg, asked.value), problem: null };
}

const NOTHING = { version: null, deprecated: null };

function askFor(reach: Reach, pkg: WatchedPackage): Promise<Answer | null> {
  switch (pkg.registryType) {
    case "npm":
      return askNpm(reach, pkg);
    case "pypi":
      return askPypi(reach, pkg);
    default:
      return askTags(reach, pkg);
  }
}

function answerOf({ registryType, version }: WatchedPackage, doc: JsonObject): UpstreamAnswer {
  switch (registryType) {
    case "npm":
      return npmAnswer(doc, version);
    case "pypi":
      return pypiAnswer(doc);
    default:
      return tagsAnswer(doc);
  }
}

/** A registry that the document names is a stranger's address; the configured one is ours. */
function baseOf(url: string | null, publicOne: string, configured: string) {
  const named = url?.replace(/\/+$/, "") ?? publicOne;
  return named === publicOne
    ? { address: configured, options: { base: configured, maxBytes: MAX_BYTES } }
    : { address: named, options: { maxBytes: MAX_BYTES } };
}

async function askNpm(reach: Reach, pkg: WatchedPackage): Promise<Answer> {
  const { address, options } = baseOf(pkg.registryUrl, PUBLIC_NPM, reach.sources.npm);
  const path = encodeURIComponent(pkg.identifier).replace(/^%40/, "@");
  return {
    source: "the npm registry",
    asked: await askJson(reach, `${address}/${path}`, options),
  };
}

async function askPypi(reach: Reach, pkg: WatchedPackage): Promise<Answer> {
  const { address, options } = baseOf(pkg.registryUrl, PUBLIC_PYPI, reach.sources.pypi);
  const url = `${address}/pypi/${encodeURIComponent(pkg.identifier)}/json`;
  return { source: "PyPI", asked: await askJson(reach, url, options) };
}

async function askTags(reach: Reach, pkg: WatchedPackage): Promise<Answer | null> {
  const image = readImage(imageName(pkg));
  if (image === null) return null;
  const url = `${rootOf(image.host)}/v2/${image.repository}/tags/list?n=1000`;
  const { asked } = await askAsNobody(reach, url, image.repository);
  return { source: `the container registry ${image.host}`, asked };
}

/** Older documents name the registry beside the image. */
function imageName({ identifier, registryUrl }: WatchedPackage): string {
  if (registryUrl === null || !URL.canParse(registryUrl)) return identifier;
  const namesHost = /^[^/]*[.:][^/]*\//.test(identifier);
  return namesHost ? identifier : `${new URL(registryUrl).host}/${identifier}`;
}
