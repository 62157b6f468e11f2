import { expect, test } from "vitest";
import { leadsTo } from "./verify-in-parts.ts";

const head = (change = {}) => ({ epoch: 2, seq: 7, hash: "a".repeat(32), ...change });
const start = (tree: string, heads: [string, ReturnType<typeof head>][]) => ({
  tree: Buffer.from(tree),
  heads: new Map(heads),
});
const NEXT = start("root", [
  ["web-1", head()],
  ["web-2", head({ seq: 9 })],
]);
const ends = ({ tree, heads }: typeof NEXT, next: typeof NEXT | undefined = NEXT) =>
  leadsTo({ tree: new Uint8Array(tree), chains: { heads } }, next);

test("a part leads to the next one when it ends with what that one started from", () => {
  expect(ends(NEXT)).toBe(true);
  expect(leadsTo({ tree: NEXT.tree, chains: NEXT }, undefined)).toBe(true);
});

test.each([
  ["another tree", start("toor", [...NEXT.heads])],
  ["a chain more", start("root", [...NEXT.heads, ["web-3", head()]])],
  ["a chain less", start("root", [["web-1", head()]])],
  ["a chain of another name", start("root", [["web-1", head()], ["web-9", head({ seq: 9 })]])], // prettier-ignore
  ["another epoch", start("root", [...NEXT.heads, ["web-2", head({ seq: 9, epoch: 3 })]])],
  ["another place", start("root", [...NEXT.heads, ["web-2", head({ seq: 8 })]])],
  ["another hash", start("root", [...NEXT.heads, ["web-2", head({ seq: 9, hash: "b" })]])],
])("a part that ends with %s does not", (_what, end) => {
  expect(ends(end)).toBe(false);
});
