import type pg from "pg";
import { RowSocket } from "./row-socket.ts";

/** A row of COPY in its binary form: from its count of fields to before the end, good until the call returns. */
export type EachRow = (bytes: Buffer, start: number, end: number) => void;

/** Codes of the protocol's messages. */
const [COPY_OUT, COPY_DATA, NOTICE, STATUS, NOTIFICATION] = [72, 100, 78, 83, 65];
/** The code, and the length of the rest with its own four bytes. */
const HEAD_BYTES = 5;
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** The signature, flags and the length of an extension. */
const HEADER_BYTES = SIGNATURE.length + 8;
/** A count of fields that says: no row follows. */
const END = 0xffff;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Reads `COPY … TO STDOUT (FORMAT binary)` where it arrives: PostgreSQL sends each row as a message of
 * its own, whose bytes are handed on without an object for them. A log has as many rows as records: the
 * four objects a row that pg-copy-streams makes kept the garbage collector busy for a third of the time.
 * @throws what a callback throws, once the copy has ended: the connection can go on then
 */
export function copyRows(
  client: pg.PoolClient | pg.Client,
  statement: string,
  each: EachRow,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyRows(statement, each, { resolve, reject }));
  });
}

type Ending = { resolve: () => void; reject: (error: Error) => void };
type OnData = (chunk: Buffer) => void;

/** What pg calls of a query, besides `submit`. */
class CopyRows implements pg.Submittable {
  readonly #statement: string;
  readonly #each: EachRow;
  readonly #ending: Ending;
  /** Of a message that has not all arrived. */
  #rest: Buffer = EMPTY;
  #hasBegun = false;
  #failed: Error | null = null;
  #giveBack: ((chunk: Buffer) => void) | null = null;
  /** Of pg: it reads all messages but the rows. */
  #others: OnData = () => undefined;

  constructor(statement: string, each: EachRow, ending: Ending) {
    this.#statement = statement;
    this.#each = each;
    this.#ending = ending;
  }

  /** @returns what hinders it, as pg wants to be told. */
  submit(connection: pg.Connection): Error | null {
    const { stream } = connection;
    const [others] = stream.listeners("data") as OnData[];
    if (!others || stream.listenerCount("data") > 1)
      return new Error("Rows of a copy can only be read from a connection of pg's own.");
    const onData = (chunk: Buffer) => {
      this.#take(chunk);
    };
    // pg keeps what it has not read to the end.
    this.#others = (chunk) => {
      others(Buffer.from(chunk));
    };
    const swap = (from: OnData, to: OnData, taker: OnData | null) => {
      if (stream instanceof RowSocket) stream.taker = taker;
      else stream.off("data", from).on("data", to);
    };
    swap(others, onData, onData);
    this.#giveBack = (chunk) => {
      this.#giveBack = null;
      swap(onData, others, null);
      this.#others(chunk);
    };
    connection.query(this.#statement);
    return null;
  }

  handleError(error: Error): void {
    this.#ending.reject(error);
  }

  handleCommandComplete(): void {
    // The end comes when the connection is ready again.
  }

  handleReadyForQuery(): void {
    if (this.#failed) this.#ending.reject(this.#failed);
    else this.#ending.resolve();
  }

  /** Only the message that was cut is copied together. */
  #take(chunk: Buffer): void {
    let at = 0;
    while (this.#rest.length > 0 && at < chunk.length) {
      const end = at + missingOf(this.#rest);
      const joined = Buffer.concat([this.#rest, chunk.subarray(at, end)]);
      at = Math.min(end, chunk.length);
      this.#read(joined);
    }
    if (at === chunk.length) return;
    if (this.#giveBack === null) return this.#others(chunk.subarray(at));
    this.#read(chunk.subarray(at));
    // The chunk is good until this returns.
    this.#rest = Buffer.from(this.#rest);
  }

  #read(bytes: Buffer): void {
    let at = 0;
    this.#rest = EMPTY;
    while (at + HEAD_BYTES <= bytes.length) {
      const code = bytes[at];
      const isRow = code === COPY_DATA;
      if (!isRow && !isBetween(code)) {
        this.#giveBack?.(bytes.subarray(at));
        return;
      }
      const end = at + lengthAt(bytes, at);
      if (end > bytes.length) break;
      if (isRow) this.#takeRow(bytes, at + HEAD_BYTES, end);
      else this.#others(bytes.subarray(at, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }

  /** Where something failed, the rest is thrown away: a connection whose copy nobody reads to its end hangs for ever. */
  #takeRow(bytes: Buffer, start: number, end: number): void {
    if (this.#failed) return;
    try {
      const row = this.#hasBegun ? start : this.#begin(bytes, start);
      if (bytes.readUInt16BE(row) !== END) this.#each(bytes, row, end);
    } catch (error) {
      this.#failed = error instanceof Error ? error : new Error(String(error));
    }
  }

  #begin(bytes: Buffer, start: number): number {
    this.#hasBegun = true;
    if (!bytes.subarray(start, start + SIGNATURE.length).equals(SIGNATURE))
      throw new Error("This is no copy in the binary form.");
    return start + HEADER_BYTES;
  }
}

/** Messages that come before the rows or among them: the others are pg's, from the first one on. */
const isBetween = (code: number | undefined): boolean =>
  code === COPY_OUT || code === NOTICE || code === STATUS || code === NOTIFICATION;

const lengthAt = (bytes: Buffer, at: number): number => 1 + bytes.readUInt32BE(at + 1);

/** How many bytes more it takes to know the length of a message, or to have all of it. */
const missingOf = (cut: Buffer): number =>
  (cut.length < HEAD_BYTES ? HEAD_BYTES : lengthAt(cut, 0)) - cut.length;
