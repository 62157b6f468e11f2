import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  browseHref,
  changed,
  cleared,
  FACETS,
  isUnfiltered,
  parseBrowse,
  serializeBrowse,
  toggled,
  viewQuery,
  withColumn,
} from "./browse-state.ts";

const read = (query: string) => {
  const raw: Record<string, string[]> = {};
  for (const [key, value] of new URLSearchParams(query)) (raw[key] ??= []).push(value);
  return parseBrowse(raw);
};

test("the plain address shows approved and deprecated servers, newest release first", () => {
  expect(parseBrowse({})).toMatchObject({ q: "", sort: "released", view: "cards", size: 24 });
  expect(browseHref(parseBrowse({}))).toBe("/servers");
  expect(isUnfiltered(parseBrowse({}))).toBe(true);
});

test("every part of the state survives the address", () => {
  const query =
    "q=git+hub&lifecycle=in_review&lifecycle=candidate&model=cloud&model=none&classification=restricted" +
    "&trust=2&trust=none&risk=critical&risk=unknown" +
    "&team=data&team=platform&category=Developer+tools&package=npm&transport=stdio&origin=vendor" +
    "&quarantined=true&sort=name&view=table&size=50&column=status&column=origin&saved=abc&after=eyJ4Ijoxf_-";
  expect(serializeBrowse(read(query))).toBe(query);
});

test("quarantine is asked for, left out or not asked about", () => {
  for (const [value, quarantined] of [
    ["true", true],
    ["false", false],
  ] as const) {
    const state = read(`quarantined=${value}`);
    expect([state.quarantined, isUnfiltered(state)]).toEqual([quarantined, false]);
    expect(serializeBrowse(state)).toBe(`quarantined=${value}`);
    expect(browseHref(cleared(state))).toBe("/servers");
  }
  for (const query of ["", "quarantined=", "quarantined=maybe"])
    expect([read(query).quarantined, serializeBrowse(read(query))]).toEqual([null, ""]);
});

test("any input reads as a state that reads back as itself", () => {
  const key = fc.constantFrom(
    ...[
      ...FACETS,
      "q",
      "sort",
      "view",
      "size",
      "column",
      "after",
      "before",
      "saved",
      "quarantined",
    ],
  );
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("approved", "none", "50", "origin", "2", "unknown", "score", "true", "false"),
  );
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(value, fc.array(value))), (raw) => {
      const state = parseBrowse(raw);
      expect(read(serializeBrowse(state))).toEqual(state);
    }),
  );
});

test("unknown values, foreign cursors and endless texts are left out, not refused", () => {
  const state = parseBrowse({
    lifecycle: "gone",
    sort: "price",
    size: "1000",
    after: "<script>",
    q: "x".repeat(5_000),
  });
  expect(state).toMatchObject({ lifecycle: [], sort: "relevance", size: 24, after: null });
  expect(state.q).toHaveLength(200);
});

test("relevance needs a question", () => {
  expect(parseBrowse({ sort: "relevance" }).sort).toBe("released");
  expect(parseBrowse({ q: "git" }).sort).toBe("relevance");
});

describe("changing the list", () => {
  test("starts at its first page again", () => {
    const state = read("q=a&after=abc");
    expect(changed(state, { view: "table" }).after).toBeNull();
    expect(toggled(state, "origin", "vendor")).toMatchObject({ after: null, origin: ["vendor"] });
  });

  test("a default sort follows the question, a chosen one stays", () => {
    expect(changed(parseBrowse({}), { q: "git" }).sort).toBe("relevance");
    expect(changed(read("q=git"), { q: "" }).sort).toBe("released");
    expect(changed(read("sort=name"), { q: "git" }).sort).toBe("name");
  });

  test("the first lifecycle switched on joins the two shown by default", () => {
    const withCandidates = toggled(parseBrowse({}), "lifecycle", "candidate");
    expect(withCandidates.lifecycle).toEqual(["approved", "deprecated", "candidate"]);
    expect(toggled(withCandidates, "lifecycle", "candidate").lifecycle).toEqual([]);
    expect(toggled(parseBrowse({}), "lifecycle", "deprecated").lifecycle).toEqual(["approved"]);
  });

  test("a column is shown and hidden without leaving the page; hiding all brings the usual back", () => {
    const state = read("view=table&after=abc");
    const withOrigin = withColumn(state, "origin");
    expect(withOrigin).toMatchObject({ after: "abc" });
    expect(withOrigin.columns).toContain("origin");
    expect(withColumn(withOrigin, "origin")).toEqual(state);
    expect(withColumn(read("column=tools"), "tools").columns).toEqual(parseBrowse({}).columns);
    expect(cleared(read("q=a&column=tools")).columns).toEqual(["tools"]);
  });

  test("clearing keeps how it is seen; a saved view forgets page and name", () => {
    const state = read("q=a&origin=vendor&view=table&size=50&saved=v1&after=abc");
    expect(browseHref(cleared(state))).toBe("/servers?view=table&size=50");
    expect(viewQuery(state)).toBe("q=a&origin=vendor&view=table&size=50");
  });
});
