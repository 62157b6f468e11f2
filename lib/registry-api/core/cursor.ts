/** The last row of a page: the next page begins after it, whatever was added in between. */
export type CursorPosition = { name: string; version: string };

const POSITION =
  /^([a-zA-Z0-9.-]{1,200}\/[a-zA-Z0-9._-]{1,200}):([^\u0000-\u001f\p{Surrogate}]{1,255})$/u;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const MAX_CURSOR_LENGTH = 2_048;

/** URL-safe without encoding: VS Code puts it into the next address as it is. */
export function writeCursor({ name, version }: CursorPosition): string {
  const bytes = new TextEncoder().encode(`${name}:${version}`);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Ours, or the official registry's `name:version`; null for anything else. */
export function readCursor(cursor: string): CursorPosition | null {
  if (cursor.length > MAX_CURSOR_LENGTH) return null;
  const text = BASE64URL.test(cursor) ? decode(cursor) : cursor;
  const match = POSITION.exec(text ?? "");
  return match?.[1] && match[2] ? { name: match[1], version: match[2] } : null;
}

function decode(cursor: string): string | null {
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not base64, or not UTF-8 within: nothing that we wrote.
    return null;
  }
}
