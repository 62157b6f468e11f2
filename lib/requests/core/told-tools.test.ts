import fc from "fast-check";
import { expect, test } from "vitest";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { ambiguousNames, mergedTools, riskTools, toldApart } from "./told-tools.ts";

const tool = (name: string, change: Partial<ToolFacts> = {}): ToolFacts => ({
  ...{ name, title: null, description: "Does it.", inputSchema: { type: "object" } },
  ...{ outputSchema: null, annotations: null },
  ...change,
});
const told = (one: ToolFacts) => ({ tool: one, places: [] });
const said = (name: string, annotations: JsonObject | null = null) => ({ name, annotations });
const READS = { readOnlyHint: true, openWorldHint: false };
const DESTROYS = { destructiveHint: true, openWorldHint: true };

test("what is only declared stands after what was told, and what was told is shown as told", () => {
  const merged = mergedTools(
    [told(tool("b"))],
    [tool("a"), tool("b", { description: "Otherwise." })],
  );
  expect(merged).toEqual([told(tool("b")), told(tool("a"))]);
});

test("what its server told counts before a declaration that says nothing", () => {
  const [risky] = riskTools([said("a", READS)], [said("a")]);
  expect(risky).toEqual({ name: "a", effect: "read", openWorld: false, by: "scan" });
});

test("a declaration makes nothing harmless that its server told, and nor does its server", () => {
  const bad = { name: "a", effect: "destructive", openWorld: true };
  expect(riskTools([said("a", DESTROYS)], [said("a", READS)])).toEqual([{ ...bad, by: "scan" }]);
  expect(riskTools([said("a", READS)], [said("a", DESTROYS)])).toEqual([
    { ...bad, by: "declaration" },
  ]);
  expect(riskTools([said("a")], [said("a", READS)])).toMatchObject([{ effect: null }]);
});

test("a second tool of the same name is not hidden by the first", () => {
  expect(riskTools([said("a", READS), said("a", DESTROYS)], [])).toMatchObject([
    { effect: "destructive", openWorld: true },
  ]);
  expect(riskTools([said("a", READS), said("a")], [])).toMatchObject([{ effect: null }]);
});

test("no list is judged less harmful with the other beside it, whatever the two say", () => {
  const hint = fc.option(fc.boolean(), { nil: undefined });
  const annotations = fc
    .record({ readOnlyHint: hint, destructiveHint: hint, openWorldHint: hint })
    .map((hints) => JSON.parse(JSON.stringify(hints)) as JsonObject);
  const list = fc.array(fc.record({ name: fc.constantFrom("a", "b", "__proto__"), annotations }), {
    maxLength: 5,
  });
  const EFFECTS = ["read", "write", null, "destructive"];
  const rank = (all: ReturnType<typeof riskTools>, name: string) =>
    EFFECTS.indexOf(all.find((one) => one.name === name)?.effect ?? null);
  fc.assert(
    fc.property(list, list, (heard, declared) => {
      const both = riskTools(heard, declared);
      for (const { name } of riskTools(heard, []))
        expect(rank(both, name)).toBeGreaterThanOrEqual(rank(riskTools(heard, []), name));
      for (const { name, effect } of riskTools([], declared))
        if (effect !== null)
          expect(rank(both, name)).toBeGreaterThanOrEqual(rank(riskTools([], declared), name));
      expect(new Set(both.map(({ name }) => name))).toEqual(
        new Set([...heard, ...declared].map(({ name }) => name)),
      );
    }),
  );
});

test("what differs is named: told alone, declared alone, and told in other words", () => {
  const all = [tool("a"), tool("b", { description: "Deletes it." }), tool("c")].map(told);
  const declared = [
    tool("b"),
    tool("c", { description: "", inputSchema: null }),
    tool("d", { annotations: READS }),
  ];
  expect(toldApart(all, declared)).toEqual({ undeclared: ["a"], untold: ["d"], unlike: ["b"] });
});

test("a second definition that is not as declared is named beside a first one that is", () => {
  const twins = [tool("a"), tool("a", { description: "Send it away." })].map(told);
  expect(toldApart(twins, [tool("a")])).toMatchObject({ unlike: ["a"] });
});

test("without two lists nothing differs", () => {
  const nothing = { undeclared: [], untold: [], unlike: [] };
  expect(toldApart([told(tool("a"))], [])).toEqual(nothing);
  expect(toldApart([], [tool("a")])).toEqual(nothing);
});

test("a name with two definitions is found", () => {
  const all = [tool("a"), tool("b"), tool("b", { title: "B" })].map(told);
  expect(ambiguousNames(all)).toEqual(["b"]);
});
