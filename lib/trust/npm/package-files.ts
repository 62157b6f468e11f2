import type { JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import { ARCHIVE_LIMITS } from "../archive/limits.ts";
import { readArchive } from "../archive/read-archive.ts";
import { isPackageName, jsonObject } from "./npm-version.ts";

const MEGABYTE = 1_048_576;
/** A lock of a large tree has some megabytes. */
const LIMITS = { ...ARCHIVE_LIMITS, fileBytes: 16 * MEGABYTE };
const MAX_BUNDLED = 5_000;

/** What a tarball says of itself and of the packages that it brings along. */
export type PackageFiles = {
  manifest: JsonObject | null;
  /** npm-shrinkwrap.json: npm installs what it says. */
  lock: JsonObject | null;
  /** By folder, such as `node_modules/a/node_modules/b`. */
  bundled: ReadonlyMap<string, JsonObject>;
  /** With a binding.gyp, npm compiles on the machine of whoever installs. */
  hasGyp: boolean;
  /** What is wrong with these files, in sentences. */
  issues: readonly string[];
};

/** Reads the few files of a tarball that describe the package and what it brings along. */
export async function readPackageFiles(tarball: Buffer): Promise<PackageFiles> {
  const { files } = await readArchive(tarball, "tgz", LIMITS);
  const issues: string[] = [];
  // npm unpacks one after the other: the last file of a name is the one that stays.
  const last = new Map(files.map((file) => [file.path, file]));
  const manifest = objectOf(last.get("package.json"));
  if (manifest === null) issues.push("The tarball holds no package.json that is a JSON object.");
  if (files.filter(({ path }) => path === "package.json").length > 1)
    issues.push("The tarball holds package.json more than once.");
  const shrinkwrap = last.get("npm-shrinkwrap.json");
  const lock = objectOf(shrinkwrap);
  if (shrinkwrap !== undefined && lock === null)
    issues.push("Its npm-shrinkwrap.json is not a JSON object, or is too large.");
  return { manifest, lock, bundled: bundledIn(last), hasGyp: last.has("binding.gyp"), issues };
}

const objectOf = (file: ArchiveFile | undefined): JsonObject | null =>
  file?.bytes ? jsonObject(file.bytes) : null;

function bundledIn(files: ReadonlyMap<string, ArchiveFile>): Map<string, JsonObject> {
  const bundled = new Map<string, JsonObject>();
  for (const [path, file] of files) {
    const folder = bundledFolder(path);
    const manifest = folder === null ? null : objectOf(file);
    if (folder !== null && manifest !== null && bundled.size < MAX_BUNDLED)
      bundled.set(folder, manifest);
  }
  return bundled;
}

/** The folder of a bundled package when this is its package.json: `node_modules/a/node_modules/@b/c`. */
function bundledFolder(path: string): string | null {
  const parts = path.split("/");
  if (parts.pop() !== "package.json" || parts.length === 0) return null;
  return isPlace(parts) ? parts.join("/") : null;
}

/** Whether these are folders as npm lays packages out: `node_modules`, a name, and so on. */
export function isPlace(parts: readonly string[]): boolean {
  for (let at = 0; at < parts.length;) {
    const length = parts[at + 1]?.startsWith("@") ? 2 : 1;
    const name = parts.slice(at + 1, at + 1 + length).join("/");
    if (parts[at] !== "node_modules" || !isPackageName(name)) return false;
    at += 1 + length;
  }
  return true;
}
