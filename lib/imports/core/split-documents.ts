import { AppError } from "#lib/kernel/errors.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isSpace,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  ValueReader,
  type Piece,
} from "./value-reader.ts";

export const MAX_DOCUMENT_BYTES = 1_048_576;
const HEAD_BYTES = 4;

/**
 * Splits a stream into the raw texts of its entries without reading it whole: a list
 * `{"servers": […], "metadata": {…}}` (several of them too), an array, one document, JSON lines.
 * A broken or too large entry comes out as such and the next one is read.
 */
export class DocumentSplitter {
  readonly #maxBytes: number;
  #head: Uint8Array | null = new Uint8Array();
  #value: ValueReader | null = null;
  /** The object around the list that is being read. */
  #outer: ValueReader | null = null;
  #inList = false;
  #inJunk = false;
  #lineStart = false;
  #previousIsOneLine = false;
  #lastIsBroken = false;
  #pieces: Piece[] = [];

  constructor(maxBytes: number = MAX_DOCUMENT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Throws AppError `invalid` when the stream begins in UTF-16 or UTF-32. */
  push(chunk: Uint8Array): Piece[] {
    this.#read(this.#withoutMark(chunk, false));
    return this.#taken();
  }

  end(): Piece[] {
    this.#read(this.#withoutMark(new Uint8Array(), true));
    if (this.#value !== null && this.#value !== this.#outer)
      this.#emit({ kind: "broken", reason: "ends in the middle: the input is cut off" });
    else if (this.#inList)
      this.#emit({
        kind: "broken",
        reason: "is missing: the input ends before its list is closed",
      });
    return this.#taken();
  }

  #taken(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** Holds the first bytes back until the encoding is known. */
  #withoutMark(chunk: Uint8Array, atEnd: boolean): Uint8Array {
    if (this.#head === null) return chunk;
    const head = new Uint8Array(this.#head.length + chunk.length);
    head.set(this.#head);
    head.set(chunk, this.#head.length);
    this.#head = head;
    if (head.length < HEAD_BYTES && !atEnd) return new Uint8Array();

    this.#head = null;
    refuseOtherEncodings(head);
    return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
  }

  #read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#value !== null) at = this.#readValue(this.#value, chunk, at);
      else if (this.#inJunk) at = this.#skipJunk(chunk[at] ?? 0, at);
      else if (this.#inList) at = this.#betweenEntries(chunk[at] ?? 0, at);
      else at = this.#betweenValues(chunk[at] ?? 0, at);
    }
  }

  #readValue(value: ValueReader, chunk: Uint8Array, from: number): number {
    const at = value.read(chunk, from);
    if (value.atList) {
      this.#outer = value;
      this.#inList = true;
      this.#value = null;
    } else if (value.ended) {
      this.#previousIsOneLine = !value.spansLines;
      this.#lineStart = false;
      this.#value = null;
      this.#emit(value.piece());
    }
    return at;
  }

  #betweenEntries(byte: number, at: number): number {
    if (isSpace(byte) || byte === COMMA) return at + 1;
    if (byte === CLOSE_BRACKET) {
      this.#inList = false;
      this.#value = this.#outer;
      this.#outer = null;
      return this.#value === null ? at + 1 : at;
    }
    if (byte === CLOSE_BRACE) return this.#stray(at);
    this.#value = new ValueReader({ maxBytes: this.#maxBytes, mayHoldList: false, lines: false });
    return at;
  }

  #betweenValues(byte: number, at: number): number {
    if (isSpace(byte) || byte === COMMA) {
      this.#lineStart ||= byte === LINE_FEED;
      return at + 1;
    }
    if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) return this.#stray(at);
    if (byte === OPEN_BRACKET) {
      this.#inList = true;
      return at + 1;
    }
    if (byte === OPEN_BRACE) {
      const lines = this.#previousIsOneLine && this.#lineStart;
      this.#value = new ValueReader({ maxBytes: this.#maxBytes, mayHoldList: true, lines });
      return at;
    }
    this.#inJunk = true;
    this.#lineStart = false;
    this.#emit({ kind: "broken", reason: "is not JSON" });
    return at;
  }

  /** What is no JSON at all is one broken entry, up to a line that begins like JSON. */
  #skipJunk(byte: number, at: number): number {
    if (this.#lineStart && (byte === OPEN_BRACE || byte === OPEN_BRACKET)) {
      this.#inJunk = false;
      return at;
    }
    this.#lineStart = byte === LINE_FEED || (this.#lineStart && isSpace(byte));
    return at + 1;
  }

  /** A closing bracket too many is news only when no broken entry explains it. */
  #stray(at: number): number {
    if (!this.#lastIsBroken)
      this.#emit({ kind: "broken", reason: "is a closing bracket that nothing opened" });
    return at + 1;
  }

  #emit(piece: Piece): void {
    this.#lastIsBroken = piece.kind === "broken";
    this.#pieces.push(piece);
  }
}

export async function* splitDocuments(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Piece> {
  const splitter = new DocumentSplitter();
  for await (const chunk of source) yield* splitter.push(chunk);
  yield* splitter.end();
}

function refuseOtherEncodings(head: Uint8Array): void {
  const [first = 1, second = 1] = head;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // JSON begins with an ASCII character, so a zero beside it tells of two or four bytes for each.
  if (marked || first === 0 || second === 0)
    throw new AppError("invalid", "The input is UTF-16 or UTF-32 text: save it as UTF-8.");
}
