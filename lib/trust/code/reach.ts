import path from "node:path/posix";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { FileResult } from "./file-findings.ts";
import type { Role } from "./source-file.ts";

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

/**
 * The files that count as the package's own code: those outside of tests and examples, and those
 * inside that the former load. Otherwise code would only have to stand in `test/` to be overlooked.
 */
export function ownFiles(
  files: ReadonlyMap<string, FileResult>,
  started: readonly string[],
  roleOf: (path: string) => Role,
): ReadonlySet<string> {
  const entries = started.flatMap((name) => resolve("package.json", name, files) ?? []);
  const own = new Set([...[...files.keys()].filter((file) => roleOf(file) === "own"), ...entries]);
  const queue = [...own];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const specifier of files.get(file)?.relatives ?? []) {
      const target = resolve(file, specifier, files);
      if (target === null || own.has(target) || roleOf(target) === "vendored") continue;
      own.add(target);
      queue.push(target);
    }
  }
  return own;
}

/** The paths that a file loads by name, as they are written. */
export const loadedBy = ([from, { relatives }]: readonly [string, FileResult]): string[] =>
  [...relatives].map((specifier) => path.join(path.dirname(from), specifier));

/** The files of the package that a file loads by name. */
export const filesLoadedBy = (
  from: FileResult,
  files: ReadonlyMap<string, FileResult>,
): FileResult[] =>
  [...from.relatives].flatMap((specifier) => {
    const target = resolve(from.path, specifier, files);
    return target === null ? [] : (files.get(target) ?? []);
  });

const MAX_DEPTH = 5;

/** The paths that a package.json, or a bundle's manifest, names as what is run or loaded first. */
export function startedBy(manifest: JsonObject): string[] {
  const server = ownValue(manifest, "server");
  const entry = isJsonObject(server) ? ownValue(server, "entry_point") : undefined;
  const named = ["main", "module", "bin", "exports"].map((key) => ownValue(manifest, key));
  return [...named, entry].flatMap((value) => textsIn(value)).map((name) => path.normalize(name));
}

function textsIn(value: Json | undefined, depth = 0): string[] {
  if (typeof value === "string") return [value];
  if (depth > MAX_DEPTH || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, depth + 1));
  return isJsonObject(value) ? Object.values(value).flatMap((one) => textsIn(one, depth + 1)) : [];
}

function resolve(
  from: string,
  specifier: string,
  files: ReadonlyMap<string, FileResult>,
): string | null {
  const base = path.join(path.dirname(from), specifier);
  const stem = base.replace(/\.[cm]?js$/, "");
  const names = ENDS.flatMap((end) => [base + end, stem + end]);
  return names.find((name) => files.has(name)) ?? null;
}
