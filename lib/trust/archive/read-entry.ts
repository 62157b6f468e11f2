import { kindOf, type FileKind } from "./file-kind.ts";
import type { ArchiveFile, Ledger } from "./ledger.ts";

const HEAD = 512;

/** Reads one entry's bytes and keeps them while they are text of a bearable size. */
export async function readEntry(
  stream: AsyncIterable<Buffer>,
  { path, executable }: { path: string; executable: boolean },
  { limits, count }: { limits: Ledger["limits"]; count: (chunk: Buffer) => void },
): Promise<ArchiveFile> {
  const taken = new Taken(path, limits.fileBytes);
  for await (const chunk of stream) {
    count(chunk);
    taken.add(chunk);
  }
  const { kind, size, chunks } = taken.end();
  const text = kind === "text";
  const tooLarge = text && size > limits.fileBytes;
  return {
    path,
    sizeBytes: size,
    kind,
    executable,
    bytes: text && !tooLarge ? Buffer.concat(chunks) : null,
    cut: tooLarge ? "file_size" : null,
  };
}

/** Holds chunks until they turn out to be no text, or too much of it. */
class Taken {
  #chunks: Buffer[] = [];
  #head = Buffer.alloc(0);
  #kind: FileKind | null = null;
  #size = 0;
  readonly #path: string;
  readonly #limit: number;

  constructor(path: string, limit: number) {
    this.#path = path;
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#head.length < HEAD) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, 8_192)]);
      if (this.#head.length >= HEAD) this.#kind = kindOf(this.#path, this.#head);
    }
    if (this.#size > this.#limit || (this.#kind ?? "text") !== "text") this.#chunks = [];
    else this.#chunks.push(chunk);
  }

  end(): { kind: FileKind; size: number; chunks: readonly Buffer[] } {
    const kind = this.#kind ?? kindOf(this.#path, this.#head);
    return { kind, size: this.#size, chunks: this.#chunks };
  }
}
