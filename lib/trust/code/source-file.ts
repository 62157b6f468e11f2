import type { ArchiveFile } from "../archive/ledger.ts";

/** Whose code it is: the package's own, its tests, examples and pages, or a dependency's. */
export type Role = "own" | "aside" | "vendored";

export type Language = { name: string; readable: boolean };

const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|fixtures?|examples?|demos?|samples?|docs?|benchmarks?|e2e)\/|\.(?:test|spec|bench|stories)\.[cm]?[jt]sx?$/i;
const DECLARATIONS = /\.d\.[cm]?ts$/;

const LANGUAGES: readonly [RegExp, Language][] = [
  [/\.(?:[cm]?js|jsx)$/i, { name: "JavaScript", readable: true }],
  [/\.(?:[cm]?ts|tsx)$/i, { name: "TypeScript", readable: true }],
  [/\.pyw?$/i, { name: "Python", readable: true }],
  // Python runs it in place of its source.
  [/\.py[co]$/i, { name: "Python bytecode", readable: false }],
  [/\.(?:sh|bash|zsh)$/i, { name: "Shell", readable: false }],
  [/\.(?:ps1|bat|cmd)$/i, { name: "Windows script", readable: false }],
  [/\.go$/i, { name: "Go", readable: false }],
  [/\.rs$/i, { name: "Rust", readable: false }],
  [/\.rb$/i, { name: "Ruby", readable: false }],
  [/\.(?:java|kt|jar|class)$/i, { name: "JVM", readable: false }],
  [/\.(?:cs|dll)$/i, { name: ".NET", readable: false }],
  [/\.(?:c|cc|cpp|h|hpp)$/i, { name: "C", readable: false }],
  [/\.(?:php|lua|pl)$/i, { name: "Script", readable: false }],
  [/\.wasm$/i, { name: "WebAssembly", readable: false }],
];

/** Where installers of Node and Python put what is needed, matched by whole folders. */
const VENDORED = /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.?venv|__pypackages__)\//;

export const roleOf = (path: string): Role =>
  VENDORED.test(path) ? "vendored" : ASIDE.test(path) ? "aside" : "own";

/** The language by name, by `#!` and by first bytes; null: it is not code. */
export function languageOf({ path, kind, bytes }: ArchiveFile): Language | null {
  if (DECLARATIONS.test(path)) return null;
  const named = LANGUAGES.find(([name]) => name.test(path))?.[1];
  if (named !== undefined) return named;
  if (kind === "executable") return { name: "Machine code", readable: false };
  const first = bytes?.subarray(0, 100).toString("latin1") ?? "";
  if (!first.startsWith("#!")) return null;
  if (/\b(?:node|bun|deno)\b/.test(first)) return { name: "JavaScript", readable: true };
  return /\bpython/.test(first)
    ? { name: "Python", readable: true }
    : { name: "Shell", readable: false };
}

const MEAN_LINE = 500;
const LONG_LINE = 50_000;
/** Larger files are bundles in all but name, and ESLint would need more memory than there is. */
const LARGE = 400_000;
const MARKERS = 5;

/** Whether a tool put it together, so that a line of it says little about who wrote it. */
export function isBundled(text: string): boolean {
  if (text.length > LARGE) return true;
  let lines = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", start)) {
    if (at - start > LONG_LINE) return true;
    lines += 1;
    start = at + 1;
  }
  if (text.length - start > LONG_LINE || text.length / lines > MEAN_LINE) return true;
  const markers = text.match(/^[ \t]*(?:\/\/|\/\*+\/ "|\/\*!\*+) ?(?:\.\.?\/)*node_modules\//gm);
  return (markers?.length ?? 0) >= MARKERS;
}
