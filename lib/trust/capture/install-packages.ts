import ssri from "ssri";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { ARCHIVE_LIMITS } from "../archive/limits.ts";
import { readArchive, type ArchiveFormat } from "../archive/read-archive.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import { atMost } from "../npm/at-most.ts";
import type { NpmCollected } from "../npm/collect-npm.ts";
import type { Location } from "../npm/components.ts";
import { jsonObject, packagePath } from "../npm/npm-version.ts";
import { isPlace } from "../npm/package-files.ts";
import { NotCaptured } from "./not-captured.ts";
import type { PrivateFolder } from "./private-folder.ts";

const MEGABYTE = 1_048_576;
const DOWNLOADS_AT_ONCE = 8;
/** Each may hold the text of a whole package in memory. */
const UNPACKED_AT_ONCE = 2;
const MAX_TARBALL = 64 * MEGABYTE;
const MAX_DOCUMENT = 2 * MEGABYTE;
/** A bundled server may be one file of many megabytes. */
const LIMITS = { ...ARCHIVE_LIMITS, fileBytes: 32 * MEGABYTE };

type Wanted = Pick<Location, "name" | "version" | "integrity" | "optional"> & { paths: string[] };

/**
 * Lays a package and its tree out as `npm install --ignore-scripts` would: no script runs, every
 * tarball has the digest that the tree gives it, and only text is written (no machine code).
 * @throws NotCaptured where a package of the tree is not to be had as it was promised.
 */
export async function installPackages(
  reach: Reach,
  { name, tarball, bytes, locations }: NpmCollected,
  folder: PrivateFolder,
): Promise<void> {
  if (tarball === null || !bytes.ok || bytes.value.expected === null)
    throw new NotCaptured("not_captured", "Its bytes are not those of a digest that was promised.");
  await unpack(tarball, { format: "tgz", paths: [`node_modules/${name}`] }, folder);
  const failed = new AbortController();
  const signal = AbortSignal.any([reach.signal, failed.signal]);
  const quiet: Reach = { ...reach, evidence: [], signal };
  const downloading = atMost(DOWNLOADS_AT_ONCE);
  const unpacking = atMost(UNPACKED_AT_ONCE);
  const causes: unknown[] = [];
  const install = async (wanted: Wanted): Promise<void> => {
    try {
      const body = await downloading(() => download(quiet, wanted));
      if (body !== null)
        await unpacking(() => unpack(body, { format: "tgz", paths: wanted.paths }, folder));
    } catch (error) {
      causes.push(error);
      failed.abort();
    }
  };
  // All of them have to end before the folder may be removed.
  await Promise.all(wantedOf(locations).map(install));
  for (const error of causes) throw asError(error);
}

const asError = (cause: unknown): Error =>
  cause instanceof Error ? cause : new Error("Installing failed.", { cause });

/** Each version is fetched once, however many places it has. */
function wantedOf(locations: readonly Location[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { path, ...about } of locations) {
    if (!isPlace(path.split("/")))
      throw new NotCaptured("not_captured", "A package of its tree has no place to be put.");
    const key = `${about.name}@${about.version} ${about.integrity}`;
    const known = wanted.get(key);
    if (known === undefined) wanted.set(key, { ...about, paths: [path] });
    else {
      known.paths.push(path);
      known.optional &&= about.optional;
    }
  }
  return [...wanted.values()];
}

/** Null: it is not there, and it may be missing. */
async function download(reach: Reach, wanted: Wanted): Promise<Buffer | null> {
  const { name, version, integrity, optional } = wanted;
  const spoken = `${name}@${version}`;
  if (reach.signal.aborted)
    throw new NotCaptured("timeout", "Fetching what it needs took too long.");
  if (integrity === null)
    throw new NotCaptured("not_captured", `There is no digest of ${spoken}, which it needs.`);
  const fetched = await fetchTarball(reach, wanted);
  if (!fetched.ok) {
    if (optional) return null;
    const { reason, detail } = fetched.gone ? GONE : fetched;
    throw new NotCaptured(reason, `The tarball of ${spoken}, which it needs: ${detail}`);
  }
  if (ssri.checkData(fetched.answer.body, integrity) === false)
    throw new NotCaptured(
      "not_captured",
      `The tarball of ${spoken}, which it needs, is not what its digest promises.`,
    );
  return fetched.answer.body;
}

const GONE = { reason: "unreachable", detail: "It is not there." } as const;

/** Nearly every registry has it at one address; the others say where it is. */
async function fetchTarball(reach: Reach, { name, version }: Wanted): Promise<Fetched> {
  const base = reach.sources.npm;
  const file = `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
  const usual = `${base}/${name}/-/${encodeURIComponent(file)}`;
  const ask = { kind: "tarball", base, accept: "*/*", maxBytes: MAX_TARBALL, digestOnly: true };
  const first = await fetchEvidence(reach, usual, ask);
  // Among hundreds of requests one may fail for no reason that lasts.
  const fetched = isLost(first) ? await fetchEvidence(reach, usual, ask) : first;
  if (fetched.ok || !fetched.gone) return fetched;
  const named = await namedAddress(reach, { name, version });
  return named === null ? fetched : fetchEvidence(reach, named, ask);
}

const isLost = (fetched: Fetched): boolean =>
  !fetched.ok && !fetched.gone && fetched.status === undefined && fetched.reason !== "too_large";

/** As the document of the version has it, if that is below the configured registry. */
async function namedAddress(
  reach: Reach,
  { name, version }: { name: string; version: string },
): Promise<string | null> {
  const base = reach.sources.npm;
  const url = `${base}/${packagePath(name)}/${encodeURIComponent(version)}`;
  const ask = { kind: "npm version", base, maxBytes: MAX_DOCUMENT, digestOnly: true };
  const fetched = await fetchEvidence(reach, url, ask);
  const document = fetched.ok ? jsonObject(fetched.answer.body) : null;
  const named = textIn(objectIn(document ?? {}, "dist"), "tarball");
  if (named.startsWith(`${base}/`)) return named;
  return named.startsWith(`${PUBLIC_NPM}/`) ? `${base}${named.slice(PUBLIC_NPM.length)}` : null;
}

/** What ends the reading of an archive before all of it was read. */
const CUT: ReadonlySet<string> = new Set(
  ["too-large", "too-many-entries", "expands-too-far", "ratio", "too-slow", "memory"].map(
    (code) => `archive/${code}`,
  ),
);
const BROKEN: ReadonlySet<string> = new Set(["archive/truncated", "archive/corrupt"]);

/** Source maps and declarations of types are a third of all files, and no program reads them. */
const ONLY_FOR_TOOLS = /(?:\.map|\.d\.[cm]?ts)$/;

/**
 * Lays the text of an archive out at each of these paths.
 * @throws NotCaptured where it cannot be read whole.
 */
export async function unpack(
  archive: Buffer,
  { format, paths }: { format: ArchiveFormat; paths: readonly string[] },
  folder: PrivateFolder,
): Promise<void> {
  const { files, refused } = await readArchive(archive, format, LIMITS);
  const code = refused.map((one) => one.code).find((one) => CUT.has(one) || BROKEN.has(one));
  if (code !== undefined)
    throw new NotCaptured(
      CUT.has(code) ? "too_large" : "not_captured",
      `The archive for ${paths[0]} could not be read whole (${code}).`,
    );
  // npm unpacks one after the other: the last file of a name is the one that stays.
  for (const path of paths)
    for (const file of files)
      if (file.bytes !== null && !ONLY_FOR_TOOLS.test(file.path))
        folder.write(`${path}/${file.path}`, file.bytes);
}
