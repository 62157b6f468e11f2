import { crc32 } from "node:zlib";
import { fromBufferPromise, getFileNameLowLevel, type Entry, type ZipFile } from "yauzl";
import { showName } from "./entry-name.ts";
import { Cut, type Ledger } from "./ledger.ts";
import { readEntry } from "./read-entry.ts";

const SIGNATURE_START = "MCPB_SIG_V1";
const SIGNATURE_END = "MCPB_SIG_END";

/** Reads a zip (a bundle, a wheel) into the ledger. Throws {@link Cut} where it has to stop. */
export async function readZip(bytes: Buffer, ledger: Ledger): Promise<void> {
  const zip = await open(bytes);
  try {
    for await (const entry of zip.eachEntry()) await takeEntry(zip, entry, ledger);
  } catch (error) {
    if (error instanceof Cut) throw error;
    throw new Cut("archive/corrupt", "Its table of contents is damaged.");
  }
}

async function open(bytes: Buffer): Promise<ZipFile> {
  const options = { decodeStrings: false, validateEntrySizes: true } as const;
  try {
    return await fromBufferPromise(bytes, options);
  } catch (error) {
    const bare = withoutSignature(bytes);
    if (bare !== null) return open(bare);
    const message = error instanceof Error ? error.message : "";
    if (message.includes("not found") || message.includes("EOF"))
      throw new Cut("archive/truncated", "It has no table of contents: not a zip, or cut off.");
    throw new Cut("archive/corrupt", "It is not a zip that can be read.");
  }
}

/** The bundle before the signature that `mcpb sign` hangs on its end; null: it has none. */
function withoutSignature(bytes: Buffer): Buffer | null {
  if (!bytes.subarray(-SIGNATURE_END.length).equals(Buffer.from(SIGNATURE_END))) return null;
  const start = bytes.lastIndexOf(SIGNATURE_START);
  return start > 0 ? bytes.subarray(0, start) : null;
}

async function takeEntry(zip: ZipFile, entry: Entry, ledger: Ledger): Promise<void> {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  const path = ledger.admit(name, false);
  if (path === null || name.endsWith("/")) return;
  const refusal = refusalOf(entry);
  if (refusal !== null) {
    ledger.refuse(refusal, `${showName(path)} cannot be read.`);
    return;
  }
  try {
    await readFile(zip, entry, { path, ledger });
  } catch (error) {
    if (error instanceof Cut) throw error;
    ledger.refuse("archive/corrupt", `${showName(path)} is damaged.`);
  }
}

function refusalOf(entry: Entry): string | null {
  const type = fileMode(entry) & 0o170_000;
  if (type === 0o120_000) return "archive/link";
  if (type !== 0 && type !== 0o100_000) return "archive/device";
  if (entry.isEncrypted()) return "archive/encrypted";
  return entry.compressionMethod === 0 || entry.compressionMethod === 8
    ? null
    : "archive/unsupported-compression";
}

async function readFile(
  zip: ZipFile,
  entry: Entry,
  { path, ledger }: { path: string; ledger: Ledger },
): Promise<void> {
  const local = await zip.readLocalFileHeaderPromise(entry);
  if (!local.fileName.equals(entry.fileNameRaw))
    ledger.refuse("archive/name-mismatch", `${showName(path)} has two different names.`);
  let sum = 0;
  const count = (chunk: Buffer): void => {
    ledger.count(chunk.length);
    sum = crc32(chunk, sum);
  };
  const stream = (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  const about = { path, executable: (fileMode(entry) & 0o111) !== 0 };
  const file = await readEntry(stream, about, { limits: ledger.limits, count });
  if (sum !== entry.crc32)
    ledger.refuse("archive/bad-checksum", `${showName(path)} does not match its checksum.`);
  ledger.add(file);
}

/** The Unix mode; 0 where the archive was made on another system. */
function fileMode({ versionMadeBy, externalFileAttributes }: Entry): number {
  return versionMadeBy >>> 8 === 3 ? externalFileAttributes >>> 16 : 0;
}
