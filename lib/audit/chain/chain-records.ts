import { entryHash } from "./entry-bytes.ts";
import type { NewRecord } from "./new-record.ts";

/** The last record of a chain: what the next one is linked to. */
export type Head = { writer: string; epoch: number; seq: number; hash: Buffer };

export type Row = NewRecord & { seq: number; prev: Buffer; hash: Buffer };

/** Links records to a chain, in order. */
export function chainRecords(
  head: Head,
  records: readonly NewRecord[],
): { rows: Row[]; next: Head } {
  const { writer, epoch } = head;
  let { seq, hash: prev } = head;
  const rows = records.map((record) => {
    seq += 1;
    const hash = entryHash({
      ...record,
      at: record.at.toISOString(),
      commitment: record.commitment?.toString("hex") ?? null,
      writer,
      epoch,
      seq,
      prev,
    });
    const row = { ...record, seq, prev, hash };
    prev = hash;
    return row;
  });
  return { rows, next: { writer, epoch, seq, hash: prev } };
}
