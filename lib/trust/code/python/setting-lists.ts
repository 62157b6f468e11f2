import path from "node:path/posix";

/** `[…]`, `(…)`, `"…"`, and lists of setup.cfg, which go on over indented lines. */
const LIST = String.raw`(?:\[([^[\]]*)\]|\(([^()]*)\)|(["'][^"'\n]*["'])|((?:\n? [^\s,=[\]{}"'()]+,?)+))`;

/**
 * What settings of Python's builders list at a key, which TOML may quote and setup.cfg ends with a colon.
 * @param key part of a pattern.
 * @param text with no more than one blank in a row: longer rows would take quadratic time.
 */
export const namesAt = (key: string, text: string): string[] =>
  [...text.matchAll(new RegExp(String.raw`\b(?:${key})["']? ?[=:] ?${LIST}`, "g"))].flatMap(
    (match) => tokensIn(match.slice(1).join(" ")),
  );

/** A text in quotes, or a comment. */
const QUOTED_OR_COMMENT = /"[^"\n]*"|'[^'\n]*'|#[^\n]*/g;

/** Without comments, and one blank or end of a line in place of several. */
export const tidied = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(QUOTED_OR_COMMENT, (one) => (one.startsWith("#") ? "" : one))
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n(?: ?\n)*/g, "\n");

/** The names in a list, whatever stands around them. */
export const tokensIn = (list: string): string[] => list.match(/[^\s,=[\]{}"'()]+/g) ?? [];

/** The folder at the top in which a place lies. */
export const topOf = (place: string): string =>
  path.normalize(place.replace(/^\/+/, "")).split("/")[0] ?? "";
