import { expect, test } from "vitest";
import { toolHints } from "./tool-hints.ts";

const labels = (annotations: Parameters<typeof toolHints>[0]) =>
  toolHints(annotations).map(({ label }) => label);

test("what a server does not say is unknown, never assumed", () => {
  for (const silent of [null, {}, { readOnlyHint: "yes" }, { destructiveHint: null }])
    expect(toolHints(silent).map(({ meaning }) => meaning)).toEqual(Array(4).fill("unknown"));
});

test("a reader is asked only what means something for readers", () => {
  expect(labels({ readOnlyHint: true, destructiveHint: true, openWorldHint: false })).toEqual([
    "Read-only",
    "Closed world",
  ]);
});

test("a writer is told with everything it can do", () => {
  expect(labels({ readOnlyHint: false, destructiveHint: true, idempotentHint: false })).toEqual([
    "Writes",
    "Destructive",
    "Not idempotent",
    "Open world: unknown",
  ]);
});
