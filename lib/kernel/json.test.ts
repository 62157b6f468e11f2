import fc from "fast-check";
import { expect, test } from "vitest";
import {
  canonicalJson,
  isExactNumber,
  isJsonObject,
  MAX_JSON_DEPTH,
  ownValue,
  parseJsonExact,
  stringifyJson,
  type Json,
} from "./json.ts";

const roundTrip = (text: string) => stringifyJson(parseJsonExact(text));

test.each([
  ["12345678901234567890"],
  ["-12345678901234567890"],
  ["1e400"],
  ["1E-400"],
  ["0.12345678901234567890123"],
  ["9007199254740993"],
  ["123456789012345678901234567890.5e-3"],
])("%s, which a JavaScript number cannot hold, leaves as it came", (text) => {
  expect(roundTrip(`{"n":[${text}]}`)).toBe(`{"n":[${text}]}`);
});

test.each([
  ["0", 0],
  ["1.0", 1],
  ["-0.5", -0.5],
  ["1e5", 100_000],
  ["9007199254740992", 2 ** 53],
  ["100000000000000000000", 1e20],
  ["0.1", 0.1],
])("%s, which a number holds, is a plain number", (text, number) => {
  expect(parseJsonExact(text)).toBe(number);
});

test("any JSON value survives reading and writing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(roundTrip(text)).toBe(text);
    }),
  );
});

test("integers of any size survive", () => {
  fc.assert(
    fc.property(fc.bigInt(), (integer) => {
      expect(roundTrip(String(integer))).toBe(String(integer));
    }),
  );
});

test("a __proto__ member survives, and pollutes nothing", () => {
  const text = '{"__proto__":{"admin":12345678901234567890},"a":{"__proto__":1}}';
  const value = parseJsonExact(text);
  expect(stringifyJson(value)).toBe(text);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect("admin" in {}).toBe(false);
  expect(canonicalJson(value)).toContain('"__proto__":{"admin":');
});

test("a member is only what the document says, never what objects inherit", () => {
  const value = parseJsonExact('{"a":1}');
  expect(isJsonObject(value) && ownValue(value, "constructor")).toBeUndefined();
  expect(isJsonObject(value) && ownValue(value, "a")).toBe(1);
});

test.each(["", "{", "{'a':1}", "[1,]", "01", "NaN", "\ufeff{}", '{"a":1}x'])(
  "%j is refused as no JSON",
  (text) => {
    expect(() => parseJsonExact(text)).toThrow(SyntaxError);
  },
);

test("nesting that could exhaust the stack is refused, brackets inside texts do not count", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(roundTrip(nested(MAX_JSON_DEPTH))).toBe(nested(MAX_JSON_DEPTH));
  expect(() => parseJsonExact(nested(MAX_JSON_DEPTH + 1))).toThrow(SyntaxError);
  expect(() => parseJsonExact("[".repeat(1_000_000))).toThrow(SyntaxError);
  const text = JSON.stringify({ a: `\\"${"[".repeat(2_000)}` });
  expect(roundTrip(text)).toBe(text);
});

test("a number without end is refused", () => {
  expect(() => parseJsonExact(`[${"9".repeat(5_000)}]`)).toThrow(SyntaxError);
});

test.each([
  ['{"b":1,"a":2}', '{"a":2,"b":1}'],
  ['{"n":1.0}', '{"n":1}'],
  ['{"n":-0}', '{"n":0}'],
  ['{"n":1e2}', '{"n":100}'],
  ['{"n":12345678901234567890}', '{"n":1234567890123456789e1}'],
  ['{"n":10e400}', '{"n":1e401}'],
  ['{ "s" : "\\u0061" }', '{"s":"a"}'],
])("%s and %s mean the same, so they share one canonical text", (left, right) => {
  expect(canonicalJson(parseJsonExact(left))).toBe(canonicalJson(parseJsonExact(right)));
});

test.each([
  ["12345678901234567890", "12345678901234567891"],
  ["1e400", "1e401"],
  ["[1,2]", "[2,1]"],
  ['"1"', "1"],
  ["{}", "[]"],
  ["null", '"null"'],
])("%s and %s mean different things, so their canonical texts differ", (left, right) => {
  expect(canonicalJson(parseJsonExact(left))).not.toBe(canonicalJson(parseJsonExact(right)));
});

test("the canonical text does not depend on the order of keys and is JSON of the same meaning", () => {
  const shuffled = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, shuffled(member)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = parseJsonExact(JSON.stringify(value));
      expect(canonicalJson(shuffled(json))).toBe(canonicalJson(json));
      expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("an exact number is neither an object nor an ordinary value", () => {
  const exact = parseJsonExact("1e400");
  expect(isExactNumber(exact)).toBe(true);
  expect(isJsonObject(exact)).toBe(false);
  expect(isExactNumber({ rawJSON: "1" })).toBe(false);
  expect([null, [], 1, "a"].some(isJsonObject)).toBe(false);
});
