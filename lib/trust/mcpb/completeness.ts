import path from "node:path/posix";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import type { ByteFacts } from "../core/facts.ts";
import type { Role } from "../code/source-file.ts";
import { configOf, plainPath } from "./bundle-manifest.ts";

const EXECUTABLE = /(?<!\.d)\.(?:py|[cm]?js|[cm]?ts|go|rs|sh|bash|zsh|exe|dll|so|dylib)$/i;
const HOOK = /(?:^|\/)(?:pre|post)install[^/]*$/i;
/** What bundles hold beside their code: pictures, fonts, texts. */
const HARMLESS =
  /\.(?:png|jpe?g|gif|ico|webp|svg|avif|bmp|woff2?|ttf|otf|pdf|mp[34]|wav|wasm|map)$/i;
const MOST = 200;
const MAX_DEPTH = 6;

/**
 * What can run but is not referred to by the manifest, and other files that nobody expects: MTF
 * AI-05. As MTF's own scanner has it, the folder of the entry point is referred to as a whole, and
 * so are modules that are started by name and what was installed along.
 */
export function unreferencedIn(
  manifest: JsonObject,
  files: readonly ArchiveFile[],
  roleOf: (path: string) => Role,
): ByteFacts["unreferenced"] {
  const trees = referredTrees(manifest);
  return files
    .filter((file) => !trees.some((tree) => isBelow(file.path, tree)))
    .filter((file) => roleOf(file.path) !== "vendored")
    .flatMap((file) => {
      const executable = isExecutable(file);
      return executable || isOdd(file) ? [{ path: file.path, executable }] : [];
    })
    .sort((one, other) => Number(other.executable) - Number(one.executable))
    .slice(0, MOST);
}

const isExecutable = ({ path: name, kind }: ArchiveFile): boolean =>
  EXECUTABLE.test(name) || HOOK.test(name) || kind === "executable";

const isOdd = ({ path: name, kind }: ArchiveFile): boolean =>
  (kind === "archive" || kind === "binary") && !HARMLESS.test(name);

const isBelow = (file: string, tree: string): boolean =>
  tree === "" || file === tree || file.startsWith(`${tree}/`);

function referredTrees(manifest: JsonObject): string[] {
  const server = objectIn(manifest, "server");
  const config = configOf(manifest);
  const entry = plainPath(textIn(server, "entry_point"));
  const named = [...textsIn(config), ...textsIn(ownValue(manifest, "icon"))].flatMap(pathsIn);
  const modules = modulesIn(config);
  const roots = ["", ...named, entry === "" ? [] : folderOf(entry)].flat();
  return [
    ...(entry === "" ? [] : [entry, folderOf(entry)]),
    ...named,
    ...modules.flatMap((module) => roots.map((root) => path.join(root, module))),
  ];
}

const folderOf = (file: string): string => {
  const folder = path.dirname(file);
  return folder === "." ? "" : folder;
};

function textsIn(value: Json | undefined, depth = 0): string[] {
  if (typeof value === "string") return [value];
  if (depth > MAX_DEPTH || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, depth + 1));
  return isJsonObject(value) ? Object.values(value).flatMap((one) => textsIn(one, depth + 1)) : [];
}

/** `${__dirname}/lib:${__dirname}/server`; the bundle's own folder alone refers to nothing. */
const pathsIn = (text: string): string[] =>
  [...text.slice(0, 4_000).matchAll(/\$\{__dirname\}[/\\]([^\s:;"'$]+)/g)]
    .map(([, name = ""]) => plainPath(name))
    .filter((name) => name !== "");

/** `-m package.module` */
function modulesIn(config: JsonObject): string[] {
  const args = ownValue(config, "args");
  const list = Array.isArray(args) ? args : [];
  return list.flatMap((one, at) => {
    const name = list[at - 1] === "-m" && typeof one === "string" ? one : "";
    const [first = ""] = name.split(".");
    return /^[\w-]+$/.test(first) ? [first] : [];
  });
}
