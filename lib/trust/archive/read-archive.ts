import { Cut, Ledger, type ArchiveContents } from "./ledger.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits } from "./limits.ts";
import { readTgz } from "./read-tgz.ts";
import { readZip } from "./read-zip.ts";

export type ArchiveFormat = "tgz" | "zip";

/**
 * Reads a package in memory: nothing is ever written, no link followed, no archive inside opened.
 * What is hostile or broken is a code in `refused`, never an exception; what was read before a
 * limit was reached is still there.
 */
export async function readArchive(
  bytes: Buffer,
  format: ArchiveFormat,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<ArchiveContents> {
  let ledger: Ledger | null = null;
  try {
    ledger = new Ledger(limits, bytes.length);
    await (format === "tgz" ? readTgz(bytes, ledger) : readZip(bytes, ledger));
    return ledger.contents();
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    const { code, message: detail } = error;
    if (ledger === null) return { files: [], expandedBytes: 0, refused: [{ code, detail }] };
    ledger.refuse(code, detail);
    return ledger.contents();
  }
}
