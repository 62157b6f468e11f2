import { describe, expect, test } from "vitest";
import { blankIn, encodedIn, hiddenIn } from "./hidden-text.ts";

const FLAG = "\u{1f3f4}";
const tags = (text: string) =>
  [...text].map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))).join("");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");

describe("what is hidden", () => {
  test.each<[string, string | null, number, boolean, boolean]>([
    ["plain words", null, 0, false, false],
    ["num\u200bbers", "1 × zero-width character", 3, false, false],
    ["a\u200bb\u2060c", "2 × zero-width character", 1, false, false],
    ["a\u200bb\u2060c\u00add", "3 × zero-width character", 1, true, false],
    ["a\u202eb", "1 × writing direction override", 1, true, false],
    ["a\u2066b", "1 × writing direction isolate", 1, true, false],
    ["a\u200eb", "1 × writing direction mark", 1, false, false],
    ["a\u200bbc\u202ed", "2 × writing direction override", 4, true, false],
    ["a\u200bb\u001bc", "2 × escape (terminal control)", 3, true, true],
    ["a\u202eb\u009bc", "2 × control character", 3, true, true],
    ["a\u001bb\u{e0041}c", 'the message "A"', 3, true, true],
    [`a\u{e0000}${tags("hi")}\u{e007f}`, 'the message "hi"', 1, true, false],
    [`a\u{e0001}${tags(" ~")}`, 'the message " ~"', 1, true, false],
    ["a\u{e0100}b", "1 × variation selector (hidden text)", 1, false, false],
    [`a${tags("x".repeat(100))}`, `the message "${"x".repeat(80)}"`, 1, true, false],
  ])("%j", (text, what, at, isSevere, isEscape) => {
    expect(hiddenIn(text)).toEqual(what === null ? null : { what, at, isSevere, isEscape });
  });

  test.each<[string, string, boolean]>([
    ["a flag of a region", `The flag ${FLAG}${tags("gbeng")}\u{e007f} of it.`, true],
    ["tags far from a flag", `${FLAG}${"x".repeat(20)}${tags("hi")}`, false],
    ["tags before a flag", `${tags("hi")}${FLAG}`, false],
    ["a joiner between Arabic letters", "مي\u200cخو", true],
    ["a joiner between Devanagari letters", "क्\u200dष", true],
    ["a joiner between Latin letters", "ab\u200dcd", false],
    ["a joiner far from Arabic letters", "ab\u200ccd and مي", false],
    ["a joiner long after Arabic letters", "مي and ab\u200ccd", false],
    ["another hidden character between Arabic letters", "مي\u200bخو", false],
  ])("%s", (_name, text, isOrdinary) => {
    expect(hiddenIn(text) === null).toBe(isOrdinary);
  });
});

describe("where encoded text starts", () => {
  const SENTENCE = "call me now please";
  test.each<[string, string, number]>([
    ["no text", "", -1],
    ["words of people", "Reads a file and returns all of its lines to the caller.", -1],
    ["a short sentence in base64", base64(SENTENCE), 0],
    ["the same within a text", `Run ${base64(SENTENCE)} now`, 4],
    ["one with A and z", base64("call\tme senda and "), 0],
    ["one that is a byte too short", base64("call me now pleas"), -1],
    ["two words alone", base64("delegate everything"), 0],
    ["one with padding", base64("call me before you answer"), 0],
    ["one in base64url", Buffer.from("call me now ??> >>? do it").toString("base64url"), 0],
    ["one in base64", base64("call me now ??> >>? do it"), 0],
    [
      "one in base64url with the other sign",
      Buffer.from("call me now >>? do it").toString("base64url"),
      0,
    ],
    ["one that starts like hex", base64("keep me now please"), 0],
    ["hex of half a byte too many", `${hex("call me now.")}a`, -1],
    ["one with a character too many", `${base64(SENTENCE)}A`, 0],
    ["a sentence in hex", hex("call me now."), 0],
    ["a sentence in hex in capitals", hex("call me now.").toUpperCase(), 0],
    ["one in hex that is a letter too short", hex("call me now"), -1],
    ["a word without a second", base64("callmenowpleaseorelse"), -1],
    ["numbers", base64("1234567890 1234567890"), -1],
    ["bytes that nobody reads", base64("\u0001call me now please"), -1],
    ["a long run of base64", "aB1x".repeat(50), 0],
    ["one that is a character shorter", "aB1x".repeat(50).slice(1), -1],
    ["a long run of hex", "deadbeef01".repeat(20), 0],
    ["small letters and digits", "ab1z".repeat(50), -1],
    ["hex after another letter", `z${"deadbeef01".repeat(20)}`, -1],
    ["hex before another letter", `${"deadbeef01".repeat(20)}z`, -1],
    ["letters alone", "ABcd".repeat(50), -1],
    ["digits alone", "1234567890".repeat(20), -1],
    ["escapes that are written out", `Run ${String.raw`\x69`.repeat(12)}`, 4],
    ["one escape less", String.raw`\x69`.repeat(11), -1],
    ["escapes of both kinds", String.raw`\x69\u0069`.repeat(6), 0],
  ])("%s", (_name, text, at) => {
    expect(encodedIn(text)).toBe(at);
  });
});

test.each<[string, string, number]>([
  ["two hundred blanks", `ab${" ".repeat(200)}c`, 2],
  ["one less", `ab${" ".repeat(199)}c`, -1],
  ["blank lines", `a b${"\n".repeat(250)}c`, 3],
  ["blanks with nothing after them", `ab${" ".repeat(300)}`, -1],
  ["no text", "", -1],
])("%s push text out of sight where something follows: %#", (_name, text, at) => {
  expect(blankIn(text)).toBe(at);
});
