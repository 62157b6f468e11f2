import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { AppError } from "#lib/kernel/errors.ts";
import { Cut } from "../archive/ledger.ts";

/** Takes a blob as it arrives, and knows its digest once all of it was taken. */
export class LayerBlob {
  readonly #source: AsyncIterator<Buffer>;
  readonly #hash = createHash("sha256");
  sizeBytes = 0;

  constructor(body: AsyncIterable<Buffer>) {
    this.#source = body[Symbol.asyncIterator]();
  }

  /** Null: that was all. */
  async next(): Promise<Buffer | null> {
    const next = await this.#source.next();
    if (next.done === true) return null;
    this.#hash.update(next.value);
    this.sizeBytes += next.value.length;
    return next.value;
  }

  /** Takes the rest. `sha256:…` */
  async digest(): Promise<string> {
    while ((await this.next()) !== null);
    return `sha256:${this.#hash.digest("hex")}`;
  }
}

/** The tarball in a layer: gzip, zstd or as it is, told by its first bytes, whatever it is called. */
export async function* expanded(blob: LayerBlob): AsyncGenerator<Buffer, void> {
  const first = await firstOf(blob);
  const all = rest(first, blob);
  const magic = first.subarray(0, 4).toString("hex");
  const decoder = magic.startsWith("1f8b")
    ? createGunzip()
    : magic === "28b52ffd"
      ? createZstdDecompress()
      : null;
  if (decoder === null) return yield* all;
  const flow = pipeline(Readable.from(all), decoder);
  // The loop below meets the same error; without this it would count as unhandled.
  flow.catch(() => undefined);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw asCut(error);
  }
}

async function firstOf(blob: LayerBlob): Promise<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < 4) {
    const next = await blob.next();
    if (next === null) break;
    first = Buffer.concat([first, next]);
  }
  return first;
}

async function* rest(first: Buffer, blob: LayerBlob): AsyncGenerator<Buffer, void> {
  if (first.length > 0) yield first;
  for (let next = await blob.next(); next !== null; next = await blob.next()) yield next;
}

function asCut(error: unknown): unknown {
  if (error instanceof Cut || error instanceof AppError || !(error instanceof Error)) return error;
  return /unexpected end/i.test(error.message)
    ? new Cut("archive/truncated", "A layer ends in the middle.")
    : new Cut("archive/corrupt", "A layer cannot be unpacked.");
}
