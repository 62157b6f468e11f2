import { describe, expect, test } from "vitest";
import {
  findings,
  type AnchorFacts,
  type Finding,
  type LogFacts,
  type SinkFacts,
} from "./completeness.ts";

const DAY = 86_400;
const ANCHOR: AnchorFacts = {
  ...{ anchor: "witness", lastDoneSeconds: 5, lastSize: 10, state: "done", detail: null },
  ...{ untried: 0, withoutSeconds: 5 },
};
const SINK: SinkFacts = {
  ...{ name: "siem", kind: "splunk_hec", enabled: true, lagRecords: 0, failures: 0, paused: false },
  ...{ lastError: null, lastSentSeconds: 5, letters: 0 },
  ...{ checkpointSize: 10, checkpointLateSeconds: null, uncomparedSeconds: null },
};
/** A log without anything to say about it. */
const WHOLE: LogFacts = {
  treeSize: 10,
  treeAlarm: null,
  checkpoint: { size: 10, ageSeconds: 5 },
  waiting: 0,
  holes: [],
  processes: [],
  anchors: [ANCHOR],
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

const INSIDE = /^Checkpoints are kept in the database only/;
const texts = (facts: Partial<LogFacts>) =>
  findings({ ...WHOLE, ...facts }).map(({ tone, text }) => `${tone}: ${text}`);

test("a tree that has stopped says what to do", () => {
  const [text] = texts({ treeAlarm: "Record 3 is missing." });
  expect(text).toBe(
    'danger: The tree has stopped: Record 3 is missing. What to do: lib/audit/README.md, "After an alarm".',
  );
});

describe("an anchor", () => {
  const late = { ...ANCHOR, state: "failed", lastDoneSeconds: DAY, detail: "Refused." } as const;
  const other = { ...ANCHOR, anchor: "webhook" };

  test("that fails for long is a warning", () => {
    const warned = ["warning: witness has taken no checkpoint for 1 day (Refused.)."];
    expect(texts({ anchors: [late, other] })).toEqual(warned);
    expect(texts({ anchors: [{ ...late, untried: 59 }, other] })).toEqual(warned);
  });
  test("that the worker gives nothing any more is no news, but is no copy outside either", () => {
    const removed = { ...late, untried: 60 };
    expect(texts({ anchors: [removed, other] })).toEqual([]);
    expect(findings({ ...WHOLE, anchors: [removed] })).toEqual([
      { tone: "warning", text: expect.stringMatching(INSIDE) as string },
    ]);
  });
  test("that has seen another log stays one, removed or not", () => {
    const alarmed = { ...ANCHOR, state: "alarm", detail: "It is shorter.", untried: 100 } as const;
    expect(texts({ anchors: [alarmed, other] })).toEqual([
      "danger: witness has seen another log than this one: It is shorter.",
    ]);
  });
});

test.each<[string, Partial<SinkFacts>, boolean]>([
  ["has the newest checkpoint", {}, true],
  ["misses one of a minute ago", { checkpointLateSeconds: 60 }, true],
  ["misses one of an hour ago", { checkpointLateSeconds: 3_600 }, false],
  ["was never sent one", { checkpointSize: 0 }, false],
  ["is switched off", { enabled: false }, false],
])("a sink that %s: %o is a copy of checkpoints outside: %s", (_what, facts, isCopy) => {
  const found = findings({ ...WHOLE, anchors: [], sinks: [{ ...SINK, ...facts }] });
  expect(found.some(({ text }) => INSIDE.test(text))).toBe(!isCopy);
});

describe("what arrived at a sink and was not compared", () => {
  const sinkTexts = (more: Partial<SinkFacts>) => texts({ sinks: [{ ...SINK, ...more }] });

  test("for two nights is a warning where the worker reads it back", () => {
    expect(sinkTexts({ kind: "file", uncomparedSeconds: 2.25 * DAY })).toEqual([]);
    expect(sinkTexts({ kind: "file", uncomparedSeconds: 2.25 * DAY + 1 })).toEqual([
      "warning: siem: what was sent has not been compared with what arrived for 2 days, which the worker does every night: its log lines (log-reconcile) say why not.",
    ]);
  });
  test("for more than a week is a warning where somebody brings a list", () => {
    expect(sinkTexts({ uncomparedSeconds: 8 * DAY })).toEqual([]);
    expect(sinkTexts({ uncomparedSeconds: 9 * DAY })).toEqual([
      "warning: siem: what was sent has not been compared with what arrived for 9 days: export what is there, and compare the list on the sink's page.",
    ]);
  });
  test("is not asked for while it is switched off", () => {
    expect(sinkTexts({ enabled: false, uncomparedSeconds: 90 * DAY })).toEqual([]);
  });
});
