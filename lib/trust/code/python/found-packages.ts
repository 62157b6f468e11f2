import path from "node:path/posix";
import { namesAt, tokensIn, topOf } from "./setting-lists.ts";

/** `find_packages(…)` of setup.py, with what is between the brackets. */
const CALLS = /\bfind_(namespace_)?packages\(((?:[^()]|\([^()]*\))*)/g;
/** That setup.cfg or pyproject.toml leaves it to setuptools to find them. */
const FINDS =
  /^ ?packages ?[=:]\s*find(?:_namespace)?:|\bpackages\.find\b|^ ?find ?= ?\{|\bpackages ?= ?\{/m;
const OPTIONS = /^\[[\w.]+\.packages\.find\]/;
const REGULAR = /\/__init__\.py$/;
const MAX_FINDERS = 10;
const MAX_PATTERNS = 100;

type Finder = {
  /** `where`, `include` and `exclude`, as they are written. */
  options: string;
  /** Whether folders of code are packages without an `__init__.py`. */
  isNamespace: boolean;
};

/**
 * Folders at the top whose packages setuptools finds by itself, as settings ask it to. What is not
 * understood counts as all that there is: too much is read rather than too little.
 * @param code paths of Python files in folders.
 */
export function foundBy(settings: readonly string[], code: readonly string[]): string[] {
  const finders = settings.flatMap(findersIn);
  const all = finders.length > MAX_FINDERS ? [{ options: "", isNamespace: true }] : finders;
  return all.flatMap((finder) => foldersOf(finder, code));
}

function findersIn(text: string): Finder[] {
  const calls = [...text.matchAll(CALLS)].map(([, namespace, options = ""]) => ({
    // Without spaces only what is quoted is read, and no name of a variable.
    options: options.replace(/ ?= ?/g, "="),
    isNamespace: namespace !== undefined,
  }));
  if (!FINDS.test(text)) return calls;
  const options = text.split(/^(?=\[)/m).find((one) => OPTIONS.test(one)) ?? "";
  const mayBeNamespace = /\btool\.setuptools\b|find_namespace:/.test(text);
  const isNamespace = mayBeNamespace && !/^ ?namespaces ?= ?false/m.test(options);
  return [...calls, { options, isNamespace }];
}

function foldersOf({ options, isNamespace }: Finder, code: readonly string[]): string[] {
  const first = /^\s*(["'][^"'\n]*["'])/.exec(options)?.[1] ?? "";
  const roots = [...tokensIn(first), ...namesAt("where", options)].map(topOf);
  const inner = roots.filter((root) => root !== ".");
  if (inner.length > 0 && inner.length === roots.length) return inner;
  const isFound = filterOf(options);
  const packages = new Set((isNamespace ? code : regularIn(code)).map(folderOf));
  return [...inner, ...[...packages].filter((one) => isFound(one.replaceAll("/", "."))).map(topOf)];
}

const folderOf = (file: string): string => path.dirname(file);

function regularIn(code: readonly string[]): string[] {
  const files = code.filter((file) => REGULAR.test(file));
  const tops = new Set(files.map(folderOf));
  return files.filter((file) => tops.has(topOf(file)));
}

/** Whether a package of this dotted name is taken. */
function filterOf(options: string): (name: string) => boolean {
  const include = namesAt("include", options);
  const isIncluded = include.length > MAX_PATTERNS ? () => true : fitting(include);
  // What follows on a wildcard may leave out less than it seems.
  const exclude = namesAt("exclude", options).filter((one) => /^[\w.]*\*?$/.test(one));
  const isExcluded = fitting(exclude.slice(0, MAX_PATTERNS));
  return (name) => (include.length === 0 || isIncluded(name)) && !isExcluded(name);
}

/** Patterns count up to their first wildcard. */
function fitting(patterns: readonly string[]): (name: string) => boolean {
  const whole = new Set(patterns);
  const starts = patterns.flatMap((pattern) => /^([^*?[]*)[*?[]/.exec(pattern)?.[1] ?? []);
  return (name) => whole.has(name) || starts.some((start) => name.startsWith(start));
}
