import type { Layout } from "../code/roles.ts";

/** What the scanner is told before the archive's bytes. */
export type ScannerHeader = {
  layout: Layout;
  /** Hex. */
  fingerprintKey: string;
  sizeBytes: number;
  timeMs: number;
};

/** The header as the scanner's input begins: its length in four bytes, then JSON. */
export function encodeHeader(header: ScannerHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json]);
}

/** Reads header and archive into one buffer of the right size, so that no second copy is needed. */
export async function readInput(
  stream: AsyncIterable<Buffer>,
): Promise<{ header: ScannerHeader; archive: Buffer }> {
  let start = Buffer.alloc(0);
  let header: ScannerHeader | null = null;
  let archive = Buffer.alloc(0);
  let filled = 0;
  for await (const chunk of stream) {
    if (header !== null) {
      filled += chunk.copy(archive, filled);
      continue;
    }
    start = Buffer.concat([start, chunk]);
    const end = start.length < 4 ? Infinity : 4 + start.readUInt32LE(0);
    if (start.length < end) continue;
    header = JSON.parse(start.subarray(4, end).toString()) as ScannerHeader;
    archive = Buffer.alloc(header.sizeBytes);
    filled = start.subarray(end).copy(archive);
  }
  if (header === null || filled !== header.sizeBytes) throw new Error("The input ended too early.");
  return { header, archive };
}
