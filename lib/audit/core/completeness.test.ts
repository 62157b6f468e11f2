import { expect, test } from "vitest";
import { findings, type Finding, type LogFacts } from "./completeness.ts";

const DAY = 86_400;
/** A log without anything to say about it. */
const WHOLE: LogFacts = {
  treeSize: 10,
  treeAlarm: null,
  checkpoint: { size: 10, ageSeconds: 5 },
  waiting: 0,
  holes: [],
  processes: [],
  anchors: [{ anchor: "witness", lastDoneSeconds: 5, lastSize: 10, state: "done", detail: null }],
  sinks: [],
  verification: { ageSeconds: 3_600, problems: 0 },
};

test.each<[string, LogFacts["verification"], Finding[]]>([
  ["found nothing last night", { ageSeconds: DAY, problems: 0 }, []],
  ["found nothing two days ago", { ageSeconds: 2 * DAY, problems: 0 }, []],
  ["has never been, in a log of today", { ageSeconds: 3_600, problems: null }, []],
  [
    "found something",
    { ageSeconds: 2 * 3_600, problems: 4 },
    [
      {
        tone: "danger",
        text: "The verification of the whole log 2 hours ago found 4 problems: gatehouse audit verify names them. After a repair, verify again.",
      },
    ],
  ],
  [
    "found one thing, long ago",
    { ageSeconds: 9 * DAY, problems: 1 },
    [
      {
        tone: "danger",
        text: "The verification of the whole log 9 days ago found a problem: gatehouse audit verify names it. After a repair, verify again.",
      },
    ],
  ],
  [
    "is older than two days",
    { ageSeconds: 3 * DAY, problems: 0 },
    [
      {
        tone: "warning",
        text: "The whole log was last verified 3 days ago, which the worker does every night: is it running?",
      },
    ],
  ],
  [
    "has never been, in a log of three days",
    { ageSeconds: 3 * DAY, problems: null },
    [
      {
        tone: "warning",
        text: "The whole log was never verified in 3 days, which the worker does every night: is it running?",
      },
    ],
  ],
])("a verification that %s", (_what, verification, expected) => {
  expect(findings({ ...WHOLE, verification })).toEqual(expected);
});
