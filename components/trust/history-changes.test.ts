import { expect, test } from "vitest";
import type { Status } from "#lib/trust/core/words.ts";
import type { Move } from "#lib/trust/history-moves.ts";
import type { HistoryPoint } from "#lib/trust/trust-parts.ts";
import { historyRows } from "./history-changes.ts";

const POINT: HistoryPoint = {
  id: "1",
  option: "packages[0]",
  at: new Date("2026-11-26T12:00:00Z"),
  trigger: "schedule",
  level: 3,
  flag: "complete",
  score: 84,
  risk: "none",
  ruleSet: "mtf-0.1/reg-1.0.0",
  digest: "sha512-one",
  moves: [],
};

const last = (change: Partial<HistoryPoint>) =>
  historyRows([POINT, { ...POINT, id: "2", ...change }])[0]?.changes;

test("the newest stands first, and the first of all says that it is", () => {
  const rows = historyRows([POINT, { ...POINT, id: "2" }]);
  expect(rows.map(({ id, changes }) => [id, changes])).toEqual([
    ["2", []],
    ["1", ["First evaluation"]],
  ]);
});

test.each<[string, Partial<HistoryPoint>, string[]]>([
  ["a fall", { level: 1 }, ["Fell from L3 Verified to L1 Basic"]],
  ["a rise", { level: 4 }, ["Rose from L3 Verified to L4 Attested"]],
  ["a flag", { flag: "stale" }, ["Evidence complete to stale"]],
  ["a verdict that is gone", { level: 0, score: null }, ["Level from L3 Verified to not assessed", "Score 84 to not assessed"]], // prettier-ignore
  ["a score that is gone", { score: null }, ["Score 84 to not assessed"]],
  ["a danger", { risk: "critical" }, ["Risk none to critical"]],
  ["other bytes", { digest: "sha512-two" }, ["Another digest"]],
  ["other rules", { ruleSet: "mtf-0.1/reg-2.0.0" }, ["Rule set mtf-0.1/reg-2.0.0"]],
])("%s is said in words", (_what, change, words) => expect(last(change)).toEqual(words));

test("each way to install is compared with itself", () => {
  const remote = { ...POINT, id: "2", option: "remotes[0]", level: 1 as const };
  const again = { ...POINT, id: "3" };
  expect(historyRows([POINT, remote, again]).map(({ changes }) => changes)).toEqual([
    [],
    ["First evaluation"],
    ["First evaluation"],
  ]);
});

test("controls, advisories and waivers that moved are named, and many are cut short", () => {
  const control = (from: Status, to: Status): Move => ({
    kind: "control",
    control: "SC-02",
    from,
    to,
  });
  const moves: Move[] = [
    control("pass", "fail"),
    control("fail", "waived"),
    control("waived", "fail"),
    { kind: "advisory", title: `left-pad is weak ${"x".repeat(200)}`, isNew: true },
    { kind: "advisory", title: "left-pad is weak", isNew: false },
  ];
  const changes = last({ moves }) ?? [];
  expect(changes.slice(0, 3)).toEqual([
    "SC-02 Vulnerability Scanning: pass to fail",
    "SC-02 Vulnerability Scanning was waived",
    "SC-02 Vulnerability Scanning is not waived any longer: fail",
  ]);
  expect(changes[3]).toMatch(/^New: left-pad is weak x+…$/);
  expect(changes[4]).toBe("No longer: left-pad is weak");
  expect(last({ moves: [...moves, ...moves] })?.at(-1)).toBe("And 4 more changes");
});
