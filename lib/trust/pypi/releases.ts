import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import { atMost } from "../npm/at-most.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { metadataOfInfo } from "./core-metadata.ts";
import { chooseFile, fileOf } from "./index-file.ts";
import { licenseOf } from "./manifest-facts.ts";
import { projectName } from "./project-name.ts";

const AT_ONCE = 8;
const MAX_ASKED = 1_500;
const MAX_DOCUMENT = 8 * 1_048_576;
const MAX_KNOWN = 20_000;

/** What an index says of one version of something that is needed. */
export type Release = {
  license: string | null;
  /** SHA-256 (hex) of all its files. */
  hashes: readonly string[];
  /** Of the file that an installer on Linux would take; null: the index promises none. */
  chosenHash: string | null;
  /** Without one, installing it runs its build. */
  hasWheel: boolean;
  requiresDist: readonly string[];
  hasFixedNeeds: boolean;
};

/** By address: what an index says of one version hardly ever changes. */
const known = new Map<string, Release>();

/** What the index says of single versions; what cannot be read is left out. */
export async function readReleases(
  reach: Reach,
  wanted: readonly { name: string; version: string }[],
): Promise<Map<string, Release>> {
  const slot = atMost(AT_ONCE);
  const rows = await Promise.all(
    wanted.slice(0, MAX_ASKED).map(async ({ name, version }) => {
      const release = await slot(() => readRelease(reach, name, version));
      return release === null ? [] : [[releaseKey(name, version), release] as const];
    }),
  );
  return new Map(rows.flat());
}

export const releaseKey = (name: string, version: string): string =>
  `${projectName(name)}@${version}`;

async function readRelease(reach: Reach, name: string, version: string): Promise<Release | null> {
  const base = reach.sources.pypi;
  const url = `${base}/pypi/${encodeURIComponent(projectName(name))}/${encodeURIComponent(version)}/json`;
  const before = known.get(url);
  if (before !== undefined || reach.signal.aborted) return before ?? null;
  // The list of components that is kept says what came of it.
  const fetched = await fetchEvidence({ ...reach, evidence: [] }, url, {
    kind: "pypi release",
    base,
    maxBytes: MAX_DOCUMENT,
    digestOnly: true,
  });
  const document = fetched.ok ? jsonObject(fetched.answer.body) : null;
  if (document === null || textIn(objectIn(document, "info"), "version") === "") return null;
  const files = objectsIn(document, "urls").flatMap((one) => fileOf(one, url) ?? []);
  const metadata = metadataOfInfo(objectIn(document, "info"));
  const release = {
    license: licenseOf(metadata),
    hashes: files.flatMap(({ sha256 }) => sha256 ?? []),
    chosenHash: chooseFile(files, null)?.sha256 ?? null,
    hasWheel: files.some(({ kind }) => kind === "wheel"),
    requiresDist: metadata.requiresDist,
    hasFixedNeeds: metadata.hasFixedNeeds,
  };
  if (known.size < MAX_KNOWN) known.set(url, release);
  return release;
}
