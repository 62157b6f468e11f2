import { AppError } from "#lib/kernel/errors.ts";
import { isExactNumber, type Json } from "#lib/kernel/json.ts";

// What JSON writes differently than it stands, and halves of surrogate pairs.
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/;
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * The one text of a JSON value that is hashed: RFC 8785 (JCS). Members are sorted by UTF-16 code
 * units, numbers and strings stand as ECMAScript writes them; members that are undefined are left
 * out, as JSON.stringify does.
 * @throws AppError `invalid` for what RFC 8785 has no text for: numbers that a double cannot hold,
 * NaN and infinities, half surrogate pairs, and what is no JSON at all. It names the place.
 */
export function canonicalJson(value: Json): string {
  return write(value, "");
}

function write(value: unknown, at: string): string {
  if (typeof value === "string") return writeString(value, at);
  if (typeof value === "number") return writeNumber(value, at);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return writeArray(value, at);
  if (isExactNumber(value))
    throw refused(at, `the number ${value.rawJSON.slice(0, 40)} does not fit a double`);
  if (typeof value !== "object") throw refused(at, `${typeof value} is no JSON`);
  return writeObject(value as Record<string, unknown>, at);
}

function writeObject(object: Record<string, unknown>, at: string): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null)
    throw refused(at, "an object of a class is no JSON");
  const keys = Object.keys(object);
  // INVARIANT: the default order of sort() is that of UTF-16 code units (RFC 8785 §3.2.3).
  if (keys.length > 1) keys.sort();
  let text = "";
  for (const key of keys) {
    const member = object[key];
    if (member === undefined) continue;
    const place = at === "" ? key : `${at}.${key}`;
    text += `${text === "" ? "" : ","}${writeString(key, place)}:${write(member, place)}`;
  }
  return `{${text}}`;
}

function writeArray(items: readonly unknown[], at: string): string {
  let text = "";
  for (let index = 0; index < items.length; index += 1)
    text += (index === 0 ? "" : ",") + write(items[index], `${at}[${index}]`);
  return `[${text}]`;
}

function writeString(text: string, at: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`;
  if (HALF_PAIR.test(text))
    throw refused(at, "the text has half of a surrogate pair, which UTF-8 cannot hold");
  return JSON.stringify(text);
}

function writeNumber(number: number, at: string): string {
  if (!Number.isFinite(number)) throw refused(at, `${number} is no JSON number`);
  // -0 is written 0 (RFC 8785 §3.2.2.3), as String does.
  return String(number);
}

const refused = (at: string, reason: string): AppError =>
  new AppError("invalid", `The audit log cannot hold ${at === "" ? "this value" : at}: ${reason}.`);
