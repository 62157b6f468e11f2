import { expect, test } from "vitest";
import { filterParts, sinkState, unknownActions, type SinkFacts } from "./sink-words.ts";

const NOW = new Date("2026-11-26T17:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const CURRENT: SinkFacts = {
  enabled: true,
  lag: 0,
  waitingSince: null,
  failures: 0,
  restsUntil: null,
  lastError: null,
};

test.each([
  ["current", {}],
  ["sending", { lag: 4, waitingSince: ago(3) }],
  ["behind", { lag: 4, waitingSince: ago(61) }],
  // Its first record was pruned: nobody knows since when.
  ["behind", { lag: 4 }],
  ["failing", { failures: 1, lag: 4, waitingSince: ago(3) }],
  ["failing", { failures: 4, restsUntil: ago(1) }],
  ["rests", { failures: 4, restsUntil: ago(-30) }],
  ["off", { enabled: false, lag: 9, failures: 4, restsUntil: ago(-30) }],
] as const)("a sink is %s: %j", (state, more) => {
  expect(sinkState({ ...CURRENT, ...more }, NOW)).toBe(state);
});

const LABELS = { kind: (text: string) => text, outcome: (text: string) => text, target: (text: string) => text }; // prettier-ignore

test("a filter is told part by part, and an empty one has none", () => {
  expect(filterParts({}, LABELS)).toEqual([]);
  expect(filterParts({ kinds: [], actions: [] }, LABELS)).toEqual([]);
  expect(
    filterParts(
      { kinds: ["event"], outcomes: ["refused", "failed"], actions: ["request.", "token.create"], targetKinds: ["server"] }, // prettier-ignore
      LABELS,
    ),
  ).toEqual([
    "event",
    "Outcome: refused, failed",
    "Actions: Requests: everything, Created a token",
    "About: server",
  ]);
});

test("an action that nobody does is found before a sink waits for it", () => {
  expect(
    unknownActions(["server.", "request.approve", "log.heartbeat", "servers.", "server.*", "x"]),
  ).toEqual(["servers.", "server.*", "x"]);
});
