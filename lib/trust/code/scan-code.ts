import type { JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveContents, ArchiveFile } from "../archive/ledger.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type { FileResult } from "./file-findings.ts";
import { judgeInstallScripts } from "./install-scripts.ts";
import { mergeFacts, type CodeScan, type Gathered, type Read } from "./merge-facts.ts";
import { PackageFiles } from "./package-files.ts";
import { judgePthFile } from "./python/malware.ts";
import { scanPython } from "./python/scan-python.ts";
import { ownFiles, startedBy } from "./reach.ts";
import { manifestIn } from "./read-manifest.ts";
import { rolesOf, type Layout, type RoleOf } from "./roles.ts";
import { scanFile, type ScannedFile } from "./scan-file.ts";
import { findSecrets, fingerprintOf } from "./secrets.ts";
import { languageOf, type Language, type Role } from "./source-file.ts";
import { analyse } from "./static-analysis.ts";

type Options = {
  /** For the fingerprints of secrets. */
  fingerprintKey: Buffer;
  isolation: CodeFacts["isolation"];
  layout: Layout;
  /** After this long, files that were not read yet are told as `too_large`. */
  timeMs?: number;
};

type Source = { file: ArchiveFile; role: Role; language: Language | null };

const ROLES: readonly Role[] = ["own", "aside", "vendored"];
/** Longer texts that are no code are data. */
const MAX_TEXT = 1_048_576;

/** Reads a package's code without running any of it. */
export async function scanCode(contents: ArchiveContents, options: Options): Promise<CodeScan> {
  const gathered = newGathered(contents.files);
  const deadline = performance.now() + (options.timeMs ?? Infinity);
  const manifest = manifestIn(contents);
  const started = startedIn(contents, manifest?.value ?? {});
  const roleOf = rolesOf(options.layout, contents.files, started);
  const task = (): Task => ({
    ...{ gathered, key: options.fingerprintKey, late: performance.now() > deadline },
  });
  for (const source of inOrder(contents.files, roleOf)) await takeFile(source, task());
  await takeOddlyNamed({ gathered, started, roleOf });
  const code = new Set([...gathered.files.keys(), ...gathered.left.keys()]);
  const keepsVendored = options.layout === "bundle" || options.layout === "image";
  const reach = { started, names: gathered.names, roleOf, keepsVendored };
  const own = ownFiles(code, gathered.files, reach);
  await takeReached(own, task);
  if (manifest !== null)
    gathered.malware.push(...judgeInstallScripts(manifest.value, manifest.text, gathered.files));
  return mergeFacts(gathered, own, options.isolation);
}

/** What is run or loaded first. */
function startedIn(contents: ArchiveContents, manifest: JsonObject): string[] {
  const bundle = manifestIn(contents, "manifest.json")?.value ?? {};
  return [...startedBy(manifest), ...startedBy(bundle)];
}

const newGathered = (files: readonly ArchiveFile[]): Gathered => ({
  names: new PackageFiles(files),
  files: new Map(),
  left: new Map(),
  languages: new Map(),
  unread: [],
  secrets: [],
  malware: [],
  staticFindings: [],
  suppressions: [],
  machineCode: [],
  unanalysed: [],
});

/** The package's own code first, so that a limit of time costs the least. */
function inOrder(files: readonly ArchiveFile[], roleOf: RoleOf): Source[] {
  const sources = files.map((file) => ({
    file,
    role: roleOf(file.path),
    language: languageOf(file),
  }));
  return ROLES.flatMap((role) => sources.filter((source) => source.role === role));
}

type Odd = { gathered: Gathered; started: readonly string[]; roleOf: RoleOf };

/** `require("./data.txt")` runs the file like any other: what is loaded is code, whatever its name. */
async function takeOddlyNamed({ gathered, started, roleOf }: Odd): Promise<void> {
  const { files, names } = gathered;
  const seen = new Set(files.keys());
  const oddAt = (paths: readonly string[]): ArchiveFile[] =>
    paths.flatMap((path) => {
      const file =
        seen.has(path) || /\.(?:json|node|wasm)$/.test(path) ? undefined : names.get(path);
      if (file === undefined || languageOf(file) !== null) return [];
      seen.add(path);
      return [file];
    });
  const take = async ({ path, bytes }: ArchiveFile): Promise<void> => {
    const language = { name: "JavaScript", readable: true };
    const text = bytes?.toString("utf8") ?? null;
    await takeCode({ path, text, role: roleOf(path), language }, gathered);
  };
  for (const one of started)
    for (const file of oddAt(names.pathsOf("package.json", `./${one}`))) await take(file);
  // A map goes on to what is added meanwhile: odd files load others.
  for (const [path, { specifiers }] of files)
    for (const one of specifiers)
      for (const file of oddAt(names.pathsOf(path, one))) await take(file);
}

type Task = { gathered: Gathered; key: Buffer; late: boolean };

async function takeFile(source: Source, { gathered, key, late }: Task): Promise<void> {
  const { file, role, language } = source;
  const text = late ? null : (file.bytes?.toString("utf8") ?? null);
  if (text !== null && mayHoldSecrets(source, text))
    gathered.secrets.push(...(await findSecrets({ path: file.path, text, role }, key)));
  gathered.malware.push(...judgePthFile(file.path, text));
  if (language !== null) {
    noteLanguage(file.path, { role, language }, gathered);
    await takeCode({ path: file.path, text, role, language }, gathered);
  } else if (late && role !== "vendored" && file.bytes !== null)
    gathered.unread.push({ file: file.path, reason: "too_large" });
}

async function takeCode(code: Code, gathered: Gathered): Promise<void> {
  const read = await readCode(code, gathered);
  if (code.role === "own") return takeOwn(code, read, gathered);
  gathered.left.set(code.path, read);
  // Malware is looked for everywhere, so that what was too large for that is told everywhere.
  if (read.reason === "too_large") gathered.unread.push({ file: code.path, reason: read.reason });
}

/** What counts of own code alone. */
async function takeOwn(
  { path, text }: Pick<Code, "path" | "text">,
  { scanned, reason }: Read,
  gathered: Gathered,
): Promise<void> {
  let why = reason;
  if (text === null) why ??= "too_large";
  else if (scanned !== null && why === null)
    why = (await addFindings(path, text, { scanned, gathered })) ? null : "syntax";
  if (why !== null) gathered.unread.push({ file: path, reason: why });
}

/** What own code turned out to load is own code, whatever its folder is called. */
async function takeReached(own: ReadonlySet<string>, task: () => Task): Promise<void> {
  const { gathered, key } = task();
  const { left, files, names } = gathered;
  const anew = new Map<string, Gathered["secrets"]>();
  for (const path of own) {
    const read = left.get(path);
    if (read === undefined) continue;
    const text = task().late ? null : (names.get(path)?.bytes?.toString("utf8") ?? null);
    // They are found anew, and as certain as those of other code.
    if (text !== null) anew.set(path, await findSecrets({ path, text, role: "own" }, key));
    if (read.reason !== "too_large") await takeOwn({ path, text }, read, gathered);
  }
  const others = gathered.secrets.filter(({ file }) => !anew.has(file));
  gathered.secrets = [...others, ...[...anew.values()].flat()];
  for (const found of [...own].flatMap((path) => files.get(path) ?? []))
    addRandom(found, gathered, key);
}

const mayHoldSecrets = ({ role, language }: Omit<Source, "file">, text: string): boolean =>
  role !== "vendored" && (language !== null || text.length <= MAX_TEXT);

function noteLanguage(
  path: string,
  { role, language }: { role: Role; language: Language },
  { languages, machineCode }: Gathered,
): void {
  if (language.name === "Machine code" || path.endsWith(".node")) machineCode.push(path);
  if (role === "vendored") return;
  const { files } = languages.get(language.name) ?? { files: 0 };
  languages.set(language.name, { ...language, files: files + 1 });
}

type Code = { path: string; text: string | null; role: Role; language: Language };

async function readCode({ path, text, language }: Code, gathered: Gathered): Promise<Read> {
  if (!language.readable) return { scanned: null, reason: "language" };
  if (text === null) return { scanned: null, reason: "too_large" };
  const scanned = await scanAs(language, path, text);
  if (typeof scanned === "string") return { scanned: null, reason: scanned };
  // Two files of one name: the later is installed, and neither may hide what the other does.
  gathered.malware.push(...(gathered.files.get(path)?.malware ?? []));
  gathered.files.set(path, scanned.result);
  return { scanned, reason: scanned.bundled ? "minified" : null };
}

const scanAs = async (language: Language, path: string, text: string) =>
  language.name === "Python" ? scanPython(path, text) : scanFile(path, text);

/** Null: it could not be parsed. */
async function analysed(
  path: string,
  text: string,
  { scanned: { sourceType }, gathered }: { scanned: ScannedFile; gathered: Gathered },
): ReturnType<typeof analyse> {
  if (sourceType !== null) return analyse(path, text, sourceType);
  gathered.unanalysed.push(path);
  return [];
}

async function addFindings(
  path: string,
  text: string,
  { scanned, gathered }: { scanned: ScannedFile; gathered: Gathered },
): Promise<boolean> {
  const explained = new Set<number>();
  for (const { line, explained: isExplained, reach } of scanned.suppressions) {
    if (!isExplained) gathered.suppressions.push({ file: path, line });
    else explained.add(reach === "next-line" ? line + 1 : line);
  }
  const findings = await analysed(path, text, { scanned, gathered });
  const fixed = new Set(
    scanned.result.unsafe
      .filter(({ code, severity }) => code === "unsafe/shell" && severity === "low")
      .map(({ line }) => line),
  );
  // A reason makes a finding less certain; it does not make it go away.
  for (const finding of findings ?? []) {
    // ESLint takes a choice between two fixed commands for something that anybody could set.
    if (finding.code === "eslint/detect-child-process" && fixed.has(finding.line)) continue;
    gathered.staticFindings.push(
      explained.has(finding.line ?? 0) ? { ...finding, confidence: "low" } : finding,
    );
  }
  return findings !== null;
}

function addRandom({ path, random }: FileResult, { secrets }: Gathered, key: Buffer): void {
  for (const { line, value } of random) {
    const fingerprint = fingerprintOf(value, key);
    if (secrets.some((one) => one.file === path && one.line === line)) continue;
    secrets.push({
      file: path,
      line,
      detector: "random-text",
      fingerprint,
      confidence: "low",
    });
  }
}
