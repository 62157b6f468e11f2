import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { canonicalJson } from "./canonical-json.ts";

test("the example of RFC 8785 §3.2.2 becomes the text it shows", () => {
  const value = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as Json;
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("members are sorted by UTF-16 code units, as RFC 8785 §3.2.3 shows", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const keys = [...canonicalJson(value).matchAll(/"([^"]+)":"/g)].map(([, key]) => key);
  expect(keys).toEqual([
    String.raw`\r`,
    "1",
    "\u0080",
    "\u00f6",
    "\u20ac",
    "\ud83d\ude00",
    "\ufb33",
  ]);
});

test("keys that look like numbers are sorted as text, unlike the engine keeps them", () => {
  expect(canonicalJson({ "10": 1, "9": 2, "1": 3 })).toBe('{"1":3,"10":1,"9":2}');
});

// RFC 8785, appendix B: the bits of a double and its text.
test.each([
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
])("the double %s is written %s", (bits, text) => {
  expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
});

test("members that are undefined are left out", () => {
  const value = { b: undefined, a: 1 } as unknown as Json;
  expect(canonicalJson(value)).toBe('{"a":1}');
});

test.each([
  ["a number no double holds", () => parseJsonExact('{"size":12345678901234567890}'), "size"],
  ["NaN", () => ({ list: [1, Number.NaN] }), "list[1]"],
  ["infinity", () => ({ a: { b: Infinity } }), "a.b"],
  ["half a surrogate pair", () => ({ name: "a\ud800b" }), "name"],
  ["half a surrogate pair in a key", () => ({ "\udc00": 1 }), "half of a surrogate pair"],
  ["a date", () => ({ when: new Date(0) }), "when"],
  ["a function", () => ({ run: () => 1 }), "run"],
  ["a bigint", () => 1n, "this value"],
  ["undefined in a list", () => [undefined], "[0]"],
])("%s is refused, and its place is named", (_what, value, place) => {
  expect(() => canonicalJson(value() as unknown as Json)).toThrow(place);
});

test("the same meaning has the same text, which reads back as that meaning", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value as Json);
      const back = JSON.parse(text) as Json;
      // JSON has no -0: it comes back as 0.
      expect(JSON.stringify(sorted(back))).toBe(JSON.stringify(sorted(value)));
      expect(canonicalJson(back)).toBe(text);
    }),
  );
});

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, member]) => [key, sorted(member)]);
}
