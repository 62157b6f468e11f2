/** `[…]`, `(…)`, `"…"`, and lists of setup.cfg, which go on over indented lines. */
const LIST = String.raw`(?:\[([^[\]]*)\]|\(([^()]*)\)|(["'][^"'\n]*["'])|((?:\n? [^\s,=[\]{}"'()]+,?)+))`;

/**
 * What settings of Python's builders list at a key.
 * @param key part of a pattern.
 * @param text with no more than one blank in a row: longer rows would take quadratic time.
 */
export const namesAt = (key: string, text: string): string[] =>
  [...text.matchAll(new RegExp(String.raw`\b(?:${key}) ?= ?${LIST}`, "g"))].flatMap((match) =>
    tokensIn(match.slice(1).join(" ")),
  );

/** The names in a list, whatever stands around them. */
export const tokensIn = (list: string): string[] => list.match(/[^\s,=[\]{}"'()]+/g) ?? [];
