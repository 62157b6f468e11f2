import type { ArchiveFile } from "../../archive/ledger.ts";

const SETTINGS =
  /^(?:setup\.py|setup\.cfg|pyproject\.toml|(?:src\/)?[^/]+\.egg-info\/entry_points\.txt)$/;
const TOP_LEVEL = /^(?:src\/)?[^/]+\.egg-info\/top_level\.txt$/;
const MAX_TEXT = 200_000;

/** `examples.core:main`, as commands and plugins are named. */
const STARTED = /\b([A-Za-z_]\w{0,99})(?:\.\w{1,99}){0,9}[ \t]{0,9}:[ \t]{0,9}[A-Za-z_]/g;
/** Lists of packages, over lines as TOML, Python and setup.cfg write them. */
const PACKAGES =
  /\b(?:packages|py[-_]modules|only-include)[ \t]*=[ \t]*(?:\[([^[\]]*)\]|((?:\n?[ \t]+[\w.-]+,?)+))/g;
/** Poetry packs it and does not install it. */
const PACKED_ONLY = /\bformat\s*=\s*["']sdist["']/;
const FINDS_ALL = /\bfind_(?:namespace_)?packages\(\s*\)/;

/**
 * Folders at the top of a source distribution that installing it installs, as far as its settings
 * say it in words. What setup.py or a builder of its own makes of them only shows when it runs.
 */
export function installedFolders(files: readonly ArchiveFile[]): ReadonlySet<string> {
  const textsOf = (names: RegExp): string[] =>
    files
      .filter(({ path }) => names.test(path))
      .map(({ bytes }) => bytes?.toString("utf8").slice(0, MAX_TEXT) ?? "");
  const settings = textsOf(SETTINGS);
  return new Set([
    ...textsOf(TOP_LEVEL).flatMap((text) => text.split(/\s+/)),
    ...settings.flatMap(namedIn),
    ...(settings.some((text) => FINDS_ALL.test(text)) ? packagesAmong(files) : []),
  ]);
}

function namedIn(text: string): string[] {
  const started = [...text.matchAll(STARTED)].map(([, name = ""]) => name);
  const installed = text.replace(/\{[^{}]*\}/g, (item) => (PACKED_ONLY.test(item) ? "" : item));
  const listed = [...installed.matchAll(PACKAGES)].flatMap(
    ([, list = "", lines = ""]) => `${list} ${lines}`.match(/\w[\w./-]*/g) ?? [],
  );
  return [...started, ...listed.map((name) => name.split(/[./]/)[0] ?? "")];
}

const packagesAmong = (files: readonly ArchiveFile[]): string[] =>
  files.flatMap(({ path }) => /^([^/]+)\/__init__\.py$/.exec(path)?.[1] ?? []);
