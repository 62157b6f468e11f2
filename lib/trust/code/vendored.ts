import type { ArchiveFile } from "../archive/ledger.ts";
import { roleOf, type Role } from "./source-file.ts";

const DIST_INFO = /^(.+)\/[^/]+\.dist-info\/(?:METADATA|RECORD)$/;
const MAX_RECORD = 2_000;

/**
 * Whose code each file of a bundle is. Beside the folders that installers use by name, those that
 * Python packages were installed into (`pip install --target lib`) are known by what pip leaves
 * there. Where the bundle's own code lies among them, only what pip says it has written is theirs.
 *
 * @param started files that are run or loaded first.
 */
export function rolesIn(
  files: readonly ArchiveFile[],
  started: readonly string[],
): (path: string) => Role {
  const { folders, parts } = installedIn(files, started);
  if (folders.size + parts.size === 0) return roleOf;
  const isVendored = (path: string): boolean => {
    const names = path.split("/");
    const above = names.map((_name, at) => names.slice(0, at + 1).join("/"));
    return (
      above.slice(0, -1).some((one) => folders.has(one)) || above.some((one) => parts.has(one))
    );
  };
  return (path) => (isVendored(path) ? "vendored" : roleOf(path));
}

/** Folders of packages alone, and parts of folders that the bundle's own code lies in. */
function installedIn(files: readonly ArchiveFile[], started: readonly string[]) {
  const folders = new Set<string>();
  const parts = new Set<string>();
  for (const { path, bytes } of files) {
    const folder = DIST_INFO.exec(path)?.[1];
    if (folder === undefined) continue;
    const isOwnToo = started.some((one) => one.startsWith(`${folder}/`));
    if (!isOwnToo) folders.add(folder);
    else if (path.endsWith("/RECORD"))
      for (const part of writtenBy(String(bytes ?? ""))) parts.add(`${folder}/${part}`);
  }
  for (const one of started) parts.delete(one);
  return { folders, parts };
}

/** The first names of what a package consists of. */
function writtenBy(record: string): string[] {
  const names = record
    .split("\n", MAX_RECORD)
    .map((line) => line.split(",")[0]?.split("/")[0] ?? "")
    .filter((name) => name !== "" && name !== ".." && name !== ".");
  return [...new Set(names)];
}
