import { expect, test } from "vitest";
import { encodeRanks } from "./postings.ts";
import { mergedRanks } from "./merge-ranks.ts";

const [WORD, OTHER, NOWHERE] = [7, 8, 9];

test("the ranks of pieces that overlap in time come in the order of the whole", () => {
  const pieces = [
    {
      lists: new Map([
        [WORD, encodeRanks([0, 2, 3], 4)],
        [OTHER, encodeRanks([1], 4)],
      ]),
      places: Uint32Array.from([0, 2, 5, 6]),
    },
    { lists: new Map([[WORD, encodeRanks([0, 1], 3)]]), places: Uint32Array.from([1, 3, 4]) },
  ];
  expect([...mergedRanks(pieces, WORD)]).toEqual([0, 1, 3, 5, 6]);
  expect([...mergedRanks(pieces, OTHER)]).toEqual([2]);
  expect([...mergedRanks(pieces, NOWHERE)]).toEqual([]);
});
