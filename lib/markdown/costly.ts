/**
 * Markdown that takes a parser quadratic time: 100,000 characters of `*a_ ` or `a]` took two minutes
 * (micromark 4). The cost comes from many marks in one paragraph, from underlined headings and from nesting; nobody
 * writes so.
 */
const MAX_EMPHASIS_MARKS = 1_000;
const MAX_BRACKETS = 600;
const MAX_UNDERLINES = 300;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/gm;
const DEEP_QUOTE = /^[ \t]*(?:>[ \t]*){40}/m;
const DEEP_LIST =
  /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+){40}|^[ \t]{200}[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]/m;
const PARAGRAPH_END = /\n(?=[ \t]*(?:\n|#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t]))/;

export function isCostly(markdown: string): boolean {
  return (
    DEEP_QUOTE.test(markdown) ||
    DEEP_LIST.test(markdown) ||
    count(markdown, UNDERLINE) > MAX_UNDERLINES ||
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
