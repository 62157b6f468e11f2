import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { DocumentSplitter } from "./split-documents.ts";
import type { Piece } from "./value-reader.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function split(input: string | Uint8Array, cuts: number[] = [], maxBytes?: number): Piece[] {
  const all = typeof input === "string" ? bytes(input) : input;
  const splitter = new DocumentSplitter(maxBytes);
  const places = [...cuts.map((cut) => cut % (all.length + 1)), 0, all.length].sort(
    (a, b) => a - b,
  );
  const chunks = places.slice(1).map((to, at) => all.subarray(places[at] ?? 0, to));
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

const texts = (pieces: Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === "document" ? [piece.text] : []));
const kinds = (pieces: Piece[]) => pieces.map((piece) => piece.kind);

describe("shapes", () => {
  const list =
    '{"servers":[{"server":{"name":"a/b"},"_meta":{}}, {"name":"c/d"}],"metadata":{"nextCursor":"x"}}';

  test("the official list gives its entries and then its metadata", () => {
    expect(split(list)).toEqual([
      { kind: "document", text: '{"server":{"name":"a/b"},"_meta":{}}' },
      { kind: "document", text: '{"name":"c/d"}' },
      { kind: "envelope", text: '{"servers":[],"metadata":{"nextCursor":"x"}}' },
    ]);
  });

  test("a list may follow its metadata", () => {
    expect(split('{"metadata":{"a":[1]},"servers":[{"name":"a/b"}]}')).toEqual([
      { kind: "document", text: '{"name":"a/b"}' },
      { kind: "envelope", text: '{"metadata":{"a":[1]},"servers":[]}' },
    ]);
  });

  test("an array, one document, JSON lines and pages in a row give their entries", () => {
    expect(texts(split(' [ {"a":1} , {"b":[{}]} ]\n'))).toEqual(['{"a":1}', '{"b":[{}]}']);
    expect(texts(split('{\n  "name": "a/b"\n}'))).toEqual(['{\n  "name": "a/b"\n}']);
    expect(texts(split('{"a":1}\n{"b":2}\r\n\n{"c":3}'))).toEqual([
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
    expect(kinds(split(list + "\n" + list)).filter((kind) => kind === "document")).toHaveLength(4);
  });

  test("a document with a field called servers stays one document", () => {
    const text = '{"name":"a/b","servers":[{"x":1}]}';
    expect(split(text)).toEqual([{ kind: "document", text }]);
  });

  test("entries that are no objects come out too, for the reader to refuse", () => {
    expect(texts(split('[1, null,"a,]", [2], {}]'))).toEqual(["1", "null", '"a,]"', "[2]", "{}"]);
  });

  test("brackets and quotes inside texts mean nothing", () => {
    const text = '{"a":"}]\\"{[","b\\\\":"\\\\"}';
    expect(texts(split(`[${text},{"z":1}]`))).toEqual([text, '{"z":1}']);
  });
});

describe("what is broken", () => {
  test.each([
    ["a trailing comma is the parser's business", '[{"a":1,},{"b":2}]', ['{"a":1,}', '{"b":2}']],
    ["mismatched brackets", '[{"a":[1,2},{"b":2}]', ['{"b":2}']],
    ["an object that is not closed", '[{"a":1,{"b":2}]', ['{"b":2}']],
    [
      "a line that is not closed",
      '{"a":1}\n{"x":{"y":\n{"b":2}\n{"c":3}',
      ['{"a":1}', '{"b":2}', '{"c":3}'],
    ],
    ["a text that is not closed", '{"a":"x\n{"b":2}\n{"c":3}', ['{"b":2}', '{"c":3}']],
    ["a line of garbage", '{"a":1}\ngarbage {"\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ["a bracket too many", '[{"a":1}}},{"b":2}]', ['{"a":1}', '{"b":2}']],
    ["a list closed too early", '[{"a":1}],{"b":2}]', ['{"a":1}', '{"b":2}']],
  ])("%s never stops the rest", (_name, input, wanted) => {
    expect(texts(split(input))).toEqual(wanted);
  });

  test.each([['[{"a":1},'], ['[{"a":1},{"b'], ['{"servers":[{"a":1}'], ['{"a":1}\n{"b":']])(
    "an input that is cut off says so: %s",
    (input) => {
      expect(kinds(split(input))).toEqual(["document", "broken"]);
    },
  );

  test("a page of HTML is one broken entry", () => {
    expect(split("<!doctype html>\n<p>no</p>\n")).toEqual([
      { kind: "broken", reason: "is not JSON" },
    ]);
  });

  test("nothing at all gives nothing", () => {
    expect(split("")).toEqual([]);
    expect(split(" \n")).toEqual([]);
  });
});

describe("limits", () => {
  test("a document over the limit is told by its size and the next one is read", () => {
    const large = `{"a":"${"x".repeat(5_000)}"}`;
    expect(split(`[${large},{"b":2}]`, [], 1_000)).toEqual([
      { kind: "too_large", bytes: large.length },
      { kind: "document", text: '{"b":2}' },
    ]);
  });

  test("a million brackets are one broken entry", () => {
    const deep = "[".repeat(400_000) + "]".repeat(400_000);
    expect(split(`[{"a":${deep}},{"b":2}]`)).toEqual([
      { kind: "broken", reason: "nests deeper than 512 levels" },
      { kind: "document", text: '{"b":2}' },
    ]);
  });
});

describe("encodings", () => {
  test("a byte order mark is left out, also when a chunk ends in it", () => {
    expect(texts(split('\ufeff{"a":1}', [1, 2]))).toEqual(['{"a":1}']);
  });

  test("one entry that is not UTF-8 is broken, the others are read", () => {
    const input = Buffer.concat([
      Buffer.from('[{"a":"'),
      Buffer.from([0xe9]),
      Buffer.from('"},{"b":"é"}]'),
    ]);
    expect(split(input)).toEqual([
      { kind: "broken", reason: "is not UTF-8 text" },
      { kind: "document", text: '{"b":"é"}' },
    ]);
  });

  test.each([
    ["UTF-16 little endian with a mark", Buffer.from('\ufeff{"a":1}', "utf16le")],
    ["UTF-16 little endian", Buffer.from('{"a":1}', "utf16le")],
    ["UTF-16 big endian", Buffer.from('{"a":1}', "utf16le").swap16()],
  ])("%s is refused", (_name, input) => {
    expect(() => split(input)).toThrow(AppError);
  });
});

const entry = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => ({ server: value }));

test("where the chunks are cut makes no difference", () => {
  const cuts = fc.array(fc.nat(), { maxLength: 30 });
  const soup = fc.string({ unit: fc.constantFrom(...'{}[],:"\\\n aé1'), maxLength: 200 });
  fc.assert(
    fc.property(soup, cuts, (input, places) => {
      expect(split(input, places, 60)).toEqual(split(input, [], 60));
    }),
    { numRuns: 500 },
  );
});

test("every entry of a well-formed list, array or file of lines comes out as it was", () => {
  fc.assert(
    fc.property(fc.array(entry), fc.array(fc.nat()), fc.nat(3), (entries, cuts, indent) => {
      const wanted = entries.map((value) => JSON.stringify(value, null, indent));
      const shapes = [
        JSON.stringify({ servers: entries, metadata: { count: 1 } }, null, indent),
        `[${wanted.join(",")}]`,
        entries.map((value) => JSON.stringify(value)).join("\n"),
      ];
      for (const shape of shapes) {
        const found = texts(split(shape, cuts)).map((text): unknown => JSON.parse(text));
        expect(found).toEqual(entries.map((value): unknown => JSON.parse(JSON.stringify(value))));
      }
    }),
  );
});
