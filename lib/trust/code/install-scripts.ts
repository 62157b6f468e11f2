import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { CodeFacts } from "../core/code-facts.ts";
import type { FileResult } from "./file-findings.ts";
import { LineIndex } from "./line-index.ts";
import { REVERSE_SHELL } from "./rules/reverse-shell.ts";

type Malware = CodeFacts["malware"][number];
type Judgement = Omit<Malware, "file" | "line">;

/** Scripts of a published package that npm runs on the machine of whoever installs it. */
const HOOKS = ["preinstall", "install", "postinstall"] as const;

/** The patterns take quadratic time. */
const MAX_SCRIPT = 4_000;

const PATTERNS: readonly [RegExp, Judgement][] = [
  [
    /\b(?:curl|wget)\b[^;&]*\|\s*(?:sudo\s+)?(?:\w*sh|node|python\d?|perl)\b|\b(?:sh|bash)\s+<\(\s*(?:curl|wget)/,
    {
      code: "malware/install-download",
      title: "Installing downloads a program and runs it.",
      severity: "critical",
      blocks: true,
    },
  ],
  [
    REVERSE_SHELL,
    {
      code: "malware/reverse-shell",
      title: "Installing gives somebody elsewhere a shell on this machine.",
      severity: "critical",
      blocks: true,
    },
  ],
  [
    /\bbase64\s+(?:-d|-D|--decode)\b|-enc(?:odedcommand)?\s+[A-Za-z0-9+/=]{20}|\batob\(|fromCharCode|Buffer\.from\([^)]*['"](?:base64|hex)['"]|\beval\b/i,
    {
      code: "malware/install-hidden",
      title: "Installing runs code that is hidden in the script.",
      severity: "critical",
      blocks: true,
    },
  ],
  [
    /\b(?:curl|wget|ncat|nc|powershell|pwsh|bitsadmin|certutil)\b|\b(?:https?|ftp):\/\/|\bfetch\(|require\(['"]https?['"]\)/i,
    {
      code: "malware/install-network",
      title: "Installing reaches into the network.",
      severity: "medium",
      blocks: false,
    },
  ],
];

const REPORTS: Judgement = {
  code: "malware/install-reports",
  title: "The install script reads who and where it is, and reaches into the network.",
  severity: "high",
  blocks: true,
};

/** Judges the install scripts of a package.json, and the files that they start: MTF CQ-02. */
export function judgeInstallScripts(
  manifest: JsonObject,
  text: string,
  files: ReadonlyMap<string, FileResult>,
): Malware[] {
  const scripts = ownValue(manifest, "scripts");
  if (!isJsonObject(scripts)) return [];
  return HOOKS.flatMap((hook) => {
    const given = ownValue(scripts, hook);
    if (typeof given !== "string") return [];
    const script = given.slice(0, MAX_SCRIPT);
    const place = { file: "package.json", line: lineOf(text, hook) };
    const own = judgeInstallCommand(script);
    const started = startedFiles(script, files).flatMap(judgeStarted);
    return [...(own === undefined ? [] : [{ ...place, ...own }]), ...started];
  });
}

/** What a command that runs while something is installed looks like; undefined: like nothing bad. */
export const judgeInstallCommand = (command: string): Judgement | undefined =>
  PATTERNS.find(([pattern]) => pattern.test(command.slice(0, MAX_SCRIPT)))?.[1];

const namesStarted = (script: string): string[] =>
  [...script.matchAll(/\b(?:node|bun|tsx)\s+(?:-[\w=./-]+\s+)*["']?(?:\.\/)?([\w@./-]+)/g)].map(
    ([, name = ""]) => name,
  );

/** The files that install scripts start, as they are written. */
export function filesStarted(manifest: JsonObject): string[] {
  const scripts = ownValue(manifest, "scripts");
  if (!isJsonObject(scripts)) return [];
  return HOOKS.flatMap((hook) => {
    const script = ownValue(scripts, hook);
    return typeof script === "string" ? namesStarted(script.slice(0, MAX_SCRIPT)) : [];
  });
}

function startedFiles(script: string, files: ReadonlyMap<string, FileResult>): FileResult[] {
  return namesStarted(script).flatMap((name) => {
    const ends = ["", ".js", ".cjs", ".mjs", "/index.js"];
    const found = ends.map((end) => files.get(name + end)).find((file) => file !== undefined);
    return found === undefined ? [] : [found];
  });
}

/** Of a file that runs while something is installed. */
export function judgeStarted({ path, signals }: FileResult): Malware[] {
  const line = signals.get("network");
  if (line === undefined) return [];
  const reads = signals.has("reads-host") || signals.has("reads-secrets");
  const network = PATTERNS.at(-1)?.[1];
  const judgement = reads ? REPORTS : network;
  return judgement === undefined ? [] : [{ file: path, line, ...judgement }];
}

function lineOf(text: string, hook: string): number | null {
  const at = text.search(new RegExp(`"${hook}"\\s*:`));
  return at === -1 ? null : new LineIndex(text).lineAt(at);
}
