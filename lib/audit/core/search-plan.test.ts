import { describe, expect, test } from "vitest";
import {
  firstWindow,
  nextWindow,
  walkHours,
  windowTokens,
  type SearchFacts,
} from "./search-plan.ts";

/** Ten million records in 90 days. */
const LOG = { total: 10_000_000, perHour: 4_600, limit: 51, hours: Infinity };
const facts = (words: number, both = words): SearchFacts => ({
  ...LOG,
  words,
  both,
  indexed: both <= 0.2 * words ? both : words,
});

describe("how far back is looked first", () => {
  test.each<[string, SearchFacts, number]>([
    ["a word that every eighth record has", facts(0.13), 1],
    ["one that every two hundredth has", facts(0.0056), 4],
    ["one of a frequent filter", facts(0.13, 0.052), 1],
    ["one that hardly any has", facts(0.000_002), Infinity],
    ["a rare word of a rare filter", facts(0.0056, 0.000_05), Infinity],
  ])("%s", (_name, given, hours) => {
    expect(firstWindow(given)).toBe(hours);
  });

  test("a short time that is asked for is looked through at once", () => {
    expect(firstWindow({ ...facts(0.0001), hours: 2 })).toBe(2);
  });

  test("a small log, or one of which nothing is known, as a whole", () => {
    expect(
      firstWindow({
        total: 900,
        perHour: 0,
        words: 0,
        both: 0,
        indexed: 0,
        limit: 51,
        hours: Infinity,
      }),
    ).toBe(Infinity);
  });
});

describe("after too little was found", () => {
  test("it goes three to eight times as far", () => {
    expect(nextWindow(facts(0.0056), { hours: 3, found: 40 })).toBe(9);
    expect(nextWindow(facts(0.0056), { hours: 3, found: 0 })).toBe(24);
  });

  test("it always ends", () => {
    for (const share of [0.2, 0.01, 0.0001]) {
      let [window, asked] = [firstWindow(facts(share)), 1];
      for (; window !== Infinity; asked += 1)
        window = nextWindow(facts(share), { hours: window, found: 50 });
      expect(asked).toBeLessThan(10);
    }
  });
});

describe("reading one by one", () => {
  test("is for words that many records of a filter have", () => {
    expect(walkHours(facts(0.13, 0.0026), 500)).toBe(9);
    expect(walkHours(facts(0.0056, 0.000_1), 500)).toBeNull();
    expect(walkHours(facts(0), 500)).toBeNull();
  });

  test("is left where finding the records takes longer than the index of words", () => {
    expect(walkHours(facts(0.13, 0.0026), 13_000)).not.toBeNull();
    expect(walkHours(facts(0.13, 0.0026), 60_000)).toBeNull();
  });
});

describe("the words of a window", () => {
  test.each([
    [1, "h", ["480025", "480024"]],
    [3, "h", ["480025", "480024", "480023", "480022"]],
    [24, "d", ["20002", "20001", "20000"]],
    [192, "w", ["2501", "2500", "2499"]],
  ])("%i hours", (hours, letter, values) => {
    expect(windowTokens(20_001 * 24, hours)).toEqual({ letter, values });
  });
});
