import { describe, expect, test } from "vitest";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import { NO_TRUST_RULES, type TrustRules } from "./trust-rules.ts";
import { comparePolicies, type PolicyRules, type TierPolicy } from "./policy.ts";

const tier: TierPolicy = {
  securityApprovals: 2,
  ownerTeam: true,
  admin: true,
  dataOwner: true,
  responseHours: 8,
  decisionHours: 72,
  validityDays: 180,
  checklist: ["publisher", "source"],
};
const rules = (change: Partial<TierPolicy> = {}, patchReleases = false): PolicyRules => ({
  tiers: { low: tier, medium: tier, high: { ...tier, ...change }, critical: tier },
  dataOwners: { public: null, internal: null, confidential: "t1", restricted: "t2" },
  trust: NO_TRUST_RULES,
  fastTrack: { patchReleases },
});
const TEAMS = new Map([
  ["t1", { name: "Sales" }],
  ["t2", { name: "Payments" }],
]);
const compare = (before: PolicyRules, after: PolicyRules) => comparePolicies(before, after, TEAMS);
const compared = (change: Partial<TierPolicy>) => compare(rules(), rules(change));

test("the same rules have no changes", () => {
  expect(compare(rules(), rules())).toEqual([]);
});

describe("looser, so it asks for a second look", () => {
  test.each<[string, Partial<TierPolicy>, string]>([
    ["fewer reviewers", { securityApprovals: 1 }, "reviewers: 2 → 1"],
    ["no owner team", { ownerTeam: false }, "consent of the owner team: no longer needed"],
    ["no owner of the data", { dataOwner: false }, "consent of the owner of the data: no longer"],
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
    expect(compare(rules(), rules({}, true))).toMatchObject([{ tier: null, looser: true }]);
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
    expect(compare(rules({}, true), rules())).toMatchObject([{ looser: false }]);
  });
});

test("what is looser one way is stricter the other way, for every tier", () => {
  for (const name of RISK_TIERS) {
    const other = { ...rules(), tiers: { ...rules().tiers, [name]: { ...tier, admin: false } } };
    expect(compare(rules(), other)).toMatchObject([{ tier: name, looser: true }]);
    expect(compare(other, rules())).toMatchObject([{ tier: name, looser: false }]);
  }
});

describe("who owns the data", () => {
  const owning = (confidential: string | null, restricted: string | null): PolicyRules => ({
    ...rules(),
    dataOwners: { public: null, internal: null, confidential, restricted },
  });

  test("another team, or nobody, asks for a second look", () => {
    expect(compare(rules(), owning("t2", null))).toEqual([
      { tier: null, text: "owner of confidential data: Sales → Payments", looser: true },
      { tier: null, text: "owner of restricted data: Payments → nobody", looser: true },
    ]);
  });

  test("a first team is no loss, and one that is gone is called so", () => {
    expect(compare(owning(null, "t2"), owning("t3", "t2"))).toEqual([
      {
        tier: null,
        text: "owner of confidential data: nobody → a team that is gone",
        looser: false,
      },
    ]);
  });
});

describe("what is asked of trust", () => {
  const asking = (change: Partial<TrustRules>): PolicyRules => ({
    ...rules(),
    trust: { ...NO_TRUST_RULES, ...change },
  });
  const strict = asking({
    minimum: { ...NO_TRUST_RULES.minimum, confidential: 2 },
    onFall: { ...NO_TRUST_RULES.onFall, restricted: "quarantine" },
  });

  test("a higher level, or a quarantine, is stricter; the way back is looser", () => {
    expect(compare(rules(), strict)).toEqual([
      {
        tier: null,
        text: "least trust level for confidential data: any → L2 Standard",
        looser: false,
      },
      {
        tier: null,
        text: "what follows when restricted data's server falls below it: review → quarantine",
        looser: false,
      },
    ]);
    expect(compare(strict, rules()).map(({ looser }) => looser)).toEqual([true, true]);
  });

  test("more days for exceptions are looser", () => {
    expect(compare(rules(), asking({ exceptionDays: 30 }))).toEqual([
      {
        tier: null,
        text: "days for which security may approve below it: never → 30",
        looser: true,
      },
    ]);
  });
});
