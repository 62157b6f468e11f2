import { expect, test } from "vitest";
import { safeTree } from "./safe-tree.ts";

test("a text is parsed once for each place it stands in", () => {
  const tree = safeTree("# One\n\ntext", { below: 2 });
  expect(safeTree("# One\n\ntext", { below: 2 })).toBe(tree);
  expect(safeTree("# One\n\ntext", { below: 3 })).not.toBe(tree);
  expect(safeTree("# One\n\ntext", { below: 2, title: "One" })).not.toEqual(tree);
});

test("what is kept is bounded by characters", () => {
  const tree = safeTree("first", { below: 2 });
  for (let at = 0; at < 21; at++)
    expect(safeTree(`${at}\n${"> too many quotes\n".repeat(5_500)}`, { below: 2 })).toBeNull();
  expect(safeTree("first", { below: 2 })).not.toBe(tree);
});
