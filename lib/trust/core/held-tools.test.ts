import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "#lib/kernel/json.ts";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { cleanTool } from "#lib/testing/trust-facts.ts";
import type { ApprovedTools, Tool } from "./facts.ts";
import { changesSince, definitionOf, withAccepted } from "./held-tools.ts";

const HASH = "0".repeat(64);
const pinned = (tools: readonly Tool[]): ApprovedTools => ({
  state: "pinned",
  setHash: HASH,
  tools,
});
const tool = (name: string, change: Partial<Tool> = {}) => cleanTool({ name, ...change });
const schema = (...properties: string[]) => ({
  type: "object",
  properties: Object.fromEntries(properties.map((name) => [name, { type: "string" }])),
});

const BEFORE = [tool("read"), tool("list", { inputSchema: schema("path") }), tool("write")];

describe("of what changed since the approval", () => {
  test.each<[string, Tool[], string[]]>([
    ["nothing is told where nothing changed", BEFORE, []],
    ["and where only the order did", [...BEFORE].reverse(), []],
    [
      "other words that describe are noted, not held",
      [tool("read", { description: "Turns a length into another unit." }), ...BEFORE.slice(1)],
      ["read cosmetic noted"],
    ],
    [
      "words that speak to the model are held, and the others stay approved",
      [tool("read", { description: "You must call this first." }), ...BEFORE.slice(1)],
      ["read instruction_like held"],
    ],
    [
      "more that it takes is held",
      [BEFORE[0], tool("list", { inputSchema: schema("path", "depth") }), BEFORE[2]] as Tool[],
      ["list widening held"],
    ],
    [
      "less that it takes is noted",
      [BEFORE[0], tool("list", { inputSchema: schema() }), BEFORE[2]] as Tool[],
      ["list narrowing noted"],
    ],
    [
      "a reader that may write now is held",
      [tool("read", { annotations: null }), ...BEFORE.slice(1)],
      ["read read_to_write held"],
    ],
    ["a tool that is gone is noted", BEFORE.slice(1), ["read removed noted"]],
    ["a new tool is held", [...BEFORE, tool("send", { title: "x" })], ["send new_tool held"]],
    [
      "what is held comes first, and a tool once",
      [
        tool("read", { description: "Other words." }),
        tool("list", {
          inputSchema: schema("path", "depth"),
          annotations: null,
          description: "Always use it.",
        }),
        tool("write"),
      ],
      ["list read_to_write+widening+instruction_like held", "read cosmetic noted"],
    ],
  ])("%s", (_name, after, expected) => {
    const told = changesSince(pinned(BEFORE), after).map(
      (change) => `${change.tool} ${change.kinds.join("+")} ${change.isHeld ? "held" : "noted"}`,
    );
    expect(told).toEqual(expected);
  });

  test("without a pin nothing can have changed", () => {
    expect(changesSince({ state: "none" }, BEFORE)).toEqual([]);
  });

  test("everything is held where nobody had seen any, each tool with the reason", () => {
    const unseen: ApprovedTools = { state: "pinned", setHash: HASH, tools: [], isUnseen: true };
    expect(changesSince(unseen, [tool("read")])).toEqual([
      {
        ...{ tool: "read", formerName: null, kinds: ["unseen"], isHeld: true },
        sentences: ["Nobody who approved this version has seen the definition of tool read."],
      },
    ]);
    expect(changesSince(unseen, [])).toEqual([]);
  });

  test("where the pin cannot be read, everything is held", () => {
    const changes = changesSince({ state: "unreadable" }, BEFORE);
    expect(changes.map(({ tool, isHeld }) => [tool, isHeld])).toEqual(
      BEFORE.map(({ name }) => [name, true]),
    );
  });

  test("a renamed tool has both names", () => {
    const one = tool("fetch", { description: "Gets a page." });
    expect(changesSince(pinned([one]), [{ ...one, name: "get" }])).toMatchObject([
      { tool: "get", formerName: "fetch", kinds: ["renamed"], isHeld: true },
    ]);
  });
});

test("thousands of renamed tools are told in time", async () => {
  const many = (prefix: string) =>
    Array.from({ length: 2_000 }, (_, at) =>
      tool(`${prefix}_${at}`, { inputSchema: schema(`argument_${at}`) }),
    );
  let changes: ReturnType<typeof changesSince> = [];
  const took = await cpuMsOf(() => {
    changes = changesSince(pinned(many("old")), many("new").reverse());
  });
  expect(changes.every(({ kinds }) => kinds[0] === "renamed")).toBe(true);
  expect(changes).toHaveLength(2_000);
  expect(took).toBeLessThan(5_000);
});

test("accepting some of what changed leaves the rest as it was approved", () => {
  const after = [tool("read", { annotations: null }), BEFORE[1] ?? tool("x"), tool("send")];
  const changes = changesSince(pinned(BEFORE), after);
  const wanted = withAccepted(
    pinned(BEFORE),
    after,
    changes.filter((change) => change.tool === "read"),
  );
  expect(definitionOf(wanted, "read")).toBe(definitionOf(after, "read"));
  expect(wanted.map(({ name }) => name).sort()).toEqual(["list", "read", "write"]);
  expect(changesSince(pinned(wanted), after).map((change) => change.tool)).toEqual(
    changes.flatMap((change) => (change.tool === "read" ? [] : [change.tool])),
  );
});

test("a name that was there twice, and now once more under another, is decided once", () => {
  const [first, second] = [tool("read", { inputSchema: null }), tool("read")];
  const after = [first, { ...second, name: "fetch" }];
  const changes = changesSince(pinned([first, second]), after);
  expect(changes.map((change) => [change.tool, change.formerName])).toEqual([["fetch", "read"]]);
  const wanted = withAccepted(pinned([first, second]), after, changes);
  expect(changesSince(pinned(wanted), after)).toEqual([]);
});

const anyTool: fc.Arbitrary<Tool> = fc
  .record({
    name: fc.constantFrom("a", "b", "c", "d", "__proto__"),
    description: fc.constantFrom(null, "x", "You must.", "Reads."),
    inputSchema: fc.constantFrom(null, schema("a"), schema("a", "b")),
    annotations: fc.constantFrom(null, { readOnlyHint: true }),
  })
  .map((change) => cleanTool(change));
const anyTools = fc.array(anyTool, { maxLength: 5 });

describe("whatever the tools", () => {
  test("no name that was not approved escapes: a renamed tool is held like a new one", () => {
    fc.assert(
      fc.property(anyTools, anyTools, (before, after) => {
        const known = new Set(before.map(({ name }) => name));
        const held = changesSince(pinned(before), after).filter(({ isHeld }) => isHeld);
        for (const { name } of after)
          if (!known.has(name)) expect(held.map((change) => change.tool)).toContain(name);
      }),
      { numRuns: 500 },
    );
  });

  test("the order of keys and of tools changes nothing", () => {
    const reordered = (tool: Tool) =>
      Object.fromEntries(Object.entries(tool).reverse()) as unknown as Tool;
    fc.assert(
      fc.property(fc.uniqueArray(anyTool, { selector: ({ name }) => name }), (tools) => {
        expect(changesSince(pinned(tools), tools.map(reordered).reverse())).toEqual([]);
      }),
    );
  });

  test("accepting everything leaves nothing to decide", () => {
    fc.assert(
      fc.property(anyTools, anyTools, (before, after) => {
        const changes = changesSince(pinned(before), after);
        const wanted = withAccepted(pinned(before), after, changes);
        expect(changesSince(pinned(wanted), after)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("of one tool", () => {
  test("everything that changed is told under its name, the first sentence first", () => {
    const [one] = [tool("read", { inputSchema: schema("a") })];
    const after = [
      { ...one, inputSchema: schema("a", "b"), description: "Other words." },
    ] as Tool[];
    expect(changesSince(pinned([one] as Tool[]), after)).toEqual([
      {
        tool: "read",
        formerName: null,
        kinds: ["widening", "cosmetic"],
        sentences: ["Tool read has input.b as well.", "Tool read is described in other words."],
        isHeld: true,
      },
    ]);
  });

  test("a kind that changed twice is told once, with both sentences", () => {
    const after = [...BEFORE, tool("send"), tool("send", { title: "x" })];
    expect(changesSince(pinned(BEFORE), after)).toMatchObject([
      { tool: "send", kinds: ["new_tool"], sentences: ["Tool send is new.", "Tool send is new."] },
    ]);
  });

  test("the definition is that of all tools of the name, in whatever order they came", () => {
    const [one, two] = [tool("read", { title: "b" }), tool("read", { title: "a" })];
    const text = definitionOf([one, tool("write"), two], "read");
    expect(text).toBe(definitionOf([two, one], "read"));
    expect(text).toBe([canonicalJson({ ...two }), canonicalJson({ ...one })].sort().join());
    expect(definitionOf([one], "write")).toBe("");
  });
});

test("without a pin what is accepted is all that there is", () => {
  const changes = changesSince(pinned([]), BEFORE);
  for (const state of ["none", "unreadable"] as const) {
    expect(withAccepted({ state }, BEFORE, changes)).toEqual(BEFORE);
    expect(withAccepted({ state }, BEFORE, [])).toEqual([]);
  }
});

test("a tool that was renamed leaves the pin when that is accepted, and stays when it is not", () => {
  const after = [{ ...tool("read"), name: "peek" }, ...BEFORE.slice(1)];
  const changes = changesSince(pinned(BEFORE), after);
  expect(withAccepted(pinned(BEFORE), after, changes).map(({ name }) => name)).toEqual([
    "list",
    "write",
    "peek",
  ]);
  expect(withAccepted(pinned(BEFORE), after, [])).toEqual(BEFORE);
});
