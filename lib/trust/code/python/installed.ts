import type { ArchiveFile } from "../../archive/ledger.ts";
import { foundBy } from "./found-packages.ts";
import { addedNames, bothReadings, namesAt, tokensIn, topOf } from "./setting-lists.ts";

const SETTINGS =
  /^(?:setup\.py|setup\.cfg|pyproject\.toml|(?:src\/)?[^/]+\.egg-info\/entry_points\.txt)$/;
const TOP_LEVEL = /^(?:src\/)?[^/]+\.egg-info\/top_level\.txt$/;
const MAX_TEXT = 200_000;

/** `examples.core:main`, as commands and plugins are named. */
const STARTED = /\b([A-Za-z_]\w{0,99})(?:\.\w{1,99}){0,9}[ \t]{0,9}:[ \t]{0,9}[A-Za-z_]/g;
/** Poetry packs it and does not install it. */
const PACKED_ONLY = /\bformat\s*=\s*["']sdist["']/;
/** Of Hatch and Poetry; what Hatch puts into a source distribution is not installed for that. */
const PACKERS = /^\[tool\.(?:hatch\.(?!build\.targets\.sdist\b)|poetry\])/;

/**
 * Folders at the top of a source distribution that installing it installs, as far as its settings
 * say it in words. What setup.py or a builder of its own makes of them only shows when it runs.
 */
export function installedFolders(files: readonly ArchiveFile[]): ReadonlySet<string> {
  const textsOf = (names: RegExp): string[] =>
    files
      .filter(({ path }) => names.test(path))
      .flatMap(({ bytes }) => bothReadings(bytes?.toString("utf8").slice(0, MAX_TEXT) ?? ""));
  const code = files.map((file) => file.path).filter((name) => /\/[^/]+\.py$/.test(name));
  const settings = textsOf(SETTINGS);
  const named = [
    ...textsOf(TOP_LEVEL).flatMap((text) => text.split(/\s+/)),
    ...settings.flatMap(namedIn),
    ...foundBy(settings, code),
  ];
  // `**/*.py` of Hatch may be anywhere.
  const isAnywhere = named.some((name) => name.includes("*"));
  return new Set(isAnywhere ? code.map(topOf) : named);
}

function namedIn(text: string): string[] {
  const started = [...text.matchAll(STARTED)].map(([, name = ""]) => name);
  const installed = text.replace(/\{[^{}]*\}/g, (item) => (PACKED_ONLY.test(item) ? "" : item));
  const listed = namesAt("packages|py[-_]modules|only-include", installed);
  const placed = [...packedIn(installed), ...placesOf(text), ...addedNames(text)];
  return [
    ...started,
    ...listed.map((name) => topOf(name).split(".")[0] ?? ""),
    ...placed.map(topOf),
  ];
}

/** Where packages lie, by their names. */
const PLACES = /\bpackage[-_]dir["']? ?[=:] ?(\{[^{}]*\}|(?:\n [^\n]*)+)/g;
const placesOf = (text: string): string[] =>
  [...text.matchAll(PLACES)].flatMap(([, list = ""]) => tokensIn(list));

/** Paths and patterns that are packed. */
const packedIn = (text: string): string[] =>
  text
    .split(/^(?=\[)/m)
    .filter((section) => PACKERS.test(section))
    .flatMap((section) => [
      ...namesAt("include|path", section),
      ...(/\bforce-include\b/.test(section) ? tokensIn(section) : []),
    ]);
