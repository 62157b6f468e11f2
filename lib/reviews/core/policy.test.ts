import { describe, expect, test } from "vitest";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import { comparePolicies, type PolicyRules, type TierPolicy } from "./policy.ts";

const tier: TierPolicy = {
  securityApprovals: 2,
  ownerTeam: true,
  admin: true,
  responseHours: 8,
  decisionHours: 72,
  validityDays: 180,
  checklist: ["publisher", "source"],
};
const rules = (change: Partial<TierPolicy> = {}, patchReleases = false): PolicyRules => ({
  tiers: { low: tier, medium: tier, high: { ...tier, ...change }, critical: tier },
  fastTrack: { patchReleases },
});
const compared = (change: Partial<TierPolicy>) => comparePolicies(rules(), rules(change));

test("the same rules have no changes", () => {
  expect(comparePolicies(rules(), rules())).toEqual([]);
});

describe("looser, so it asks for a second look", () => {
  test.each<[string, Partial<TierPolicy>, string]>([
    ["fewer reviewers", { securityApprovals: 1 }, "reviewers: 2 → 1"],
    ["no owner team", { ownerTeam: false }, "consent of the owner team: no longer needed"],
    ["no administrator", { admin: false }, "consent of an administrator: no longer needed"],
    ["a later response", { responseHours: 24 }, "hours to the first response: 8 → 24"],
    ["a later decision", { decisionHours: 120 }, "hours to the decision: 72 → 120"],
    ["a longer approval", { validityDays: 365 }, "days an approval is valid: 180 → 365"],
    ["a shorter checklist", { checklist: ["publisher"] }, "checklist without “The source can"],
  ])("%s", (_sentence, change, words) => {
    expect(compared(change)).toMatchObject([
      { tier: "high", looser: true, text: expect.stringContaining(words) as string },
    ]);
  });

  test("patch releases without review", () => {
    expect(comparePolicies(rules(), rules({}, true))).toMatchObject([{ tier: null, looser: true }]);
  });
});

describe("stricter", () => {
  test.each<[string, Partial<TierPolicy>]>([
    ["more reviewers", { securityApprovals: 3 }],
    ["an earlier response", { responseHours: 4 }],
    ["an earlier decision", { decisionHours: 24 }],
    ["a shorter approval", { validityDays: 90 }],
    ["a longer checklist", { checklist: ["publisher", "source", "tools"] }],
  ])("%s", (_sentence, change) => {
    expect(compared(change)).toMatchObject([{ tier: "high", looser: false }]);
  });

  test("patch releases are reviewed again", () => {
    expect(comparePolicies(rules({}, true), rules())).toMatchObject([{ looser: false }]);
  });
});

test("what is looser one way is stricter the other way, for every tier", () => {
  for (const name of RISK_TIERS) {
    const other = { ...rules(), tiers: { ...rules().tiers, [name]: { ...tier, admin: false } } };
    expect(comparePolicies(rules(), other)).toMatchObject([{ tier: name, looser: true }]);
    expect(comparePolicies(other, rules())).toMatchObject([{ tier: name, looser: false }]);
  }
});
