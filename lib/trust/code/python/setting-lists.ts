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

/** A text in quotes, or what looks like a comment. */
const QUOTED_OR_COMMENT = /"[^"\n]*"|'[^'\n]*'|#[^\n]*/g;

/**
 * A file of settings with what looks like comments and without: builders do not agree on what one is,
 * and what either names counts. One blank or end of a line stands for several.
 */
export const bothReadings = (text: string): string[] =>
  [text, text.replace(QUOTED_OR_COMMENT, (one) => (one.startsWith("#") ? "" : one))].map((one) =>
    one
      .replace(/\r\n?/g, "\n")
      .replace(/[ \t]+/g, " ")
      .replace(/ ?\n(?: ?\n)*/g, "\n"),
  );

/** What a sum of lists adds to something else. */
export const addedNames = (text: string): string[] =>
  [...text.matchAll(/\+ ?\[([^[\]]*)\]/g)].flatMap(([, list = ""]) => tokensIn(list));

/** The names in a list, whatever stands around them. */
export const tokensIn = (list: string): string[] => list.match(/[^\s,=[\]{}"'()]+/g) ?? [];

/** The folder at the top in which a place lies. */
export const topOf = (place: string): string =>
  path.normalize(place.replace(/^\/+/, "")).split("/")[0] ?? "";
