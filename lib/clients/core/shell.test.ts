import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { wellFormed } from "./safe-text.ts";
import { quoteForShell, shellCommand } from "./shell.ts";

/** What a real shell makes of a command line: the words after `show`. */
function wordsInShell(command: string): string[] {
  const script = `show() { printf '%s\\0' "$@"; }; ${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test.each([
  ["plain", "plain"],
  ["--registry=https://npm.example.com/", "--registry=https://npm.example.com/"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", `'it'\\''s'`],
  ["$(id)", "'$(id)'"],
  ["`id`", "'`id`'"],
  ["~root", "'~root'"],
  ["a;b", "'a;b'"],
  ["*", "'*'"],
])("%j is written %s", (word, quoted) => {
  expect(quoteForShell(word)).toBe(quoted);
});

test("a shell reads back exactly the words that were quoted, whatever is in them", () => {
  const nasty = fc.constantFrom(
    "$(id)",
    "`id`",
    "'",
    '"',
    "\\",
    "\n",
    "${HOME}",
    "!",
    "#",
    "&&",
    "~",
  );
  const anyWord = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join("")),
  );
  // NUL cannot be in any argument, and the shell's own encoding is UTF-8.
  const possible = anyWord.filter((word) => !word.includes("\0") && wellFormed(word) === word);
  fc.assert(
    fc.property(fc.array(possible, { minLength: 1, maxLength: 150 }), (words) => {
      expect(wordsInShell(shellCommand(["show", ...words]))).toEqual(words);
    }),
    // Each starts a shell, so there are few, with many words.
    { numRuns: 15 },
  );
});

test("a NUL, which no argument can carry, is dropped", () => {
  expect(quoteForShell("a\u0000b")).toBe("ab");
});
