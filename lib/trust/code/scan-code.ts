import { isJsonObject, ownValue, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveContents, ArchiveFile } from "../archive/ledger.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type { FileResult } from "./file-findings.ts";
import { judgeInstallScripts } from "./install-scripts.ts";
import { mergeFacts, type CodeScan, type Gathered } from "./merge-facts.ts";
import { judgePthFile } from "./python/malware.ts";
import { scanPython } from "./python/scan-python.ts";
import { loadedBy, ownFiles, startedBy } from "./reach.ts";
import { scanFile, type ScannedFile } from "./scan-file.ts";
import { findSecrets, fingerprintOf } from "./secrets.ts";
import { languageOf, roleOf as roleByName, type Language, type Role } from "./source-file.ts";
import { analyse } from "./static-analysis.ts";
import { rolesIn } from "./vendored.ts";

type Options = {
  /** For the fingerprints of secrets. */
  fingerprintKey: Buffer;
  isolation: CodeFacts["isolation"];
  /** After this long, files that were not read yet are told as `too_large`. */
  timeMs?: number;
};

type RoleOf = (path: string) => Role;
type Source = { file: ArchiveFile; role: Role; language: Language | null };

const ROLES: readonly Role[] = ["own", "aside", "vendored"];
/** Longer texts that are no code are data. */
const MAX_TEXT = 1_048_576;

/** Reads a package's code without running any of it. */
export async function scanCode(contents: ArchiveContents, options: Options): Promise<CodeScan> {
  const gathered = newGathered();
  const deadline = performance.now() + (options.timeMs ?? Infinity);
  const manifest = manifestIn(contents);
  const { started, roleOf } = layoutOf(contents, manifest?.value ?? {});
  for (const source of inOrder(contents.files, roleOf)) {
    const late = performance.now() > deadline;
    await takeFile(source, { gathered, key: options.fingerprintKey, late });
  }
  await takeOddlyNamed(contents.files, { gathered, started, roleOf });
  const own = ownFiles(gathered.files, started, roleOf);
  for (const [path, found] of gathered.files)
    if (own.has(path)) addRandom(found, gathered, options.fingerprintKey);
  if (manifest !== null)
    gathered.malware.push(...judgeInstallScripts(manifest.value, manifest.text, gathered.files));
  return mergeFacts(gathered, own, options.isolation);
}

/** What is run or loaded first, and whose code each file is. */
function layoutOf(
  contents: ArchiveContents,
  manifest: JsonObject,
): { started: string[]; roleOf: RoleOf } {
  const bundle = manifestIn(contents, "manifest.json")?.value ?? {};
  const started = [...startedBy(manifest), ...startedBy(bundle)];
  const isBundle = isJsonObject(ownValue(bundle, "server"));
  return { started, roleOf: isBundle ? rolesIn(contents.files, started) : roleByName };
}

const newGathered = (): Gathered => ({
  files: new Map(),
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

/** `require("./data.txt")` runs the file like any other: what is loaded is code, whatever its name. */
async function takeOddlyNamed(
  files: readonly ArchiveFile[],
  { gathered, started, roleOf }: { gathered: Gathered; started: readonly string[]; roleOf: RoleOf },
): Promise<void> {
  const texts = new Map(files.map((file) => [file.path, file]));
  const wanted = [...started, ...[...gathered.files].flatMap(loadedBy)];
  for (const path of new Set(wanted)) {
    const file = texts.get(path);
    if (file === undefined || languageOf(file) !== null || /\.(?:json|node|wasm)$/.test(path))
      continue;
    const language = { name: "JavaScript", readable: true };
    const code = { path, text: file.bytes?.toString("utf8") ?? null, role: roleOf(path), language };
    const reason = await readCode(code, gathered);
    if (reason !== null) gathered.unread.push({ file: path, reason });
  }
}

type Task = { gathered: Gathered; key: Buffer; late: boolean };

async function takeFile(source: Source, { gathered, key, late }: Task): Promise<void> {
  const { file, role, language } = source;
  const text = late ? null : (file.bytes?.toString("utf8") ?? null);
  if (text !== null && mayHoldSecrets(source, text))
    gathered.secrets.push(...(await findSecrets({ path: file.path, text, role }, key)));
  gathered.malware.push(...judgePthFile(file.path, text));
  if (language !== null) await takeCode({ path: file.path, text, role, language }, gathered);
  else if (late && role !== "vendored" && file.bytes !== null)
    gathered.unread.push({ file: file.path, reason: "too_large" });
}

async function takeCode(code: Code, gathered: Gathered): Promise<void> {
  noteLanguage(code.path, code, gathered);
  const reason = await readCode(code, gathered);
  // Malware is looked for everywhere, so that what was too large for that is told everywhere.
  if (reason !== null && (code.role === "own" || reason === "too_large"))
    gathered.unread.push({ file: code.path, reason });
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

/** Reads a file of code; gives why it was not read in full, or null. */
async function readCode(
  { path, text, role, language }: Code,
  gathered: Gathered,
): Promise<CodeFacts["unread"][number]["reason"] | null> {
  if (!language.readable) return "language";
  if (text === null) return "too_large";
  const scanned = await scanAs(language, path, text);
  if (typeof scanned === "string") return scanned;
  // Two files of one name: the later is installed, and neither may hide what the other does.
  gathered.malware.push(...(gathered.files.get(path)?.malware ?? []));
  gathered.files.set(path, scanned.result);
  if (scanned.bundled) return "minified";
  const complete = role !== "own" || (await addFindings(path, text, { scanned, gathered }));
  return complete ? null : "syntax";
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

/** The package.json at the root, where it is an object; of two, the later one. */
export function manifestIn(
  contents: ArchiveContents,
  name = "package.json",
): { value: JsonObject; text: string } | null {
  const text = contents.files
    .filter(({ path }) => path === name)
    .at(-1)
    ?.bytes?.toString("utf8");
  if (text === undefined) return null;
  try {
    const value = parseJsonExact(text.replace(/^\ufeff/, ""));
    return isJsonObject(value) ? { value, text } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
