import type { ArchiveFile } from "../archive/ledger.ts";
import { ARCHIVE_LIMITS } from "../archive/limits.ts";
import { readArchive } from "../archive/read-archive.ts";
import { parseCoreMetadata, type CoreMetadata } from "./core-metadata.ts";
import type { PypiFile } from "./index-file.ts";

const MEGABYTE = 1_048_576;
/** A lock of a large tree has some megabytes. */
const LIMITS = { ...ARCHIVE_LIMITS, fileBytes: 16 * MEGABYTE };

/** What a wheel or a source distribution says of itself. */
export type DistributionFiles = {
  metadata: CoreMetadata | null;
  /** Texts of the files that may be locks, by their names. */
  locks: ReadonlyMap<string, string>;
  /** What of it runs on the machine of whoever installs it. */
  installScripts: readonly string[];
  /** What is wrong with these files, in sentences. */
  issues: readonly string[];
};

const LOCKS = /^(?:uv\.lock|poetry\.lock|pylock\.toml|requirements(?:[.-]lock)?\.txt)$/;

/** Reads the few files of a distribution that describe it. */
export async function readDistributionFiles(
  archive: Buffer,
  kind: PypiFile["kind"],
): Promise<DistributionFiles> {
  const { files } = await readArchive(archive, kind === "wheel" ? "zip" : "tgz", LIMITS);
  const isMetadata = (path: string) =>
    kind === "wheel" ? /^[^/]+\.dist-info\/METADATA$/.test(path) : path === "PKG-INFO";
  const described = files.filter(({ path }) => isMetadata(path));
  const metadata = parseCoreMetadata(textOf(described.at(-1)));
  const name = kind === "wheel" ? "METADATA" : "PKG-INFO";
  const issues: string[] = [];
  if (metadata === null) issues.push(`It holds no ${name} that names a package.`);
  if (described.length > 1) issues.push(`It holds ${name} more than once.`);
  const locks = files.filter(({ path, bytes }) => LOCKS.test(path) && bytes !== null);
  return {
    metadata,
    locks: new Map(locks.map((file) => [file.path, textOf(file)])),
    installScripts: kind === "wheel" ? [] : buildScripts(files),
    issues,
  };
}

const textOf = (file: ArchiveFile | undefined): string => file?.bytes?.toString("utf8") ?? "";

/** Installing from source runs setup.py, or a builder that lies in the distribution itself (PEP 517). */
function buildScripts(files: readonly ArchiveFile[]): string[] {
  const project = textOf(files.find(({ path }) => path === "pyproject.toml"));
  return [
    ...(files.some(({ path }) => path === "setup.py") ? ["setup.py"] : []),
    ...(/^\s*backend-path\s*=/m.test(project) ? ["its own build backend"] : []),
  ];
}
