import { expect, test } from "vitest";
import { actionGroups } from "#lib/audit/core/action-words.ts";
import { activitySentence, changedFacts } from "./activity.ts";

test("an action reads as the rest of a sentence", () => {
  expect(activitySentence("server.classify", null, null)).toBe("classified the data it touches");
  expect(activitySentence("deployment.end", { environment: "staging" }, null)).toBe(
    "ended a deployment in staging",
  );
});

test("what a request or a trust scan did to a server is said in words, and so is every other action", () => {
  expect(activitySentence("server.list", null, null)).toBe("listed it in the catalog");
  expect(activitySentence("trust.carry_over", null, null)).toBe(
    "took over what the review of a version had found out about it",
  );
  for (const action of actionGroups().flatMap(({ actions }) => actions))
    expect([action, activitySentence(action, null, null)]).not.toEqual([
      action,
      action.replace(".", ": ").replaceAll("_", " "),
    ]);
});

test("an action nobody has described yet is named as it is", () => {
  expect(activitySentence("server.some_thing", null, null)).toBe("server: some thing");
});

test("only what differs is listed, in the catalog's words", () => {
  expect(
    changedFacts(
      { classification: null, tags: ["a"], region: "eu", secret: "x" },
      { classification: "restricted", tags: ["a", "b"], region: "eu" },
    ),
  ).toEqual([
    { label: "Classification", before: null, after: "Restricted" },
    { label: "Tags", before: "a", after: "a, b" },
  ]);
});

test("values named like inherited members are just values", () => {
  expect(changedFacts(null, { classification: "constructor" })).toEqual([
    { label: "Classification", before: null, after: "constructor" },
  ]);
});
