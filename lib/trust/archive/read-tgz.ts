import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type EntryStream, type Header } from "tar-stream";
import { showName } from "./entry-name.ts";
import { Cut, type Ledger } from "./ledger.ts";
import { readEntry } from "./read-entry.ts";

const CHUNK = 262_144;
const FILES: ReadonlySet<string | null> = new Set(["file", "contiguous-file"]);
const DEVICES: ReadonlySet<string | null> = new Set(["character-device", "block-device", "fifo"]);

/** Reads a gzipped tarball into the ledger. Throws {@link Cut} where it has to stop. */
export async function readTgz(bytes: Buffer, ledger: Ledger): Promise<void> {
  // Counts what gzip gives, so that headers, padding and refused entries cost as well.
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        ledger.count(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const tar = extract({ allowUnknownFormat: true });
  const flow = pipeline(Readable.from(pieces(bytes)), createGunzip(), counter, tar);
  // The loop below meets the same error first; without this it would count as unhandled.
  const settled = flow.catch((error: unknown) => error);
  try {
    for await (const entry of tar) await takeEntry(entry, ledger);
  } catch (error) {
    const failure = await settled;
    throw error instanceof Cut ? error : asCut(failure ?? error);
  }
  const failure = await settled;
  if (failure !== undefined) throw asCut(failure);
}

async function takeEntry(entry: EntryStream, ledger: Ledger): Promise<void> {
  const { header } = entry;
  const path = ledger.admit(header.name, header.type !== "directory");
  const refusal = refusalOf(header);
  if (path !== null && refusal !== null)
    ledger.refuse(refusal, `${showName(path)} is not an ordinary file.`);
  if (path === null || refusal !== null || header.type === "directory") {
    entry.resume();
    return;
  }
  const executable = (header.mode & 0o111) !== 0;
  const about = { path, executable };
  ledger.add(await readEntry(entry, about, { limits: ledger.limits, count: () => undefined }));
}

function refusalOf({ type, pax }: Header): string | null {
  if (pax !== null && Object.keys(pax).some((key) => key.startsWith("GNU.sparse")))
    return "archive/sparse";
  if (FILES.has(type) || type === "directory") return null;
  if (type === "link" || type === "symlink") return "archive/link";
  return DEVICES.has(type) ? "archive/device" : "archive/unsupported-entry";
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

function asCut(error: unknown): Error {
  if (error instanceof Cut) return error;
  const message = error instanceof Error ? error.message : "";
  if (/unexpected end/i.test(message))
    return new Cut("archive/truncated", "It ends in the middle of a file.");
  return new Cut("archive/corrupt", "It is not a gzipped tarball, or is damaged.");
}
