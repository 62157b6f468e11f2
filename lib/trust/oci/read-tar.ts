import { Cut } from "../archive/ledger.ts";

export type TarEntry = {
  /** As it stands in the archive. */
  name: string;
  type: "file" | "folder" | "symlink" | "link" | "other";
  sizeBytes: number;
  mode: number;
  linkName: string;
  /** Read it before the next entry; what is left of it is passed over. */
  content: AsyncIterable<Buffer>;
};

const BLOCK = 512;
/** Of what describes an entry: long names and the like. */
const MAX_DESCRIPTION = 1_048_576;

/**
 * The entries of a tarball while it arrives: POSIX pax and GNU's long names, nothing of it in memory
 * but the piece at hand. @throws Cut where it is damaged, ends too early or is sparse.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry, void> {
  const bytes = new Bytes(source);
  let described: Record<string, string> = {};
  for (;;) {
    const block = await bytes.take(BLOCK, "at-an-end");
    if (block === null || block.every((byte) => byte === 0)) return;
    const header = headerIn(block);
    if (header.flag === "x" || header.flag === "L" || header.flag === "K") {
      const text = await descriptionIn(bytes, header.sizeBytes);
      described = { ...described, ...descriptionOf(header.flag, text) };
      continue;
    }
    const { entry, stored } = entryOf(header, described);
    described = {};
    // Global headers say nothing about names.
    if (header.flag !== "g") yield { ...entry, content: bytes.stream(stored) };
    await bytes.finish(stored);
  }
}

type Header = Omit<TarEntry, "content" | "type"> & { flag: string };

function headerIn(block: Buffer): Header {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (numberIn(block, 148, 8) !== sum) throw damaged();
  const prefix = block.toString("latin1", 257, 262) === "ustar" ? textAt(block, 345, 155) : "";
  const name = textAt(block, 0, 100);
  return {
    name: prefix === "" || block[263] === 0x20 ? name : `${prefix}/${name}`,
    mode: numberIn(block, 100, 8),
    sizeBytes: numberIn(block, 124, 12),
    flag: String.fromCharCode(block[156] ?? 0),
    linkName: textAt(block, 157, 100),
  };
}

const textAt = (block: Buffer, start: number, length: number): string => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? length : end);
};

/** Octal digits, or for large numbers two's complement after a first byte of 0x80. */
function numberIn(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    if (!Number.isSafeInteger(value)) throw damaged();
    return value;
  }
  const text = field.toString("latin1").replace(/[\0 ]+/g, "");
  if (!/^[0-7]*$/.test(text)) throw damaged();
  return text === "" ? 0 : parseInt(text, 8);
}

async function descriptionIn(bytes: Bytes, sizeBytes: number): Promise<Buffer> {
  if (sizeBytes > MAX_DESCRIPTION)
    throw new Cut("archive/too-large", "It describes an entry with more than a megabyte.");
  const text = await bytes.take(sizeBytes, "never");
  await bytes.skip(paddingOf(sizeBytes));
  return text ?? Buffer.alloc(0);
}

function descriptionOf(flag: string, text: Buffer): Record<string, string> {
  const plain = text.toString("utf8").replace(/\0.*$/s, "");
  if (flag === "L") return { path: plain };
  if (flag === "K") return { linkpath: plain };
  return paxIn(text);
}

/** Lines of `LENGTH KEY=VALUE`, where the length counts the whole line in bytes. */
function paxIn(text: Buffer): Record<string, string> {
  const values: [string, string][] = [];
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(0x20, at);
    const length = Number(text.toString("latin1", at, space));
    if (space < 0 || !Number.isInteger(length) || length < 3 || at + length > text.length)
      throw damaged();
    const line = text.toString("utf8", space + 1, at + length - 1);
    const equals = line.indexOf("=");
    if (equals > 0) values.push([line.slice(0, equals), line.slice(equals + 1)]);
    at += length;
  }
  return Object.fromEntries(values);
}

const TYPES: Readonly<Record<string, TarEntry["type"]>> = {
  "\0": "file",
  "0": "file",
  "7": "file",
  "1": "link",
  "2": "symlink",
  "5": "folder",
};

/** Links, devices, folders and pipes have no content, whatever their size says: as Go's reader has it. */
const HEADER_ONLY: ReadonlySet<string> = new Set("123456");

function entryOf(header: Header, described: Readonly<Record<string, string>>) {
  if (header.flag === "S" || Object.keys(described).some((key) => key.startsWith("GNU.sparse")))
    throw new Cut("archive/sparse", "It holds a sparse file.");
  const { flag, ...rest } = header;
  const sizeBytes = sizeOf(rest, described["size"]);
  const name = described["path"] ?? rest.name;
  const linkName = described["linkpath"] ?? rest.linkName;
  const entry = { ...rest, name, linkName, sizeBytes, type: typeOf(flag, name) };
  return { entry, stored: HEADER_ONLY.has(flag) ? 0 : sizeBytes };
}

function sizeOf(header: Pick<Header, "sizeBytes">, said: string | undefined): number {
  const size = said === undefined ? header.sizeBytes : Number(said);
  if (!Number.isSafeInteger(size) || size < 0) throw damaged();
  return size;
}

/** Older archives mark folders by their name alone. */
function typeOf(flag: string, name: string): TarEntry["type"] {
  const type = TYPES[flag] ?? "other";
  return type === "file" && name.endsWith("/") ? "folder" : type;
}

const damaged = (): Cut => new Cut("archive/corrupt", "It is not a tarball, or is damaged.");
const truncated = (): Cut => new Cut("archive/truncated", "It ends in the middle of a file.");

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** What arrives, taken in the sizes that are wanted. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  /** Read of the entry at hand. */
  #read = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly so many. Null: nothing is left where it may end. */
  async take(size: number, mayEnd: "at-an-end" | "never"): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let missing = size;
    while (missing > 0) {
      const piece = await this.#piece(missing);
      if (piece === null) {
        if (mayEnd === "at-an-end" && parts.length === 0) return null;
        throw truncated();
      }
      parts.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(parts);
  }

  async *stream(size: number): AsyncGenerator<Buffer, void> {
    while (this.#read < size) {
      const piece = await this.#piece(size - this.#read);
      if (piece === null) throw truncated();
      this.#read += piece.length;
      yield piece;
    }
  }

  /** Passes over what is left of an entry of this size, and over its padding. */
  async finish(size: number): Promise<void> {
    await this.skip(size - this.#read + paddingOf(size));
    this.#read = 0;
  }

  async skip(size: number): Promise<void> {
    let missing = size;
    while (missing > 0) {
      const piece = await this.#piece(missing);
      if (piece === null) throw truncated();
      missing -= piece.length;
    }
  }

  async #piece(most: number): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return null;
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}
