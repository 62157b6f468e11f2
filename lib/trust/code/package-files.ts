import path from "node:path/posix";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import { readManifest, textsIn } from "./read-manifest.ts";

const ENDS = [
  "",
  ".js",
  ".mjs",
  ".cjs",
  ".ts",
  ".jsx",
  ".tsx",
  "/index.js",
  "/index.mjs",
  "/index.ts",
];
/** A folder may name another as what it stands for. */
const MAX_FOLDERS = 5;

/** The files of a package, and which of them the names in its code and manifests mean. */
export class PackageFiles {
  readonly #files: ReadonlyMap<string, ArchiveFile>;
  readonly #manifests = new Map<string, JsonObject | null>();
  /** By folder: the package that it is of. */
  readonly #packages = new Map<string, { at: string; manifest: JsonObject }>();

  /** Of two files of one name the later one counts, as when it is unpacked. */
  constructor(files: readonly ArchiveFile[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  get = (file: string): ArchiveFile | undefined => this.#files.get(file);

  /** Files that a module may be, as a file names it: all that different runtimes would take. */
  meantBy = (from: string, specifier: string): string[] =>
    this.pathsOf(from, specifier).flatMap((base) => this.#at(base));

  /** Files that a manifest at the root names as what is run first; every `*` stands for anything. */
  startedAt(name: string): string[] {
    if (!name.includes("*")) return this.#withMains(name).flatMap((base) => this.#at(base));
    const before = name.slice(0, name.indexOf("*"));
    const after = name.slice(name.lastIndexOf("*") + 1);
    // A pattern for all that there is says nothing of any of it.
    if (before === "") return [];
    return [...this.#files.keys()].filter(
      (file) => file.startsWith(before) && file.endsWith(after),
    );
  }

  /** Paths as a specifier gives them, whether they are there or not. */
  pathsOf(from: string, specifier: string): string[] {
    const folder = path.dirname(from);
    const named = specifier.startsWith(".")
      ? [path.join(folder, specifier)]
      : this.#ofOwnPackage(folder, specifier);
    return named.flatMap((base) => this.#withMains(base));
  }

  #at(base: string): string[] {
    const stem = base.replace(/\.[cm]?js$/, "");
    const names = ENDS.flatMap((end) => [base + end, stem + end]);
    return [...new Set(names)].filter((name) => this.#files.has(name));
  }

  /** The path, and what the folder of this name stands for. */
  #withMains(base: string, left = MAX_FOLDERS): string[] {
    const main = left > 0 ? textsIn(ownValue(this.#manifestIn(base) ?? {}, "main"))[0] : undefined;
    if (main === undefined) return [base];
    return [base, ...this.#withMains(path.join(base, main), left - 1)];
  }

  /** `#name`, and modules of the package by its own name. */
  #ofOwnPackage(folder: string, specifier: string): string[] {
    const { at, manifest } = this.#nearest(folder);
    const name = textsIn(ownValue(manifest, "name"))[0] ?? "";
    const isOwn = specifier === name || specifier.startsWith(`${name}/`);
    if (!specifier.startsWith("#") && (name === "" || !isOwn)) return [];
    const key = specifier.startsWith("#") ? "imports" : "exports";
    const wanted = key === "imports" ? specifier : `.${specifier.slice(name.length)}`;
    const targets = targetsIn(ownValue(manifest, key), wanted);
    return [...targets, ...(key === "exports" ? [wanted] : [])].map((one) => path.join(at, one));
  }

  #nearest(folder: string): { at: string; manifest: JsonObject } {
    const known = this.#packages.get(folder);
    if (known !== undefined) return known;
    const manifest = this.#manifestIn(folder);
    const above = path.dirname(folder);
    const isLast = manifest !== null || above === folder;
    const found = isLast ? { at: folder, manifest: manifest ?? {} } : this.#nearest(above);
    this.#packages.set(folder, found);
    return found;
  }

  #manifestIn(folder: string): JsonObject | null {
    const file = this.#files.get(path.join(folder, "package.json"));
    if (file === undefined) return null;
    const known = this.#manifests.get(file.path);
    if (known !== undefined) return known;
    const manifest = readManifest(file)?.value ?? null;
    this.#manifests.set(file.path, manifest);
    return manifest;
  }
}

/** What a name stands for in `imports` or `exports`, whose keys may hold one `*`. */
function targetsIn(map: Json | undefined, wanted: string): string[] {
  if (map === undefined || !isJsonObject(map)) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    const [before = "", after] = key.split("*");
    if (after === undefined) return key === wanted ? textsIn(value) : [];
    if (!wanted.startsWith(before) || !wanted.endsWith(after)) return [];
    const filled = wanted.slice(before.length, wanted.length - after.length);
    return textsIn(value).map((text) => text.replaceAll("*", () => filled));
  });
}
