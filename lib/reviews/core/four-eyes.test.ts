import { expect, test } from "vitest";
import {
  allowedPolicyActions,
  mayDiscard,
  mayPublish,
  POLICY_STATES,
  type PolicyState,
} from "./four-eyes.ts";

const policy = (state: PolicyState, authorId: string | null = "author") => ({ state, authorId });

test.each([
  ["another administrator publishes a draft", policy("draft"), "other", true],
  ["its author does not", policy("draft"), "author", false],
  ["a draft that nobody wrote is published by nobody", policy("draft", null), "other", false],
  ["our own processes publish nothing", policy("draft"), null, false],
  ["what is in force is not published again", policy("published"), "other", false],
  ["what was replaced does not come back", policy("superseded"), "other", false],
  ["what was discarded does not come back", policy("discarded"), "other", false],
] as const)("%s", (_sentence, subject, actor, ok) => {
  expect(mayPublish(subject, actor).ok).toBe(ok);
});

test("only a draft is discarded", () => {
  for (const state of POLICY_STATES) expect(mayDiscard(policy(state)).ok).toBe(state === "draft");
});

test("the buttons are exactly what may be done", () => {
  expect(allowedPolicyActions(policy("draft"), "other")).toEqual(["publish", "discard"]);
  expect(allowedPolicyActions(policy("draft"), "author")).toEqual(["discard"]);
  for (const state of ["published", "superseded", "discarded"] as const)
    expect(allowedPolicyActions(policy(state), "other")).toEqual([]);
});
