import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockersOf, isOpenExtension, type ConsumerFacts } from "./blockers.ts";
import { deprecationHeaders } from "./deprecation-headers.ts";
import { progressOf } from "./progress.ts";
import { isAsVisible, statusMessage } from "./status-message.ts";
import type { ConsumerAnswer } from "./words.ts";

const at = (text: string) => new Date(`2027-${text}T00:00:00Z`);
const dates = { deprecatesAt: at("02-01"), brownoutAt: at("03-01"), retiresAt: at("04-01") };

describe("progress", () => {
  const answer = fc.constantFrom<ConsumerAnswer>("none", "moved", "not_using", "needs_time");

  test("every consumer is counted once, and 100 % means everyone", () => {
    fc.assert(
      fc.property(fc.array(answer), (answers) => {
        const { total, moved, notUsing, needsTime, unanswered, percentMoved } = progressOf(answers);
        expect(moved + notUsing + needsTime + unanswered).toBe(total);
        expect(percentMoved === 100).toBe(total > 0 && moved + notUsing === total);
      }),
    );
  });
  test("nobody to move is not 0 %", () => expect(progressOf([]).percentMoved).toBeNull());
  test("it is rounded down", () =>
    expect(progressOf(["moved", "not_using", "none"]).percentMoved).toBe(66));
});

describe("what blocks the end", () => {
  const consumer: ConsumerFacts = {
    label: "Payments",
    answer: "none",
    answeredAt: null,
    extendUntil: null,
    extensionAnswer: null,
    lastUseAt: at("03-20"),
  };
  const asking: ConsumerFacts = { ...consumer, answer: "needs_time", extendUntil: at("05-01") };

  test("only a request for more time without an answer holds it", () => {
    const moved: ConsumerFacts = { ...consumer, answer: "moved", answeredAt: at("03-01") };
    const blockers = blockersOf(
      [consumer, asking, moved, { ...moved, lastUseAt: at("02-01") }],
      [{ environment: "production", provider: "k8s" }],
    );
    expect(blockers.map(({ kind, holds }) => ({ kind, holds }))).toEqual([
      { kind: "extension", holds: true },
      { kind: "deployment", holds: false },
      { kind: "still_connecting", holds: false },
    ]);
  });
  test.each([true, false])("an answer to it (%s) ends that", (extensionAnswer) =>
    expect(isOpenExtension({ ...asking, extensionAnswer })).toBe(false),
  );
});

describe("what clients read", () => {
  const facts = { reason: "Replaced", successor: "com.acme/new", dates };

  test.each([
    ["deprecated", "Replaced. Use com.acme/new instead. It is retired on 2027-04-01."],
    [
      "brownout",
      "Replaced. Use com.acme/new instead. It is retired on 2027-04-01. Until then clients do not get it between 00:00 and 01:00 UTC each day, and between 00:00 and 12:00 UTC from 2027-03-25 on.",
    ],
    ["retired", "Replaced. Use com.acme/new instead. Retired on 2027-04-01."],
  ] as const)("%s", (state, text) => expect(statusMessage({ ...facts, state })).toBe(text));

  test.each([
    ["everyone", true, "everyone", true, true],
    ["everyone", false, "everyone", true, false],
    ["everyone", false, "everyone", false, true],
    ["teams", false, "everyone", false, false],
    ["teams", false, "teams", false, true],
  ] as const)(
    "a successor seen by %s (exposed: %s) is named on a server seen by %s (exposed: %s): %s",
    (visibility, exposed, of, ofExposed, named) =>
      expect(isAsVisible({ visibility, exposed }, { visibility: of, exposed: ofExposed })).toBe(
        named,
      ),
  );
});

test("headers are those of RFC 9745, RFC 8594 and RFC 5829", () => {
  const facts = { ...dates, successorAddress: "/v0.1/servers/a%2Fb/versions/latest" };
  expect(deprecationHeaders(facts)).toEqual([
    ["Deprecation", "@1801440000"],
    ["Sunset", "Thu, 01 Apr 2027 00:00:00 GMT"],
    ["Link", '</v0.1/servers/a%2Fb/versions/latest>; rel="successor-version"'],
  ]);
  expect(deprecationHeaders({ ...facts, successorAddress: null })).toHaveLength(2);
});
