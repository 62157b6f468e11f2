import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-position.ts";

test("what the engine can parse has no fault, and what it cannot has one", () => {
  const noise = fc.string({ unit: fc.constantFrom(...'{}[]:,"\\0123eE+-. \nu0aftrue'.split("")) });
  fc.assert(
    fc.property(
      fc.oneof(
        noise,
        fc.json(),
        fc.json().map((text) => text.slice(0, -1)),
      ),
      (text) => {
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(jsonFault(text) === null).toBe(parses);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['{"a":}', { position: 5, line: 1, column: 6, path: "a" }],
  ['{\n  "name": "x",\n}', { position: 17, line: 3, column: 1, path: "name" }],
  ['{"packages":[{},{"transport":{"type":stdio}}]}', { path: "packages[1].transport.type" }],
  ["", { position: 0, line: 1, column: 1, path: "" }],
  ['{"a": "b', { position: 8 }],
  ["[1, 2] x", { position: 7 }],
])("the fault of %j is where people would look", (text, fault) =>
  expect(jsonFault(text)).toMatchObject(fault),
);

test("a megabyte of text is no trouble", () => {
  const text = `{"a":"${"\\n".repeat(500_000)}`;
  expect(jsonFault(text)?.position).toBe(text.length);
});
