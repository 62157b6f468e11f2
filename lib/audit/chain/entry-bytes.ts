import { hash } from "node:crypto";

/** What the hash of a record covers. `before` and `after` are canonical JSON text (RFC 8785). */
export type EntryFields = {
  /** 32 bytes: the hash of the record before it in its chain. */
  prev: Buffer;
  writer: string;
  epoch: number;
  seq: number;
  id: string;
  at: string;
  kind: string;
  action: string;
  outcome: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  credentialId: string | null;
  targetKind: string;
  targetId: string;
  requestId: string;
  traceId: string | null;
  before: string | null;
  after: string | null;
  commitment: string | null;
};

const FORMAT = "gatehouse-audit/1";
const HASH_BYTES = 32;
const LENGTH_BYTES = 4;
const FIELDS = 21;
/** UTF-8 takes at most three bytes for each UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

// One buffer for all records, because allocating costs more than hashing. The work is synchronous,
// so nobody else can be using it. It starts with what never changes: the leaf prefix of RFC 6962
// §2.1 and the format.
let scratch = withFixedPart(8_192);

/**
 * The hash of a record, which is also its RFC 6962 leaf hash: SHA-256(0x00 ‖ entry bytes), where
 * the entry bytes are each field as a big-endian uint32 length and its bytes, so that no two
 * records share them.
 */
export function entryHash(fields: EntryFields): Buffer {
  const { prev } = fields;
  if (prev.length !== HASH_BYTES) throw new RangeError("prev must have 32 bytes");
  const texts = textsOf(fields);
  reserve(texts);

  let end = 1 + LENGTH_BYTES + FORMAT.length;
  scratch.writeUInt32BE(HASH_BYTES, end);
  prev.copy(scratch, end + LENGTH_BYTES);
  end += LENGTH_BYTES + HASH_BYTES;
  for (const text of texts) end = putText(text, end);
  return hash("sha256", scratch.subarray(0, end), "buffer");
}

/** In the order of the format, after the format's name and `prev`. */
function textsOf(fields: EntryFields): string[] {
  return [
    fields.writer,
    String(fields.epoch),
    String(fields.seq),
    fields.id,
    fields.at,
    fields.kind,
    fields.action,
    fields.outcome,
    fields.actorKind,
    fields.actorId,
    fields.actorName,
    fields.credentialId ?? "",
    fields.targetKind,
    fields.targetId,
    fields.requestId,
    fields.traceId ?? "",
    fields.before ?? "",
    fields.after ?? "",
    fields.commitment ?? "",
  ];
}

function putText(text: string, at: number): number {
  const length = scratch.write(text, at + LENGTH_BYTES, "utf8");
  scratch[at] = length >>> 24;
  scratch[at + 1] = length >>> 16;
  scratch[at + 2] = length >>> 8;
  scratch[at + 3] = length;
  return at + LENGTH_BYTES + length;
}

function reserve(texts: readonly string[]): void {
  let units = 0;
  for (const text of texts) units += text.length;
  const needed = units * BYTES_PER_UNIT + FIELDS * LENGTH_BYTES + FORMAT.length + HASH_BYTES + 1;
  if (needed > scratch.length) scratch = withFixedPart(needed * 2);
}

function withFixedPart(size: number): Buffer {
  const buffer = Buffer.alloc(size);
  buffer.writeUInt32BE(FORMAT.length, 1);
  buffer.write(FORMAT, 1 + LENGTH_BYTES, "utf8");
  return buffer;
}
