/**
 * Text of a stranger's document that ends up in a terminal or in a file which a client interprets.
 */

// Escape sequences end a terminal's paste mode and a stray Ctrl-C drops the quoted line, so that
// what follows runs; bidirectional controls make a command look like another one.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

// VS Code, Cursor, Claude Code, Windsurf and Gemini CLI replace these by environment variables,
// files or the output of commands; server.json itself only knows {name}.
const CLIENT_SYNTAX = /\$\{|\$[A-Za-z_]/;

export const hasUnsafeCharacters = (text: string) =>
  UNPRINTABLE.test(text) || CLIENT_SYNTAX.test(text);

/** Why a literal of a document may not be handed to a client; null when it may. */
export function problemOfLiteral(text: string, where: string): string | null {
  if (UNPRINTABLE.test(text)) return `${where} contains control characters.`;
  if (CLIENT_SYNTAX.test(text))
    return `${where} contains a reference such as \${NAME}, which a client would fill from the reader's own computer.`;
  return null;
}

/** Header values and addresses are one line. */
export const isOneLine = (text: string) => !/[\r\n\t]/.test(text);

/** What a person typed, without what no argument can carry. */
export function printable(text: string): string {
  return wellFormed(text).replace(new RegExp(UNPRINTABLE, "g"), "");
}

/** Lone surrogates would make encodeURIComponent throw. */
export function wellFormed(text: string): string {
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );
}

/** An http(s) address without white space and without a user name or password in it. */
export function problemOfAddress(url: string): string | null {
  if (!/^https?:\/\/[^\s]+$/.test(url) || !isOneLine(url)) return "is not an http(s) address";
  if (/^https?:\/\/[^/?#]*@/.test(url)) return "carries a user name or a password";
  return problemOfLiteral(url, "It") === null ? null : "contains characters no address should have";
}

/** The part of a name that every client accepts as a key: letters, digits and hyphens, up to 64. */
export function plainKey(name: string): string {
  const key = name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return key.slice(0, 64).replace(/-+$/, "") || "mcp-server";
}
