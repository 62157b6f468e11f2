import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeOf } from "./received-list.ts";
import { countRecords, reconcile, SeqRangeSet, type SeqRange } from "./seq-ranges.ts";

const range = (from: number, to: number, writer = "w", epoch = 1): SeqRange => ({ writer, epoch, from, to }); // prettier-ignore

test.each<[string, SeqRange[], SeqRange[], SeqRange[]]>([
  ["nothing sent", [], [range(1, 9)], []],
  ["nothing found", [range(1, 9)], [], [range(1, 9)]],
  ["all found", [range(1, 9)], [range(1, 9)], []],
  ["a hole", [range(1, 9)], [range(1, 3), range(5, 9)], [range(4, 4)]],
  ["both ends", [range(1, 9)], [range(3, 4)], [range(1, 2), range(5, 9)]],
  ["overlaps in any order", [range(5, 9), range(1, 6)], [range(8, 20), range(0, 2)], [range(3, 7)]],
  ["another writer", [range(1, 2)], [range(1, 2, "v")], [range(1, 2)]],
  ["another epoch", [range(1, 2)], [range(1, 2, "w", 2)], [range(1, 2)]],
  ["a name that looks like two", [range(1, 1, "1 w", 1)], [range(1, 1, "w", 11)], [range(1, 1, "1 w")]], // prettier-ignore
])("%s", (_name, sent, found, missing) => {
  expect(reconcile(sent, found)).toEqual(missing);
});

test("against any lists it names exactly what is missing", () => {
  const places = fc.uniqueArray(fc.record({ writer: fc.constantFrom("a", "b"), epoch: fc.integer({ min: 1, max: 2 }), seq: fc.integer({ min: 1, max: 30 }) }), { selector: (place) => JSON.stringify(place), maxLength: 80 }); // prettier-ignore
  const setOf = (list: { writer: string; epoch: number; seq: number }[]) => {
    const set = new SeqRangeSet();
    for (const { writer, epoch, seq } of list) set.add(writer, epoch, seq);
    return set.ranges();
  };
  fc.assert(
    fc.property(places, places, (sent, found) => {
      const there = new Set(found.map((place) => JSON.stringify(place)));
      const missing = sent.filter((place) => !there.has(JSON.stringify(place)));
      const named = reconcile(setOf(sent), setOf(found));
      expect(countRecords(named)).toBe(missing.length);
      expect(reconcile(setOf(missing), named)).toEqual([]);
    }),
  );
});

test("repeats are counted in whatever order they come", () => {
  const set = new SeqRangeSet();
  for (const seq of [5, 1, 2, 3, 2, 9, 5, 4]) set.add("w", 1, seq);
  expect(set.ranges()).toEqual([range(1, 5), range(9, 9)]);
  expect(set.repeats()).toBe(2);
});

const PLACE = { writer: "web-1", epoch: 2, seq: 3 };
describe("a line of a list from the other side", () => {
  test.each([
    ["our places", JSON.stringify(PLACE)],
    ["places as text", '{"writer":"web-1","epoch":"2","seq":"3"}'],
    ["OCSF", JSON.stringify({ class_uid: 3004, unmapped: PLACE })],
    ["OCSF flattened", '{"unmapped.writer":"web-1","unmapped.epoch":2,"unmapped.seq":"3"}'],
    ["a result of Splunk", JSON.stringify({ preview: false, result: { _raw: JSON.stringify({ unmapped: PLACE }) } })], // prettier-ignore
    ["a hit of Elastic", JSON.stringify({ _source: { unmapped: PLACE } })],
    ["CEF", "CEF:0|Gatehouse|Gatehouse|1|a.b|a b|1|rt=1 msg=x y\\=z deviceExternalId=web-1 cn1=2 cn1Label=epoch cn2=3 cn2Label=seq"], // prettier-ignore
    ["CEF in syslog", "<109>1 2026-11-26T17:00:00.000Z h gatehouse web-1 a [x y=\"z\"] CEF:0|G|G|1|a\\|b|n|1|deviceExternalId=web-1 cn1=2 cn2=3"], // prettier-ignore
    ["LEEF with its tab", "LEEF:2.0|G|G|1|a|x09|seq=3\tepoch=2\twriter=web-1"],
    ["LEEF with another sign", "LEEF:2.0|G|G|1|a|^|seq=3^epoch=2^writer=web-1"],
    ["JSON in syslog", `<109>1 2026-11-26T17:00:00.000Z h gatehouse web-1 a [x y="z"] \ufeff${JSON.stringify(PLACE)}`], // prettier-ignore
  ])("%s", (_name, line) => {
    expect(placeOf(line)).toEqual(PLACE);
  });

  test.each(["", "  ", '{"type":"checkpoint","size":3}', '{"type":"export","origin":"x"}'])(
    "%j is no record",
    (line) => {
      // prettier-ignore
      expect(placeOf(line)).toBe("other");
    },
  );

  test.each([
    "hello",
    "{",
    "[]",
    '{"writer":"web-1","epoch":0,"seq":1}',
    '{"writer":"web-1","epoch":1,"seq":1.5}',
    '{"writer":"web-1","epoch":1,"seq":"1e3"}',
    '{"writer":"","epoch":1,"seq":1}',
    '{"epoch":1,"seq":1}',
    "CEF:0|too|few",
    "LEEF:2.0|G|G|1|a|x09|writer=w",
    `${'{"event":'.repeat(50)}1${"}".repeat(50)}`,
  ])("%j is not understood", (line) => {
    expect(placeOf(line)).toBeNull();
  });
});
