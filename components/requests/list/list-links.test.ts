import { expect, test } from "vitest";
import { ListRequestsInput } from "#lib/requests/list-schemas.ts";
import {
  changedFilters,
  clearedFilters,
  isNarrowed,
  listHref,
  toggledFilter,
  type ListPage,
} from "./list-links.ts";

const page: ListPage = { path: "/reviews", queue: "mine" };
const read = (query: string) =>
  ListRequestsInput.parse({
    queue: "mine",
    ...Object.fromEntries(new URLSearchParams(query)),
  });

test("the plain address shows the page's own queue, and another one is named", () => {
  expect(listHref(page, read(""))).toBe("/reviews");
  expect(listHref(page, read("queue=overdue"))).toBe("/reviews?queue=overdue");
});

test("every filter is in the address and is read back from it", () => {
  const query =
    "queue=open&state=submitted%2Cin_review&kind=retire&tier=high&team=data&server=a%2Fb&q=x";
  const filters = read(query);
  expect(listHref(page, filters)).toBe(`/reviews?${query}`);
});

test("another filter begins at the first page", () => {
  const filters = { ...read("tier=high"), cursor: "12" };
  expect(listHref(page, filters)).toContain("cursor=12");
  expect(listHref(page, toggledFilter(filters, "tier", "low"))).toBe("/reviews?tier=high%2Clow");
  expect(listHref(page, toggledFilter(filters, "tier", "high"))).toBe("/reviews");
  expect(listHref(page, changedFilters(filters, { q: "x" }))).toBe("/reviews?tier=high&q=x");
});

test("clearing keeps the queue", () => {
  const filters = read("queue=open&tier=high&q=x");
  expect(isNarrowed(filters)).toBe(true);
  expect(listHref(page, clearedFilters(filters))).toBe("/reviews?queue=open");
  expect(isNarrowed(clearedFilters(filters))).toBe(false);
});
