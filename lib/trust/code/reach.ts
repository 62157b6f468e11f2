import path from "node:path/posix";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { FileResult } from "./file-findings.ts";
import { filesStarted } from "./install-scripts.ts";
import type { PackageFiles } from "./package-files.ts";
import { textsIn } from "./read-manifest.ts";
import type { RoleOf } from "./roles.ts";

type Reach = {
  /** What is run or loaded first, as it is written; `*` stands for anything. */
  started: readonly string[];
  names: PackageFiles;
  roleOf: RoleOf;
  /** Whether a dependency that is loaded by its path is one still: it is in bundles and images. */
  keepsVendored: boolean;
};

/**
 * The files that count as the package's own code: those outside of tests and examples, and those
 * inside that the former load. Otherwise code would only have to stand in `test/` to be overlooked.
 *
 * @param code all files of code, also those that could not be read.
 */
export function ownFiles(
  code: ReadonlySet<string>,
  files: ReadonlyMap<string, FileResult>,
  { started, names, roleOf, keepsVendored }: Reach,
): ReadonlySet<string> {
  const loadedBy = (file: string): string[] =>
    [...(files.get(file)?.specifiers ?? []), ...(files.get(file)?.places ?? [])]
      .flatMap((specifier) => names.meantBy(file, specifier))
      .filter((target) => !keepsVendored || roleOf(target) !== "vendored");
  const entries = started.flatMap((name) => names.startedAt(name));
  const named = [...code].filter((file) => roleOf(file) === "own");
  const own = new Set([...named, ...entries.filter((file) => code.has(file))]);
  // A set goes on to what is added meanwhile.
  for (const file of own)
    for (const target of loadedBy(file)) if (code.has(target)) own.add(target);
  return own;
}

/** The paths that a package.json, or a bundle's manifest, names as what is run or loaded first. */
export function startedBy(manifest: JsonObject): string[] {
  const server = ownValue(manifest, "server");
  const entry = isJsonObject(server) ? ownValue(server, "entry_point") : undefined;
  const named = ["main", "module", "bin", "exports"].map((key) => ownValue(manifest, key));
  const folders = ownValue(manifest, "directories");
  const bins = isJsonObject(folders) ? textsIn(ownValue(folders, "bin")) : [];
  return [
    ...[...named, entry].flatMap((value) => textsIn(value)),
    // Every file in there is a program.
    ...bins.map((folder) => `${folder}/*`),
    ...filesStarted(manifest),
  ].map((name) => path.normalize(name));
}
