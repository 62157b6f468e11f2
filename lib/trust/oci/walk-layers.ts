import { Cut } from "../archive/ledger.ts";
import { showName } from "../archive/entry-name.ts";
import { kindOf } from "../archive/file-kind.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { ImageFiles } from "./image-files.ts";
import { expanded, type LayerBlob } from "./layer-bytes.ts";
import { readTar, type TarEntry } from "./read-tar.ts";
import { wantedAs } from "./wanted-files.ts";

const MEGABYTE = 1_048_576;

export const LAYER_LIMITS = {
  /** All layers together, as they come. */
  compressedBytes: 200 * MEGABYTE,
  /** Counted while they are unpacked. */
  expandedBytes: 1_024 * MEGABYTE,
  entries: 50_000,
  /** Of what is held in memory. */
  keptBytes: 96 * MEGABYTE,
};
export type LayerLimits = typeof LAYER_LIMITS;

/** More than the scanner reads of one file, so that it says itself that it was too much. */
const MAX_OWN = 5 * MEGABYTE;
const MAX_DATABASE = 32 * MEGABYTE;
const MAX_MANIFEST = MEGABYTE;
const HEAD = 8_192;
const MAX_DEPTH = 100;
const SHOWN_PER_CODE = 5;

/** A file of an image, as far as it is looked at. */
export type ImageFile =
  | { as: "own"; bytes: Buffer; sizeBytes: number; executable: boolean }
  | { as: "database" | "python"; bytes: Buffer }
  | { as: "npm"; manifest: JsonObject }
  | { as: "unreadable" }
  | { as: "other" };

/**
 * Walks the layers of an image, the lowest first, and keeps what is looked at. Nothing is written to
 * disk, no link is followed and nothing is run. @throws Cut where it has to stop.
 */
export class LayerWalk {
  readonly files = new ImageFiles<ImageFile>((file) => this.#forget(file));
  readonly #limits: LayerLimits;
  readonly #started: ReadonlySet<string>;
  readonly #refused = new Map<string, string[]>();
  #entries = 0;
  #expanded = 0;
  #kept = 0;

  constructor(started: ReadonlySet<string>, limits: LayerLimits) {
    this.#started = started;
    this.#limits = limits;
  }

  async take(blob: LayerBlob): Promise<void> {
    this.files.beginLayer();
    const bytes = this.#counted(expanded(blob));
    for await (const entry of readTar(bytes)) await this.#takeEntry(entry);
    // What stands behind the end is counted too: the digest covers it.
    for (let next = await bytes.next(); next.done !== true; next = await bytes.next());
  }

  refusals(): { code: string; detail: string }[] {
    return [...this.#refused].flatMap(([code, details]) =>
      details.slice(0, SHOWN_PER_CODE).map((detail) => ({ code, detail })),
    );
  }

  async *#counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    for await (const chunk of source) {
      this.#expanded += chunk.length;
      if (this.#expanded > this.#limits.expandedBytes)
        throw new Cut(
          "archive/expands-too-far",
          `Its layers unpack to more than ${this.#limits.expandedBytes} bytes.`,
        );
      yield chunk;
    }
  }

  async #takeEntry(entry: TarEntry): Promise<void> {
    if (++this.#entries > this.#limits.entries)
      throw new Cut("archive/too-many-entries", `It has more than ${this.#limits.entries} files.`);
    const path = this.#pathOf(entry.name);
    if (path === null || path === "" || this.files.takeWhiteout(path)) return;
    if (entry.type === "folder") return this.files.putFolder(path);
    this.files.put(path, await this.#fileOf(path, entry));
  }

  /** As container engines take it: relative to the root, without going above it. */
  #pathOf(name: string): string | null {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..")) return this.#refuse("archive/path-traversal", name, "is not allowed");
    if (parts.length > MAX_DEPTH) return this.#refuse("archive/name-too-long", name, "is too deep");
    return parts.join("/");
  }

  #refuse(code: string, name: string, why: string): null {
    const details = this.#refused.get(code) ?? [];
    this.#refused.set(
      code,
      [...details, `The name ${showName(name)} ${why}.`].slice(0, SHOWN_PER_CODE),
    );
    return null;
  }

  async #fileOf(path: string, entry: TarEntry): Promise<ImageFile> {
    // A name for the same file: what it shows is looked at where that lies, or counts as started.
    if (entry.type === "link") return this.#linked(entry.linkName);
    const wanted = entry.type === "file" ? wantedAs(path, this.#started) : null;
    switch (wanted) {
      case "own":
        return this.#keep(await ownFile(path, entry));
      case "database":
        return this.#keep({ as: "database", bytes: await bytesOf(entry, MAX_DATABASE) });
      case "python":
        return this.#keep({ as: "python", bytes: await bytesOf(entry, MAX_MANIFEST) });
      case "npm":
        return { as: "npm", manifest: slim(jsonObject(await bytesOf(entry, MAX_MANIFEST))) };
      case "unreadable":
        return { as: "unreadable" };
      case null:
        return { as: "other" };
    }
  }

  #linked(name: string): ImageFile {
    const path = this.#pathOf(name);
    const target = path === null ? null : this.files.get(path);
    return target?.as === "own" ? this.#keep(target) : { as: "other" };
  }

  #keep<File extends ImageFile & { bytes: Buffer }>(file: File): File | { as: "other" } {
    if (this.#kept + file.bytes.length > this.#limits.keptBytes) {
      this.#refused.set("archive/memory", ["It holds more code than is kept in memory."]);
      return { as: "other" };
    }
    this.#kept += file.bytes.length;
    return file;
  }

  #forget(file: ImageFile): void {
    if ("bytes" in file) this.#kept -= file.bytes.length;
  }
}

/** Text in full while the scanner reads it; of all else the start, which says what it is. */
async function ownFile(path: string, entry: TarEntry) {
  const chunks: Buffer[] = [];
  let size = 0;
  let isText: boolean | null = null;
  for await (const chunk of entry.content) {
    if (size < MAX_OWN && isText !== false) chunks.push(chunk);
    size += chunk.length;
    if (isText === null && size >= HEAD) isText = kindOf(path, Buffer.concat(chunks)) === "text";
  }
  const all = Buffer.concat(chunks);
  const limit = (isText ?? kindOf(path, all) === "text") ? MAX_OWN : HEAD;
  return {
    as: "own" as const,
    // A copy: a part would hold the whole in memory.
    bytes: all.length > limit ? Buffer.from(all.subarray(0, limit)) : all,
    sizeBytes: size,
    executable: (entry.mode & 0o111) !== 0,
  };
}

async function bytesOf({ content }: TarEntry, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    if (size < most) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

/** What a list of packages needs of a package.json; of tens of thousands that is a lot. */
function slim(manifest: JsonObject | null): JsonObject {
  const { name, version, license, licenses } = manifest ?? {};
  return Object.fromEntries(
    Object.entries({ name, version, license, licenses }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}
