import type pg from "pg";
import { copyRows } from "./copy-rows.ts";
import { NO_TIME, TimeText } from "./time-text.ts";

/**
 * A record as PostgreSQL sends it. In the binary form of COPY each field is a big-endian length
 * and its bytes, which is what an entry is made of too: so the very bytes that arrive are hashed,
 * without a field being looked at. The buffers are good until the callback returns.
 */
export type RawEntry = {
  readonly leaf: number;
  /** 0x00 and the entry bytes: what SHA-256 is taken of. */
  readonly hashed: Buffer;
  /** In the order of the format: 0 is the format's name, 20 the commitment, 21 the stored hash. */
  field(at: number): Buffer;
  /** A field as text of one byte a character: hashes are kept as such, without a buffer for each. */
  latin1(at: number): string;
  /** Whether a field is this text of one byte a character. */
  is(at: number, latin1: string): boolean;
  /** How many bytes a field has. */
  length(at: number): number;
  /** A field of digits; NaN: it is none. */
  number(at: number): number;
};

const FIELDS = 21;
export const FIELD = {
  prev: 1,
  writer: 2,
  epoch: 3,
  seq: 4,
  id: 5,
  at: 6,
  kind: 7,
  action: 8,
  after: 19,
  commitment: 20,
  hash: 21,
} as const;

/**
 * The fields of an entry, its hash, and what an entry has in another form: PostgreSQL takes as long for
 * the text of a timestamp as for half of the other fields together, so it leaves room for it.
 */
const ENTRY = (leaf: string) => `
  'gatehouse-audit/1', a."prev", a."writer", a."epoch"::text, a."seq"::text, a."id"::text, '${NO_TIME}',
  a."kind", a."action", a."outcome", a."actorKind", a."actorId", a."actorName",
  a."credentialId", a."targetKind", a."targetId", a."requestId", a."traceId", a."before", a."after",
  encode(a."commitment", 'hex'), a."hash", ${leaf}, a."at"`;

/** Records of the tree from one leaf to before another, in the order of their leaves. */
const SEQUENCED = (from: number, to: number) => `
  COPY (
    SELECT ${ENTRY('b."firstLeaf" + a."seq" - b."firstSeq"')}
    FROM (SELECT * FROM "AuditBatch"
      WHERE "firstLeaf" >= coalesce((SELECT max("firstLeaf") FROM "AuditBatch" WHERE "firstLeaf" <= ${from}), 0)
        AND "firstLeaf" < ${to} ORDER BY "firstLeaf") b
    CROSS JOIN LATERAL (SELECT * FROM "AuditEvent" a
      WHERE a."writer" = b."writer" AND a."epoch" = b."epoch"
        AND a."seq" BETWEEN b."firstSeq" + greatest(0, ${from} - b."firstLeaf")
          AND b."firstSeq" + least(b."count", ${to} - b."firstLeaf") - 1
      ORDER BY a."seq" OFFSET 0) a
  ) TO STDOUT (FORMAT binary)`;

/** Records that are committed and have no place yet, chain by chain; their leaf is -1. */
const UNSEQUENCED = `
  COPY (
    SELECT ${ENTRY("-1::bigint")}
    FROM (SELECT * FROM "AuditEpoch" WHERE NOT "done" ORDER BY "writer", "epoch") e
    CROSS JOIN LATERAL (SELECT * FROM "AuditEvent" a WHERE a."writer" = e."writer"
      AND a."epoch" = e."epoch" AND a."seq" > e."sequenced" ORDER BY a."seq" OFFSET 0) a
  ) TO STDOUT (FORMAT binary)`;

type Each = (entry: RawEntry) => void;

export function readSequenced(
  client: pg.PoolClient | pg.Client,
  range: { from: number; to: number },
  each: Each,
): Promise<void> {
  const { from, to } = range;
  if (![from, to].every((leaf) => Number.isSafeInteger(leaf) && leaf >= 0))
    throw new RangeError("A range of leaves has whole numbers.");
  return readCopy(client, SEQUENCED(from, to), each);
}

export function readUnsequenced(client: pg.PoolClient | pg.Client, each: Each): Promise<void> {
  return readCopy(client, UNSEQUENCED, each);
}

/** The digit 0 in ASCII. */
const ZERO = 48;
const [LEAF, TIME] = [FIELDS + 1, FIELDS + 2];

function readCopy(client: pg.PoolClient | pg.Client, statement: string, each: Each): Promise<void> {
  const row = new Row();
  return copyRows(client, statement, (bytes, start, end) => {
    row.take(bytes, start, end);
    each(row);
  });
}

/** One row after the other of what arrived: each field is cut out only when somebody asks for it. */
class Row implements RawEntry {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  readonly #starts = new Int32Array(TIME + 1);
  readonly #time = new TimeText();

  take(bytes: Buffer, start: number, end: number): void {
    let at = start + 2;
    for (let field = 0; field < this.#starts.length && at + 4 <= end; field += 1) {
      this.#starts[field] = at;
      const length = bytes.readInt32BE(at);
      // What is null has no bytes in an entry.
      if (length < 0) bytes.writeInt32BE(0, at);
      at += 4 + Math.max(0, length);
    }
    if (bytes.readUInt16BE(start) !== this.#starts.length || at !== end)
      throw new Error("A row has other fields than a record.");
    this.#bytes = bytes;
    this.#start = start;
    this.#time.write(this.#int8(TIME), bytes, this.#from(FIELD.at));
  }

  get leaf(): number {
    return this.#int8(LEAF);
  }

  get hashed(): Buffer {
    // The leaf prefix of RFC 6962 takes the place of the count's last byte.
    this.#bytes[this.#start + 1] = 0;
    return this.#bytes.subarray(this.#start + 1, this.#starts[FIELDS]);
  }

  field(at: number): Buffer {
    const from = this.#from(at);
    return this.#bytes.subarray(from, from + this.#bytes.readInt32BE(from - 4));
  }

  latin1(at: number): string {
    const from = this.#from(at);
    return this.#bytes.toString("latin1", from, from + this.#bytes.readInt32BE(from - 4));
  }

  is(at: number, latin1: string): boolean {
    if (this.length(at) !== latin1.length) return false;
    const from = this.#from(at);
    for (let place = 0; place < latin1.length; place += 1)
      if (this.#bytes[from + place] !== latin1.charCodeAt(place)) return false;
    return true;
  }

  length(at: number): number {
    return this.#bytes.readInt32BE(this.#from(at) - 4);
  }

  number(at: number): number {
    const from = this.#from(at);
    const to = from + this.#bytes.readInt32BE(from - 4);
    let value = from === to ? NaN : 0;
    for (let place = from; place < to; place += 1) {
      const digit = (this.#bytes[place] ?? 0) - ZERO;
      value = digit >= 0 && digit <= 9 ? 10 * value + digit : NaN;
    }
    return value;
  }

  #int8(at: number): number {
    const from = this.#from(at);
    return this.#bytes.readInt32BE(from) * 2 ** 32 + this.#bytes.readUInt32BE(from + 4);
  }

  #from = (at: number) => (this.#starts[at] ?? 0) + 4;
}
