import type { CodeFacts } from "../core/code-facts.ts";
import type { FileResult } from "./file-findings.ts";
import type { PackageFiles } from "./package-files.ts";
import { byConfidence, byPower, bySeverity, MAX_LISTED, ranked, sortedNames } from "./rank.ts";
import type { ScannedFile } from "./scan-file.ts";
import type { Language } from "./source-file.ts";

/** A file of code as it was read. */
export type Read = {
  /** Null: it could not be. */
  scanned: ScannedFile | null;
  /** Why it was not read in full; null: it was. */
  reason: CodeFacts["unread"][number]["reason"] | null;
};

/** What the files of a package gave, before anything is cut. */
export type Gathered = {
  names: PackageFiles;
  files: Map<string, FileResult>;
  /** Files of code that are not known to be the package's own, unless something of it loads them. */
  left: Map<string, Read>;
  languages: Map<string, Language & { files: number }>;
  unread: CodeFacts["unread"][number][];
  secrets: CodeFacts["secrets"][number][];
  malware: CodeFacts["malware"][number][];
  staticFindings: CodeFacts["staticFindings"][number][];
  suppressions: CodeFacts["suppressions"][number][];
  /** Programs and native modules that are shipped. */
  machineCode: string[];
  /** Files that were searched for patterns, but for which there is no static analysis. */
  unanalysed: string[];
};

export type CodeScan = {
  facts: CodeFacts;
  /** The package's own code, with what of its tests and examples it loads. */
  own: ReadonlySet<string>;
  /** How many there are of each list, which itself is cut at 200. */
  totals: Readonly<Record<string, number>>;
};

const level = (): number => 0;

/** Lists of the package's own code; malware is looked for everywhere. */
export function mergeFacts(
  gathered: Gathered,
  own: ReadonlySet<string>,
  isolation: CodeFacts["isolation"],
): CodeScan {
  const files = [...gathered.files.values()];
  const mine = files.filter(({ path }) => own.has(path));
  const malware = [...gathered.malware, ...files.flatMap((one) => one.malware)];
  const powers = [...mine.flatMap((one) => one.powers), ...shipped(gathered)];
  const unsafe = mine.flatMap((one) => one.unsafe);
  const telemetry = mine.flatMap((one) => one.telemetry);
  const hosts = new Set(mine.flatMap((one) => [...one.hosts]));
  const environment = new Set(mine.flatMap((one) => [...one.environment]));
  const { secrets, unread, staticFindings, suppressions } = gathered;
  const facts: CodeFacts = {
    scannable: mine.length === 0 ? "opaque" : unread.length === 0 ? "full" : "partial",
    languages: languagesOf(gathered),
    unread: [...unanalysedIn(gathered, own), ...ranked(unread, level)].slice(0, MAX_LISTED),
    secrets: ranked(secrets, byConfidence),
    malware: ranked(malware, (one) => bySeverity(one) + (one.blocks ? 10 : 0)),
    unsafe: ranked(unsafe, bySeverity),
    staticFindings: ranked(staticFindings, (one) => 3 * bySeverity(one) + byConfidence(one)),
    suppressions: ranked(suppressions, level),
    powers: ranked(powers, byPower),
    environment: sortedNames(environment),
    hosts: sortedNames(hosts),
    validation: validationIn(mine, gathered),
    telemetry: ranked(telemetry, level),
    isolation,
  };
  const totals = {
    unread: unread.length,
    secrets: secrets.length,
    malware: malware.length,
    unsafe: unsafe.length,
    staticFindings: staticFindings.length,
    suppressions: suppressions.length,
    powers: powers.length,
    environment: environment.size,
    hosts: hosts.size,
    telemetry: telemetry.length,
  };
  return { facts, own, totals };
}

/** One stands for all. */
function unanalysedIn(
  { unanalysed }: Gathered,
  own: ReadonlySet<string>,
): CodeFacts["unread"][number][] {
  const [file] = unanalysed.filter((path) => own.has(path)).sort();
  return file === undefined ? [] : [{ file, reason: "analyser" }];
}

const shipped = ({ machineCode }: Gathered): CodeFacts["powers"][number][] =>
  machineCode.map((file) => ({
    file,
    line: null,
    power: "native",
    when: "run",
    what: "ships machine code",
  }));

const languagesOf = ({ languages }: Gathered): CodeFacts["languages"] =>
  [...languages.values()].sort(
    (one, other) => other.files - one.files || (one.name < other.name ? -1 : 1),
  );

/** Raw handlers may leave checking to another file, which then calls a validator. */
function validationIn(
  files: readonly FileResult[],
  { files: all, names }: Gathered,
): CodeFacts["validation"] {
  const libraries = sortedNames(new Set(files.flatMap((one) => [...one.libraries])));
  // Schemas often stand in a file of their own.
  const isLibrary = (path: string): boolean => (all.get(path)?.libraries.size ?? 0) > 0;
  const hasSchemas = ({ path, specifiers }: FileResult): boolean =>
    [path, ...[...specifiers].flatMap((one) => names.meantBy(path, one))].some(isLibrary);
  const elsewhere = libraries.length > 0 && files.some((one) => one.validates && hasSchemas(one));
  const unvalidated = elsewhere ? [] : files.flatMap((one) => one.unvalidated);
  return {
    libraries,
    handlers: files.reduce((sum, one) => sum + one.handlers, 0),
    unvalidated: ranked(unvalidated, level),
  };
}
