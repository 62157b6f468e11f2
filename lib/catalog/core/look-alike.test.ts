import fc from "fast-check";
import { expect, test } from "vitest";
import { hiddenCharacters, lookAlike, showHidden } from "./look-alike.ts";

test.each([
  ["io.github.acme/files", "io.github.acrne/files"],
  ["io.github.acme/files", "io.github.acme/fi1es"],
  ["com.google/mail", "com.g00gle/mail"],
  ["com.acme/my-server", "com.acme/my_server"],
  ["com.acme/my-server", "com.acme/my.server"],
  ["com.acme/Files", "com.acme/files"],
  ["com.wave/x1", "com.vvave/xl"],
  ["com.acme/paypal", "com.acme/paypaI"],
])("%s and %s look alike", (left, right) => {
  expect(lookAlike(left)).toBe(lookAlike(right));
});

test.each([
  ["io.github.acme/files", "io.github.acme/mails"],
  ["com.acme/server", "com.acme/servers"],
  ["com.acme/a-b", "com.acme/ab"],
])("%s and %s do not", (left, right) => {
  expect(lookAlike(left)).not.toBe(lookAlike(right));
});

test.each([
  ["user\u202egnp.exe", "user⟨U+202E⟩gnp.exe", "writing direction override"],
  ["pay\u200bpal", "pay⟨U+200B⟩pal", "zero-width character"],
  ["\u001b[31mred", "⟨U+001B⟩[31mred", "escape (terminal control)"],
  ["a\u0000b", "a⟨U+0000⟩b", "control character"],
  ["a\u009bb", "a⟨U+009B⟩b", "control character"],
  ["hi\u{e0041}", "hi⟨U+E0041⟩", "tag character (hidden text)"],
  ["x\ufeff", "x⟨U+FEFF⟩", "zero-width no-break space"],
  ["half \ud800.", "half ⟨U+D800⟩.", "half a character"],
  ["so\u00adft", "so⟨U+00AD⟩ft", "soft hyphen"],
])("%j is shown as %j", (text, shown, label) => {
  expect(showHidden(text)).toBe(shown);
  expect(hiddenCharacters(text).map((hidden) => hidden.label)).toEqual([label]);
});

test.each([
  "plain text",
  "two\nlines\tand tabs\r\n",
  "Grüße 日本語 العربية",
  "👩‍💻 👍🏽 ❤️ 🏳️‍🌈",
  "naïve — “quotes”",
])("%j hides nothing", (text) => {
  expect(showHidden(text)).toBe(text);
});

test("an index points at the character in UTF-16 units, and nothing hidden is left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const { index, codePoint } of hiddenCharacters(text))
        expect(text.codePointAt(index)).toBe(codePoint);
      expect(hiddenCharacters(showHidden(text))).toEqual([]);
    }),
  );
});
