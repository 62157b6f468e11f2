import { expect, test } from "vitest";
import { pageLinks, withQuery } from "./page-links.ts";

const words = { path: "/p", query: { search: "a b" }, size: 50, noun: ["row", "rows"] } as const;
const links = (page: number, pages: number, total: number) =>
  pageLinks({ page, pages, total }, { ...words, noun: ["row", "rows"] });

test("an address holds the filters that are set, and only those", () => {
  expect(withQuery("/p", { search: "a&b", role: undefined, state: "" })).toBe("/p?search=a%26b");
});

test("one page says how many there are and links nowhere", () => {
  expect(links(1, 1, 1)).toEqual({ summary: "1 row", previousHref: null, nextHref: null });
});

test("a page in the middle links both ways and keeps the filters", () => {
  expect(links(2, 3, 1_234)).toEqual({
    summary: "51 to 100 of 1,234 rows",
    previousHref: "/p?search=a+b&page=1",
    nextHref: "/p?search=a+b&page=3",
  });
});
