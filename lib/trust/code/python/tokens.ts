import type { Comment } from "../parse-code.ts";

/** A word, a text, a mark, or where a statement begins. */
export type PyToken = {
  kind: "name" | "string" | "number" | "op" | "line";
  /** Of a string what stands between its quotes, with `*` for what is put in while it runs. */
  text: string;
  /** Offset of its first character. */
  start: number;
  /** Of a string: something is put in. Of a line: never. */
  isFormatted: boolean;
  /** Of a line: how far it is indented. */
  indent: number;
};

/** A token of a place where there may be none. */
type Perhaps = PyToken | undefined;
export const isOp = (token: Perhaps, text: string): boolean =>
  token?.kind === "op" && token.text === text;
export const isName = (token: Perhaps): token is PyToken => token?.kind === "name";
export const textOf = (token: Perhaps): string => token?.text ?? "";

/** 1 for a bracket that opens, -1 for one that closes. */
export function depthOf(token: Perhaps): number {
  if (token?.kind !== "op") return 0;
  if (/^[([{]$/.test(token.text)) return 1;
  return /^[)\]}]$/.test(token.text) ? -1 : 0;
}

export type PyTokens = { tokens: readonly PyToken[]; comments: readonly Comment[] };

/** More would not fit into the scanner's memory. */
const MAX_TOKENS = 800_000;
const TAB = 8;

const SPACE = /[ \t\f]+|\\\r?\n/y;
const COMMENT = /#[^\n]*/y;
const STRING_START = /([rbuft]{0,2})("""|'''|"|')/iy;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const NUMBER = /(?:0[xob][\da-f_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:e[+-]?\d+)?)j?/iy;
const OPERATOR = /\*\*=?|\/\/=?|->|:=|[=!<>+\-*/%&|^@]=|<<=?|>>=?|[^\s]/y;
/** Longer ones are read without asking which parts of them are put in. */
const MAX_TEMPLATE = 100_000;

/** The words of a Python file, without its comments; what is no Python at all gives a reason. */
export function tokenize(text: string): PyTokens | "too_large" | "syntax" {
  try {
    return new Tokenizer(text).read();
  } catch (error) {
    if (error instanceof Stop) return error.reason;
    throw error;
  }
}

class Stop extends Error {
  readonly reason: "too_large" | "syntax";
  constructor(reason: Stop["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

class Tokenizer {
  readonly #text: string;
  readonly #tokens: PyToken[] = [];
  readonly #comments: Comment[] = [];
  #at = 0;
  #depth = 0;
  #isNewLine = true;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("\ufeff")) this.#at = 1;
  }

  read(): PyTokens {
    while (this.#at < this.#text.length) this.#next();
    return { tokens: this.#tokens, comments: this.#comments };
  }

  #next(): void {
    if (this.#text[this.#at] === "\n" || this.#text[this.#at] === "\r") {
      this.#at += 1;
      this.#isNewLine ||= this.#depth === 0;
      return;
    }
    const start = this.#at;
    if (this.#match(SPACE) !== null) return;
    const comment = this.#match(COMMENT);
    if (comment !== null) {
      this.#comments.push({ text: comment.slice(1), offset: start });
      return;
    }
    this.#noteLine(start);
    if (!this.#takeString(start)) this.#takeWord(start);
  }

  #noteLine(start: number): void {
    if (!this.#isNewLine) return;
    this.#isNewLine = false;
    const line = this.#text.slice(this.#text.lastIndexOf("\n", start - 1) + 1, start);
    const indent = [...line].reduce((sum, mark) => sum + (mark === "\t" ? TAB : 1), 0);
    this.#push({ kind: "line", text: "", start, isFormatted: false, indent });
  }

  #takeString(start: number): boolean {
    STRING_START.lastIndex = start;
    const found = STRING_START.exec(this.#text);
    const [head = "", prefix = "", quote = ""] = found ?? [];
    if (found === null) return false;
    const from = start + head.length;
    const end = endOfText(this.#text, from, quote);
    if (end === null) throw new Stop("syntax");
    this.#at = end + quote.length;
    const raw = this.#text.slice(from, end);
    const plain = /r/i.test(prefix) ? raw : decoded(raw);
    const isTemplate = /[ft]/i.test(prefix);
    const filled = isTemplate ? withoutFields(plain) : plain;
    const isFormatted = isTemplate && filled !== plain;
    this.#push({ kind: "string", text: filled, start, isFormatted, indent: 0 });
    return true;
  }

  #takeWord(start: number): void {
    const about = { start, isFormatted: false, indent: 0 };
    const name = this.#match(NAME);
    if (name !== null) return this.#push({ kind: "name", text: name, ...about });
    const number = /[\d.]/.test(this.#text[start] ?? "") ? this.#match(NUMBER) : null;
    if (number !== null) return this.#push({ kind: "number", text: number, ...about });
    const op = this.#match(OPERATOR) ?? "";
    // Nothing that is not printable stands outside of texts.
    if (op === "" || op === "\0") throw new Stop("syntax");
    const token = { kind: "op" as const, text: op, ...about };
    this.#depth = Math.max(0, this.#depth + depthOf(token));
    this.#push(token);
  }

  #push(token: PyToken): void {
    if (this.#tokens.length >= MAX_TOKENS) throw new Stop("too_large");
    this.#tokens.push(token);
  }

  #match(form: RegExp): string | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}

/** Where a text ends, in linear time; null: it does not. */
export function endOfText(text: string, from: number, quote: string): number | null {
  for (let at = from; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === "\\") at += 1;
    else if (mark === "\n" && quote.length === 1) return null;
    else if (text.startsWith(quote, at)) return at;
  }
  return null;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

const decoded = (raw: string): string =>
  raw.includes("\\")
    ? raw.replace(
        /\\(x[\da-f]{2}|u[\da-f]{4}|[0-7]{1,3}|[^])/gi,
        (_all, escape: string) => ESCAPES[escape] ?? meaningOf(escape),
      )
    : raw;

function meaningOf(escape: string): string {
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
  const isCode = escape.length > 1;
  return isCode ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escape;
}

/** `{{` is a brace; what stands in braces comes while it runs. */
function withoutFields(text: string): string {
  const fields = /\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g;
  return text
    .slice(0, MAX_TEMPLATE)
    .replace(fields, (part) => (part === "{{" || part === "}}" ? part.slice(0, 1) : "*"));
}
