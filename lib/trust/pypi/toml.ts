import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { endOfText } from "../code/python/tokens.ts";

const MAX_TEXT = 16 * 1_048_576;
const MAX_DEPTH = 32;

/**
 * Reads TOML 1.0 as lock files and pyproject.toml are written; dates and numbers of odd forms stay
 * texts. Null: it is not TOML.
 */
export function parseToml(text: string): JsonObject | null {
  if (text.length > MAX_TEXT) return null;
  try {
    return new TomlReader(text.replace(/^\ufeff/, "").replace(/\r\n/g, "\n")).document();
  } catch (error) {
    if (error instanceof TomlError) return null;
    throw error;
  }
}

class TomlError extends Error {}

/** A step at a time: one pattern over all of a long text would need too much memory. */
const BLANK = /[ \t\n]+|#[^\n]*/y;
const SPACES = /[ \t]+/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const WORD = /[^\s,\]}#=]+(?: \d\d:[^\s,\]}#]+)?/y;
/** Longest first; those of `"` know escapes. */
const QUOTES = ['"""', "'''", '"', "'"] as const;
const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
};

class TomlReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonObject {
    const root: JsonObject = {};
    let table = root;
    for (this.#skip(BLANK); this.#at < this.#text.length; this.#skip(BLANK)) {
      if (this.#text[this.#at] === "[") table = this.#header(root);
      else this.#pair(table, 0);
      this.#skip(SPACES);
      if (this.#at < this.#text.length && !/[\n#]/.test(this.#text[this.#at] ?? ""))
        throw new TomlError();
    }
    return root;
  }

  #header(root: JsonObject): JsonObject {
    const isList = this.#takes("[[");
    if (!isList) this.#expect("[");
    const keys = this.#keys();
    this.#expect(isList ? "]]" : "]");
    const last = keys.pop() ?? "";
    const parent = tableAt(root, keys);
    if (!isList) return tableAt(parent, [last]);
    const list = ownValue(parent, last) ?? [];
    if (!Array.isArray(list)) throw new TomlError();
    const table: JsonObject = {};
    list.push(table);
    parent[last] = list;
    return table;
  }

  #pair(table: JsonObject, depth: number): void {
    const keys = this.#keys();
    this.#expect("=");
    const value = this.#value(depth);
    const last = keys.pop() ?? "";
    const parent = tableAt(table, keys);
    if (Object.hasOwn(parent, last)) throw new TomlError();
    parent[last] = value;
  }

  #keys(): string[] {
    const keys = [this.#key()];
    while (this.#takes(".")) keys.push(this.#key());
    return keys;
  }

  #key(): string {
    this.#skip(SPACES);
    const key = this.#string() ?? this.#match(BARE_KEY);
    this.#skip(SPACES);
    // An object would take it for its prototype.
    if (key === null || key === "__proto__") throw new TomlError();
    return key;
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new TomlError();
    this.#skip(SPACES);
    const text = this.#string();
    if (text !== null) return text;
    if (this.#takes("[")) return this.#list(depth);
    if (this.#takes("{")) return this.#inlineTable(depth);
    const word = this.#match(WORD);
    if (word === null) throw new TomlError();
    if (word === "true" || word === "false") return word === "true";
    return /^[+-]?\d{1,15}$/.test(word) ? Number(word) : word;
  }

  #list(depth: number): Json[] {
    const list: Json[] = [];
    for (;;) {
      this.#skip(BLANK);
      if (this.#takes("]")) return list;
      list.push(this.#value(depth + 1));
      this.#skip(BLANK);
      if (!this.#takes(",")) {
        this.#expect("]");
        return list;
      }
    }
  }

  #inlineTable(depth: number): JsonObject {
    const table: JsonObject = {};
    for (;;) {
      this.#skip(BLANK);
      if (this.#takes("}")) return table;
      this.#pair(table, depth + 1);
      this.#skip(BLANK);
      if (!this.#takes(",")) {
        this.#expect("}");
        return table;
      }
    }
  }

  #string(): string | null {
    const quote = QUOTES.find((one) => this.#text.startsWith(one, this.#at));
    if (quote === undefined) return null;
    const from = this.#at + quote.length;
    const hasEscapes = quote.startsWith('"');
    const end = hasEscapes ? endOfText(this.#text, from, quote) : this.#text.indexOf(quote, from);
    const inside = this.#text.slice(from, end ?? from);
    const isBroken = end === null || end < 0 || (quote.length === 1 && inside.includes("\n"));
    if (isBroken) throw new TomlError();
    this.#at = end + quote.length;
    return hasEscapes ? unescaped(inside) : inside;
  }

  #match(form: RegExp): string | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #skip(form: RegExp): void {
    while (this.#match(form) !== null);
  }

  #takes(mark: string): boolean {
    const isThere = this.#text.startsWith(mark, this.#at);
    if (isThere) this.#at += mark.length;
    return isThere;
  }

  #expect(mark: string): void {
    this.#skip(SPACES);
    if (!this.#takes(mark)) throw new TomlError();
  }
}

const unescaped = (text: string): string =>
  text.replace(
    /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\s*\n\s*|[^])/g,
    (_all, escape: string) => ESCAPES[escape] ?? meaningOf(escape),
  );

function meaningOf(escape: string): string {
  // The end of a line is left out with all that is blank around it.
  if (escape.includes("\n")) return "";
  if (escape.length === 1) return escape;
  const point = Number.parseInt(escape.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
}

/** The table below these keys, made where it is not there; of a list of tables the last one. */
function tableAt(start: JsonObject, keys: readonly string[]): JsonObject {
  let table = start;
  for (const key of keys) {
    const here = ownValue(table, key);
    const next = Array.isArray(here) ? here.at(-1) : (here ?? {});
    if (next === undefined || !isJsonObject(next)) throw new TomlError();
    if (here === undefined) table[key] = next;
    table = next;
  }
  return table;
}
