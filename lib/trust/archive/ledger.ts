import { judgeEntryName, showName } from "./entry-name.ts";
import type { FileKind } from "./file-kind.ts";
import type { ArchiveLimits } from "./limits.ts";

export type ArchiveFile = {
  /** With `/`, for a tarball without its first folder. */
  path: string;
  sizeBytes: number;
  kind: FileKind;
  /** Whether it is marked as executable. */
  executable: boolean;
  /** Its text; null: it is not text, or was cut. */
  bytes: Buffer | null;
  /** Why text was not kept. */
  cut: "file_size" | "memory" | null;
};

export type ArchiveContents = {
  /** By path; two files of one name are both here, the later one last. */
  files: readonly ArchiveFile[];
  expandedBytes: number;
  /** What was cut or refused: `archive/path-traversal`, `archive/too-many-entries`, … */
  refused: readonly { code: string; detail: string }[];
};

/** A limit was reached, or the archive cannot be read on: what was read so far stands. */
export class Cut extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

const SHOWN_PER_CODE = 5;
const isVendored = (path: string): boolean =>
  /(?:^|\/)(?:node_modules|site-packages|\.?venv)\//.test(path);

/** Counts what an archive unpacks to, judges names, and holds the text that fits. */
export class Ledger {
  readonly limits: ArchiveLimits;
  readonly #files: ArchiveFile[] = [];
  /** Kept files of dependencies: they give way to the package's own. */
  readonly #vendored: ArchiveFile[] = [];
  readonly #refused = new Map<string, string[]>();
  readonly #counts = new Map<string, number>();
  readonly #paths = new Set<string>();
  readonly #folded = new Set<string>();
  readonly #compressedBytes: number;
  readonly #deadline: number;
  #entries = 0;
  #expanded = 0;
  #kept = 0;

  constructor(limits: ArchiveLimits, compressedBytes: number) {
    this.limits = limits;
    this.#compressedBytes = compressedBytes;
    this.#deadline = performance.now() + limits.timeMs;
    if (compressedBytes > limits.compressedBytes)
      throw new Cut("archive/too-large", `It has ${compressedBytes} bytes.`);
  }

  refuse(code: string, detail: string): void {
    const shown = this.#refused.get(code) ?? [];
    if (shown.length < SHOWN_PER_CODE) shown.push(detail);
    this.#refused.set(code, shown);
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** Takes an entry on; null: its name is refused, or it is the first folder. */
  admit(raw: string, dropFirst: boolean): string | null {
    if (++this.#entries > this.limits.entries)
      throw new Cut("archive/too-many-entries", `It has more than ${this.limits.entries} entries.`);
    this.#checkTime();
    const judged = judgeEntryName(raw, dropFirst);
    if (judged.ok) return judged.path === "" ? null : judged.path;
    this.refuse(judged.code, `The name ${showName(raw)} is not allowed.`);
    return null;
  }

  /** Counts unpacked bytes. Throws {@link Cut} at a limit. */
  count(bytes: number): void {
    this.#expanded += bytes;
    const { expandedBytes, ratio, ratioFromBytes } = this.limits;
    if (this.#expanded > expandedBytes)
      throw new Cut("archive/expands-too-far", `It unpacks to more than ${expandedBytes} bytes.`);
    if (this.#expanded > ratioFromBytes && this.#expanded > ratio * this.#compressedBytes)
      throw new Cut("archive/ratio", `It unpacks to more than ${ratio} times its size.`);
    this.#checkTime();
  }

  add(file: ArchiveFile): void {
    this.#noteCollisions(file.path);
    if (file.kind === "archive")
      this.refuse("archive/nested", `The archive ${showName(file.path)} was not opened.`);
    if (file.bytes !== null) this.#keep(file, file.bytes.length);
    this.#files.push(file);
  }

  contents(): ArchiveContents {
    const files = [...this.#files].sort((one, other) => compare(one.path, other.path));
    const refused = [...this.#refused].flatMap(([code, details]) => {
      const more = (this.#counts.get(code) ?? 0) - details.length;
      const rest = more > 0 ? [{ code, detail: `And ${more} more.` }] : [];
      return [...details.map((detail) => ({ code, detail })), ...rest];
    });
    return { files, expandedBytes: this.#expanded, refused };
  }

  #noteCollisions(path: string): void {
    const folded = path.normalize("NFC").toLowerCase();
    if (this.#paths.has(path))
      this.refuse("archive/duplicate-name", `${showName(path)} is in it more than once.`);
    else if (this.#folded.has(folded))
      this.refuse("archive/case-collision", `${showName(path)} differs from another only in case.`);
    this.#paths.add(path);
    this.#folded.add(folded);
  }

  #keep(file: ArchiveFile, size: number): void {
    const vendored = isVendored(file.path);
    while (!vendored && this.#kept + size > this.limits.keptBytes) {
      const victim = this.#vendored.pop();
      if (victim === undefined) break;
      this.#kept -= victim.bytes?.length ?? 0;
      this.#drop(victim);
    }
    if (this.#kept + size > this.limits.keptBytes) return this.#drop(file);
    this.#kept += size;
    if (vendored) this.#vendored.push(file);
  }

  #drop(file: ArchiveFile): void {
    file.bytes = null;
    file.cut = "memory";
    this.refuse(
      "archive/memory",
      `${showName(file.path)} was too much text to hold and was not read.`,
    );
  }

  #checkTime(): void {
    if (performance.now() > this.#deadline)
      throw new Cut("archive/too-slow", `It took longer than ${this.limits.timeMs} ms to read.`);
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
