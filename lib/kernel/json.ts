/**
 * JSON without loss. JavaScript numbers cannot hold 12345678901234567890 or 1e400, yet a
 * server.json that carries them must leave us with the meaning it came with, so such numbers
 * travel as the engine's own raw JSON objects.
 */

/**
 * A number that a JavaScript number cannot hold; JSON.stringify writes its text unchanged.
 * An interface, because a type of this shape would pass for a JsonObject.
 */
export interface ExactNumber {
  readonly rawJSON: string;
}
export type JsonObject = { [key: string]: Json };
export type Json = null | boolean | number | string | ExactNumber | Json[] | JsonObject;

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

// TypeScript's library does not describe these yet; Node 24 and current browsers have them.
const engine = JSON as unknown as {
  parse(text: string, reviver?: Reviver): Json;
  rawJSON(text: string): ExactNumber;
  isRawJSON?(value: unknown): boolean;
};

/** Deeper text is refused: walking it, or writing it again, could exhaust the stack. */
export const MAX_JSON_DEPTH = 512;

/** A longer number is refused: comparing it digit by digit would cost more than it can mean. */
const MAX_NUMBER_LENGTH = 1_000;

// Numbers of up to 15 digits without an exponent always survive, and then the fast parser serves.
const MAY_LOSE_DIGITS = /(?:^|[\s:,[])-?(?:[\d.]{16,}|\d[\d.]*[eE])/;

/** Throws SyntaxError for text that is not JSON, nests too deep or holds an endless number. */
export function parseJsonExact(text: string): Json {
  if (text.length > MAX_JSON_DEPTH && nestsTooDeep(text))
    throw new SyntaxError(`JSON nests deeper than ${MAX_JSON_DEPTH} levels`);
  if (!MAY_LOSE_DIGITS.test(text)) return engine.parse(text);

  return engine.parse(text, (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined) return value;
    if (source.length > MAX_NUMBER_LENGTH)
      throw new SyntaxError(`A number in the JSON has more than ${MAX_NUMBER_LENGTH} characters`);
    return decimalOf(source) === decimalOf(String(value)) ? value : engine.rawJSON(source);
  });
}

export function stringifyJson(value: Json): string {
  return JSON.stringify(value);
}

/**
 * The same text for the same meaning: keys sorted by code unit, no spaces, 1.0 written as 1.
 * Meant for checksums.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number") return canonicalNumber(String(value));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isExactNumber(value)) return canonicalNumber(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;

  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** True for `{…}` only: not for null, arrays or exact numbers. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value)
  );
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return engine.isRawJSON?.(value) ?? false;
}

/** The member written in the document, never one inherited such as `constructor`. */
export function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The text as one decimal without leading or trailing zeros, so that equal numbers read equal. */
function decimalOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = trimZeros(whole + fraction, "start");
  if (digits === "") return whole === "" ? text : "0";

  const significant = trimZeros(digits, "end");
  const scale = BigInt(exponent) - BigInt(fraction.length - (digits.length - significant.length));
  return `${sign}${significant}e${scale}`;
}

function canonicalNumber(text: string): string {
  const short = String(Number(text));
  const decimal = decimalOf(text);
  return decimalOf(short) === decimal ? short : decimal;
}

// Loops, not regular expressions: `0+$` takes quadratic time on long runs of zeros.
function trimZeros(digits: string, side: "start" | "end"): string {
  let from = 0;
  let to = digits.length;
  if (side === "start") while (digits[from] === "0") from++;
  else while (digits[to - 1] === "0") to--;
  return digits.slice(from, to);
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x22) at = endOfString(text, at);
    else if (character === 0x5b || character === 0x7b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (character === 0x5d || character === 0x7d) depth--;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x5c) at++;
    else if (character === 0x22) return at;
  }
  return text.length;
}
