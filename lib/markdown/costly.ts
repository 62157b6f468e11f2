/**
 * Markdown that takes a parser quadratic time: 60,000 characters of `*a_ `, `a]`, underlined
 * headings or quotes took one to two minutes (micromark 4). Nobody writes so by accident.
 */
const MAX_EMPHASIS_MARKS = 1_000;
const MAX_BRACKETS = 600;
const LINE_LIMITS: readonly [RegExp, number][] = [
  [/^ {0,3}(?:=+|-+)[ \t]*$/gm, 300],
  [/^[ \t]*>/gm, 400],
  [/^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]/gm, 2_000],
];
const MARK = "(?:>|[-+*][ \\t]|\\d{1,9}[.)][ \\t])";
const DEEP = new RegExp(`^[ \\t]*(?:${MARK}[ \\t]*){40}|^[ \\t]{200,}${MARK}`, "m");
const PARAGRAPH_END = /\n(?=[ \t]*(?:\n|#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]))/;

export function isCostly(markdown: string): boolean {
  return (
    DEEP.test(markdown) ||
    LINE_LIMITS.some(([pattern, limit]) => count(markdown, pattern) > limit) ||
    markdown
      .split(PARAGRAPH_END)
      .some(
        (paragraph) =>
          count(paragraph, /[*_~]+/g) > MAX_EMPHASIS_MARKS ||
          count(paragraph, /\]/g) > MAX_BRACKETS,
      )
  );
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
