import fs, { type FileHandle } from "node:fs/promises";
import { crc32, inflateRawSync } from "node:zlib";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { badFile, codeOf } from "./feed-file.ts";

const MEGABYTE = 1_048_576;
const LIMITS = {
  entries: 2_000_000,
  entryBytes: 16 * MEGABYTE,
  totalBytes: 16_384 * MEGABYTE,
};
const CHUNK_BYTES = 65_536;
const STORED = 0;
const DEFLATED = 8;

export type ZipDocument = { name: string; bytes: Buffer };
type Archive = { file: string; zip: ZipFile; handle: FileHandle };

/**
 * The files of a ZIP archive one after the other, never more than one in memory and none written.
 * @throws AppError naming the file: it is no such archive, or one that is made to do harm.
 */
export async function* documentsOf(file: string): AsyncGenerator<ZipDocument> {
  const handle = await fs.open(file);
  try {
    const zip = await open(file);
    try {
      yield* documentsIn({ file, zip, handle });
    } finally {
      zip.close();
    }
  } finally {
    await handle.close();
  }
}

async function* documentsIn(archive: Archive): AsyncGenerator<ZipDocument> {
  const { file, zip } = archive;
  if (zip.entryCount > LIMITS.entries)
    throw badFile(file, `it holds more than ${LIMITS.entries} files.`);
  let total = 0;
  for await (const entry of entriesOf(file, zip)) {
    if (entry.fileName.endsWith("/")) continue;
    total += entry.uncompressedSize;
    if (total > LIMITS.totalBytes)
      throw badFile(file, `it unpacks to more than ${LIMITS.totalBytes / MEGABYTE} MB.`);
    yield { name: entry.fileName, bytes: await contentOf(archive, entry) };
  }
}

async function open(file: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { autoClose: false });
  } catch (error) {
    throw badFile(file, `it is no ZIP archive that can be read (${codeOf(error)}).`, error);
  }
}

async function* entriesOf(file: string, zip: ZipFile): AsyncGenerator<Entry> {
  const entries = zip.eachEntry();
  for (;;) {
    let next: IteratorResult<Entry>;
    try {
      next = await entries.next();
    } catch (error) {
      // Names that lead out of a folder are refused here too.
      throw badFile(file, `it is no archive that Gatehouse reads (${codeOf(error)}).`, error);
    }
    if (next.done) return;
    yield next.value;
  }
}

async function contentOf(archive: Archive, entry: Entry): Promise<Buffer> {
  const wrong = (what: string, cause?: unknown) =>
    badFile(archive.file, `${shown(entry.fileName)} ${what}.`, cause);
  const { compressedSize, uncompressedSize, compressionMethod } = entry;
  if (entry.isEncrypted()) throw wrong("is encrypted");
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw wrong("is packed in a way that Gatehouse does not read");
  if (Math.max(compressedSize, uncompressedSize) > LIMITS.entryBytes)
    throw wrong(`is larger than ${LIMITS.entryBytes / MEGABYTE} MB`);
  let bytes: Buffer;
  try {
    const packed = await packedBytes(archive, entry);
    bytes = compressionMethod === STORED ? packed : unpack(packed, uncompressedSize);
  } catch (error) {
    throw wrong(`cannot be unpacked (${codeOf(error)})`, error);
  }
  if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32)
    throw wrong("is not what the archive says that it is");
  return bytes;
}

/** Without a stream for each entry: a quarter of a million of them cost more than what they carry. */
async function packedBytes({ zip, handle }: Archive, entry: Entry): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const bytes = Buffer.alloc(entry.compressedSize);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, fileDataStart);
  return bytes.subarray(0, bytesRead);
}

const unpack = (packed: Buffer, size: number): Buffer =>
  inflateRawSync(packed, {
    maxOutputLength: Math.max(size, 1),
    chunkSize: Math.min(Math.max(size, 64), CHUNK_BYTES),
  });

/** A name of the archive in a sentence for a terminal. */
export const shown = (name: string): string =>
  JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
