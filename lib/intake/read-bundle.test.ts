import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { manifestIn } from "./read-bundle.ts";

const zipped = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

test("the manifest is read, and nothing beside it", () => {
  const zip = zipped({ "manifest.json": '{"name":"x"}', "big.js": "x".repeat(3_000_000) });
  expect(manifestIn(zip)).toEqual({ name: "x" });
});

test.each([
  ["no zip", strToU8("no zip at all"), /not a zip/],
  ["an empty file", new Uint8Array(), /not a zip/],
  ["no manifest", zipped({ "a.json": "{}" }), /no manifest/],
  ["a manifest elsewhere", zipped({ "x/manifest.json": "{}" }), /no manifest/],
  ["a broken manifest", zipped({ "manifest.json": "{" }), /not JSON/],
  ["a list", zipped({ "manifest.json": "[]" }), /not a JSON object/],
  ["a large manifest", zipped({ "manifest.json": "x".repeat(2_000_000) }), /larger than 1 MB/],
  ["a bomb", zipped({ "manifest.json": `{"a":"${"0".repeat(900_000)}"}` }), /suspiciously tight/],
])("%s is refused in words", (_what, zip, words) => {
  expect(manifestIn(zip)).toMatch(words);
});

test("an entry that lies about its size ends as no zip or no JSON, never larger than declared", () => {
  const zip = zipped({ "manifest.json": `{"a":"${"ab".repeat(2_000)}"}` });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at < zip.length - 4; at += 1)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 100, true);
  expect(typeof manifestIn(zip)).toBe("string");
});
