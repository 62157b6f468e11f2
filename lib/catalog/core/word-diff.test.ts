import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDiff } from "./word-diff.ts";

const shown = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => ({ same: text, added: `{+${text}+}`, removed: `[-${text}-]` })[kind])
    .join("");

test.each([
  ["Reads a file", "Reads one file", "Reads [-a -]{+one +}file"],
  ["Reads a file", "Reads a file and mails it", "Reads a [-file-]{+file and mails it+}"],
  ["a b c d", "a c d e", "a [-b -]c [-d-]{+d e+}"],
  ["", "new", "{+new+}"],
  ["old", "", "[-old-]"],
  ["same", "same", "same"],
])("%j to %j reads %j", (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

test("leaving out what was added gives the old text, what was removed the new one", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c ", " ", "\n", "word "), { maxLength: 40 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const [before, after] = [left.join(""), right.join("")];
      const pieces = wordDiff(before, after);
      const without = (kind: string) =>
        pieces.flatMap((piece) => (piece.kind === kind ? [] : [piece.text])).join("");
      expect(without("added")).toBe(before);
      expect(without("removed")).toBe(after);
    }),
  );
});

test("texts of megabytes are answered at once, as replaced", () => {
  const pieces = wordDiff("a b ".repeat(200_000), "c d ".repeat(200_000));
  expect(pieces.map(({ kind }) => kind)).toEqual(["removed", "added"]);
});
