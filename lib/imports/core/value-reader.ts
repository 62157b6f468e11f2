import { MAX_JSON_DEPTH } from "#lib/kernel/json.ts";

/** What a stream of server.json documents falls into. `broken` and `too_large` end one entry only. */
export type Piece =
  | { kind: "document"; text: string }
  | { kind: "broken"; reason: string }
  | { kind: "too_large"; bytes: number }
  /** The object around a list, with its list left empty: it holds `metadata`. */
  | { kind: "envelope"; text: string };

const QUOTE = 0x22;
export const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
export const LINE_FEED = 0x0a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
const MAX_KEY_LENGTH = 32;

const isSeparator = (byte: number) =>
  byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE;
export const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

type Options = {
  maxBytes: number;
  /** The value may turn out to be the object around a list: `{"servers": […]}`. */
  mayHoldList: boolean;
  /** Values stand on lines of their own, so a brace at the start of a line begins another one. */
  lines: boolean;
};

/**
 * Finds the end of one JSON value in a stream of UTF-8 bytes, whose structure is all ASCII. It
 * keeps at most `maxBytes` and follows brackets and texts only: whether the value is JSON is for
 * the parser to say. Broken brackets are taken for closed where another entry clearly begins.
 */
export class ValueReader {
  ended = false;
  /** Set after the opening bracket of the list, until the owner goes on reading. */
  atList = false;
  spansLines = false;

  readonly #options: Options;
  #holdsList = false;
  #problem: string | null = null;
  #bytes = 0;
  #parts: Uint8Array[] = [];
  readonly #open: number[] = [];
  #deeper = 0;
  #inText = false;
  #escaped = false;
  #inScalar = false;
  #before = 0;
  #lineStart = false;
  #key: string | null = null;
  #named = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reads on from `from`; returns where it stopped: at the chunk's end, the value's or the list. */
  read(chunk: Uint8Array, from: number): number {
    this.atList = false;
    let at = from;
    while (at < chunk.length && !this.ended && !this.atList)
      at = this.#inText ? this.#readText(chunk, at) : this.#readByte(chunk[at] ?? 0, at);
    this.#keep(chunk, from, at);
    return at;
  }

  piece(): Piece {
    if (this.#bytes > this.#options.maxBytes) return { kind: "too_large", bytes: this.#bytes };
    if (this.#problem !== null) return { kind: "broken", reason: this.#problem };
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      const text = this.#parts.map((part) => decoder.decode(part, { stream: true })).join("");
      return { kind: this.#holdsList ? "envelope" : "document", text: text + decoder.decode() };
    } catch {
      return { kind: "broken", reason: "is not UTF-8 text" };
    }
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    this.#bytes += to - from;
    if (this.#problem !== null || this.#bytes > this.#options.maxBytes) this.#parts = [];
    else if (to > from) this.#parts.push(chunk.subarray(from, to));
  }

  #readText(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) {
        this.#fail("holds a text that is not closed on its line");
        this.#endText();
        return at;
      }
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#endText();
        return at + 1;
      }
      if (this.#key !== null && this.#key.length < MAX_KEY_LENGTH)
        this.#key += String.fromCharCode(byte);
    }
    return chunk.length;
  }

  #endText(): void {
    this.#inText = false;
    this.#escaped = false;
    this.#before = QUOTE;
    this.#named ||= this.#key === "name";
    this.ended = this.#open.length === 0;
  }

  #readByte(byte: number, at: number): number {
    if (isSpace(byte)) {
      this.#lineStart ||= byte === LINE_FEED;
      this.spansLines ||= byte === LINE_FEED;
      this.ended = this.#inScalar;
      return this.ended ? at : at + 1;
    }
    if (this.#endsBefore(byte)) {
      this.ended = true;
      return at;
    }
    this.#take(byte);
    this.#before = byte;
    this.#lineStart = false;
    return at + 1;
  }

  /** A scalar ends at the next separator; a broken entry where only another entry can begin. */
  #endsBefore(byte: number): boolean {
    if (this.#open.length === 0) return this.#inScalar && isSeparator(byte);
    if (byte !== OPEN_BRACE || !this.#anotherBegins()) return false;
    this.#fail("is not closed before the next entry begins");
    return true;
  }

  #anotherBegins(): boolean {
    if (this.#deeper > 0) return false;
    if (this.#options.lines && this.#lineStart) return true;
    const noValueHere = this.#open.at(-1) === OPEN_BRACE && this.#before !== COLON;
    return noValueHere && (this.#lineStart || this.#open.length === 1);
  }

  #take(byte: number): void {
    if (byte === QUOTE) this.#startText();
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#push(byte);
    else if (byte === CLOSE_BRACE) this.#pop(OPEN_BRACE);
    else if (byte === CLOSE_BRACKET) this.#pop(OPEN_BRACKET);
    else if (this.#open.length === 0) this.#inScalar = true;
  }

  #startText(): void {
    this.#inText = true;
    const isKey =
      this.#options.mayHoldList &&
      this.#open.length === 1 &&
      (this.#before === OPEN_BRACE || this.#before === COMMA);
    this.#key = isKey ? "" : null;
  }

  #push(byte: number): void {
    if (this.#open.length >= MAX_JSON_DEPTH) {
      this.#deeper += 1;
      this.#fail(`nests deeper than ${MAX_JSON_DEPTH} levels`);
      return;
    }
    if (byte === OPEN_BRACKET && this.#isListHere()) {
      this.#holdsList = true;
      this.atList = true;
    }
    this.#open.push(byte);
  }

  // A document has a name; a member called "servers" in one is just a field that nobody knows.
  #isListHere(): boolean {
    const depth = this.#open.length;
    const isValue = depth === 1 && this.#before === COLON;
    return isValue && this.#key === "servers" && !this.#named && !this.#holdsList;
  }

  #pop(opener: number): void {
    if (this.#deeper > 0) {
      this.#deeper -= 1;
      return;
    }
    const place = this.#open.lastIndexOf(opener);
    if (place !== this.#open.length - 1) this.#fail("has brackets that do not match");
    if (place >= 0) this.#open.length = place;
    this.ended = this.#open.length === 0;
  }

  #fail(reason: string): void {
    this.#problem ??= reason;
  }
}
