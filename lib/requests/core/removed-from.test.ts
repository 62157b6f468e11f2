import { expect, test } from "vitest";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { cleanTool } from "#lib/testing/trust-facts.ts";
import { compareDefinitions, definitionsOf, type Place } from "./definitions.ts";
import { removedFrom } from "./removed-from.ts";
import { toolParts } from "./tool-parts.ts";

const PACKAGE: Place = { option: "packages[0]", type: "npm", name: "@acme/files" };
const REMOTE: Place = { option: "remotes[0]", type: "remote", name: "https://mcp.acme.example" };
const told = (name: string) => cleanTool({ name });
const approved = (...names: string[]) =>
  definitionsOf([{ ...PACKAGE, tools: names.map(told) }]).definitions.map(({ tool }) => tool);

type Lists = readonly (readonly [place: Place, names: readonly string[]])[];

/** What changed, by tool, where ways to install it told these lists before and tell those now. */
function changes(before: Lists, now: Lists, declared: readonly ToolFacts[] = []) {
  const was = before.map(([place, names]) => ({ ...place, tools: approved(...names) }));
  const is = now.map(([place, names]) => ({ ...place, tools: names.map(told) }));
  const definitions = [
    ...definitionsOf(is).definitions,
    ...declared.map((tool) => ({ tool, places: [] })),
  ];
  const parts = toolParts(compareDefinitions(definitions, was), {
    before: was.flatMap(({ tools }) => tools),
    marks: new Map(),
    removed: removedFrom(is, was),
  });
  return parts.map(({ name, status, changes }) => [
    name,
    status,
    ...changes.map((one) => one.title),
  ]);
}

test("a tool that is gone from one of several ways to install it is removed there, and still in the others", () => {
  const before: Lists = [
    [PACKAGE, ["list", "wipe"]],
    [REMOTE, ["list", "wipe"]],
  ];
  const now: Lists = [
    [PACKAGE, ["list"]],
    [REMOTE, ["list", "wipe"]],
  ];
  expect(changes(before, now)).toEqual([
    [
      "wipe",
      "changed",
      'Tool "wipe" removed from npm @acme/files (packages[0]); still in https://mcp.acme.example (remotes[0])',
    ],
    ["list", "same"],
  ]);
});

test("what is gone from all of them is removed, once", () => {
  const before: Lists = [
    [PACKAGE, ["list", "wipe"]],
    [REMOTE, ["list", "wipe"]],
  ];
  const now: Lists = [
    [PACKAGE, ["list"]],
    [REMOTE, ["list"]],
  ];
  expect(changes(before, now)).toEqual([
    ["wipe", "removed", 'Tool "wipe" removed'],
    ["list", "same"],
  ]);
});

test("what is only declared now is said to be so", () => {
  const before: Lists = [[PACKAGE, ["list", "wipe"]]];
  expect(changes(before, [[PACKAGE, ["list"]]], approved("wipe"))[0]?.[2]).toBe(
    'Tool "wipe" removed from npm @acme/files (packages[0]); only declared now',
  );
});

test("nothing is gone from a way to install it that is new, or that no scan has looked at", () => {
  const one: Lists = [[PACKAGE, ["list", "wipe"]]];
  const both: Lists = [...one, [REMOTE, ["list"]]];
  for (const [before, now] of [
    [one, both],
    [both, one],
  ] as const)
    expect(changes(before, now).map(([, ...status]) => status)).toEqual([["same"], ["same"]]);
});
