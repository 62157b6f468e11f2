import type { ArchiveFile } from "../archive/ledger.ts";
import type { ArchiveFormat } from "../archive/read-archive.ts";
import { installedFolders } from "./python/installed.ts";
import { languageOf, roleOf, type Role } from "./source-file.ts";
import { rolesIn } from "./vendored.ts";

/**
 * What an archive is: that says what of it is installed, and where what runs first is named. Nothing
 * in the archive decides it, or a file would do to make a package's code that of others.
 */
export type Layout = "npm" | "wheel" | "sdist" | "bundle" | "image";

export const FORMAT_OF: Readonly<Record<Layout, ArchiveFormat>> = {
  npm: "tgz",
  wheel: "zip",
  sdist: "tgz",
  bundle: "zip",
  image: "tgz",
};

export type RoleOf = (path: string) => Role;

/**
 * Whose code each file is, before it is known which file loads which.
 * @param started files that are run or loaded first.
 */
export function rolesOf(
  layout: Layout,
  files: readonly ArchiveFile[],
  started: readonly string[],
): RoleOf {
  const named = layout === "bundle" ? rolesIn(files, started) : roleOf;
  if (layout === "npm" || layout === "image") return named;
  const importable = new Set(files.filter(isImportable).map(({ path }) => path));
  const installed = layout === "sdist" ? installedFolders(files) : new Set<string>();
  return (path) => {
    if (!importable.has(path)) return named(path);
    return installed.has(topOf(path)) ? "own" : importedRole(path, layout, named(path));
  };
}

/**
 * Whose code a file is that Python can import. Whatever lies inside of a package is installed with
 * it, and who imports it cannot be told by looking: names of modules are often put together. Only
 * folders beside the packages are what their names say, and of a wheel not even these; and of a
 * bundle, which is no package, folders of dependencies are.
 *
 * @param named what its name says.
 */
export function importedRole(path: string, layout: Layout, named: Role): Role {
  if (layout === "bundle" && named === "vendored") return named;
  return layout === "wheel" || roleOf(`${topOf(path)}/`) === "own" ? "own" : named;
}

const topOf = (path: string): string => path.split("/")[0] ?? "";

/** Extension modules are programs to whoever looks at their bytes. */
const isImportable = (file: ArchiveFile): boolean =>
  /^(?:Python|Machine code)/.test(languageOf(file)?.name ?? "");
