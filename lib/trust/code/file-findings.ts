import type { CodeFacts } from "../core/code-facts.ts";
import type { Severity } from "../core/words.ts";
import { LineIndex } from "./line-index.ts";
import type { Origin } from "./origin.ts";
import type { Scope } from "./scopes.ts";
import { startOf, type SyntaxNode } from "./syntax.ts";

/** One file as the rules see it. */
export type CodeFile = { path: string; bundled: boolean };

/** One node on the way through a file. */
export type Visit = {
  node: SyntaxNode;
  parent: SyntaxNode | null;
  scope: Scope;
  /** Whether it runs when the file is loaded, or only when a function of it is called. */
  when: "load" | "run";
  /** For calls and `new`: what is called, as far as it is known. */
  callee: Origin | null;
};

/** Suspicions that mean something only together. */
export type Signal =
  | "network"
  | "subprocess"
  | "shell"
  | "socket"
  | "pipes-to-shell"
  | "runs-text"
  | "encoded-table"
  | "reads-secrets"
  | "reads-host"
  | "drop-host"
  | "mining";

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;
type Malware = ItemOf<CodeFacts["malware"]>;

/** What is kept of a file once it was read: a package may have 50,000 of them. */
export type FileResult = Pick<
  FileFindings,
  | "powers"
  | "unsafe"
  | "malware"
  | "telemetry"
  | "unvalidated"
  | "random"
  | "environment"
  | "hosts"
  | "libraries"
  | "specifiers"
  | "places"
  | "signals"
  | "handlers"
  | "validates"
> & { path: string };

const NO_ITEMS: never[] = [];
const NO_NAMES = new Set<string>();
const NO_SIGNALS = new Map<Signal, number>();
const itemsOf = <Item>(items: Item[]): Item[] => (items.length === 0 ? NO_ITEMS : items);
const namesOf = (names: Set<string>): Set<string> => (names.size === 0 ? NO_NAMES : names);

/** What one file gave. Lists are judged and cut when the whole package is known. */
export class FileFindings {
  readonly powers: ItemOf<CodeFacts["powers"]>[] = [];
  readonly unsafe: ItemOf<CodeFacts["unsafe"]>[] = [];
  readonly malware: Malware[] = [];
  readonly telemetry: ItemOf<CodeFacts["telemetry"]>[] = [];
  readonly unvalidated: { file: string; line: number | null }[] = [];
  /** Strings that look like credentials by their name and their randomness. */
  readonly random: { line: number; value: string }[] = [];
  readonly environment = new Set<string>();
  readonly hosts = new Set<string>();
  readonly libraries = new Set<string>();
  /** Modules of others that are loaded, at their first lines. */
  readonly modules = new Map<string, number>();
  /** All that is loaded, as it is written. */
  readonly specifiers = new Set<string>();
  /** What is named from the file's own folder, and may be loaded: code, or a text that it reads. */
  readonly places = new Set<string>();
  readonly signals = new Map<Signal, number>();
  readonly obfuscated = new Set<string>();
  namedPaths: { node: SyntaxNode; when: Visit["when"]; what: string }[] = [];
  handlers = 0;
  /** Whether it calls a validator somewhere. */
  validates = false;

  readonly file: CodeFile;
  readonly #lines: LineIndex;
  readonly #seen = new Set<string>();

  constructor(file: CodeFile, text: string) {
    this.file = file;
    this.#lines = new LineIndex(text);
  }

  lineOf(node: SyntaxNode): number {
    return this.#lines.lineAt(startOf(node));
  }

  lineAt(offset: number): number {
    return this.#lines.lineAt(offset);
  }

  signal(name: Signal, node: SyntaxNode): void {
    if (!this.signals.has(name)) this.signals.set(name, this.lineOf(node));
  }

  /** Each power is told once a file, at the first place. */
  addPower(
    { node, when }: Pick<Visit, "node" | "when">,
    power: CodeFacts["powers"][number]["power"],
    what: string,
  ): void {
    if (this.#isNew(`${power} ${when} ${what}`))
      this.powers.push({ file: this.file.path, line: this.lineOf(node), power, when, what });
  }

  /** A private path that is put together counts once the file turns out to open files at all. */
  namePath({ node, when }: Pick<Visit, "node" | "when">, what: string): void {
    this.namedPaths.push({ node, when, what });
  }

  addUnsafe(
    node: SyntaxNode,
    code: string,
    { title, severity }: { title: string; severity: Severity },
  ): void {
    const { path: file, bundled } = this.file;
    const line = this.lineOf(node);
    if (!this.#isNew(`${code} ${line}`)) return;
    // Nobody can tell from a bundle whether the line is the package's or a library's.
    const softer = bundled && (severity === "high" || severity === "critical");
    this.unsafe.push({
      file,
      line,
      code,
      title: softer ? `${title} (in a bundle, perhaps by a library)` : title,
      severity: softer ? "medium" : severity,
    });
  }

  addMalware(line: number, finding: Omit<Malware, "file" | "line">): void {
    if (this.#isNew(finding.code)) this.malware.push({ file: this.file.path, line, ...finding });
  }

  addTelemetry(node: SyntaxNode, what: string): void {
    if (this.#isNew(`telemetry ${what}`))
      this.telemetry.push({ file: this.file.path, line: this.lineOf(node), what });
  }

  /** Without what only served the reading; most files give little, and share their empty lists. */
  result(): FileResult {
    return {
      path: this.file.path,
      powers: itemsOf(this.powers),
      unsafe: itemsOf(this.unsafe),
      malware: itemsOf(this.malware),
      telemetry: itemsOf(this.telemetry),
      unvalidated: itemsOf(this.unvalidated),
      random: itemsOf(this.random),
      environment: namesOf(this.environment),
      hosts: namesOf(this.hosts),
      libraries: namesOf(this.libraries),
      specifiers: namesOf(this.specifiers),
      places: namesOf(this.places),
      signals: this.signals.size === 0 ? NO_SIGNALS : this.signals,
      handlers: this.handlers,
      validates: this.validates,
    };
  }

  #isNew(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

export type Rule = (visit: Visit, found: FileFindings) => void;
