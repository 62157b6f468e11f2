import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Role } from "#lib/kernel/actor.ts";
import { progressOf, requiredFor, type Required, type TierRule, type Vote } from "./approvals.ts";
import { decide } from "./machine.ts";
import { capacityUsed } from "./outcome-words.ts";
import { isFresh, mayDecide, needsFreshSignIn, whyNotApprove } from "./separation.ts";
import {
  RISK_TIERS,
  type DecisionKind,
  type Capacity,
  type RequestState,
  type RiskTier,
} from "./words.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const person = (id: string, roles: Role[], teamIds: string[] = []) => ({
  id,
  roles: ["engineer" as const, ...roles],
  teamIds,
  authenticatedAt: NOW,
});
const facts = {
  requesterId: "ada",
  authorIds: ["ada"],
  ownerTeamIds: ["team"],
  consentTeamIds: ["team"],
  dataOwnerTeamId: "data",
  ownerIds: ["olga"],
  decidedIds: ["dora"],
  approvals: [{ reviewerId: "dora", capacity: "security" as const }],
};

describe("who may decide", () => {
  test.each([
    ["a reviewer", person("sam", ["security"]), ["security"]],
    ["an administrator", person("al", ["admin"]), ["admin"]],
    ["who is both", person("bo", ["security", "admin"]), ["security", "admin"]],
    ["a member of the owner team", person("otto", [], ["team"]), ["owner_team"]],
    ["a member of the team that owns the data", person("dan", [], ["data"]), ["data_owner"]],
    [
      "a reviewer in that team, for either",
      person("dee", ["security"], ["data"]),
      ["data_owner", "security"],
    ],
    [
      "who owns the server and the data, only for the server",
      person("duo", ["admin"], ["team", "data"]),
      ["owner_team"],
    ],
    [
      "a reviewer in the owner team, only for the team",
      person("oz", ["security"], ["team"]),
      ["owner_team"],
    ],
  ])("%s", (_name, who, capacities) => {
    expect(mayDecide(facts, who)).toEqual({ ok: true, capacities, approvesAs: capacities });
  });

  test.each([
    ["the requester, even as a reviewer", person("ada", ["security"])],
    ["who owned it meanwhile", person("olga", ["security"])],
    ["who owned it meanwhile, for the data either", person("olga", [], ["data"])],
    ["who has decided on this revision", person("dora", ["security"])],
    ["an engineer of another team", person("eve", [], ["other"])],
    ["an auditor, whatever else they are", person("una", ["auditor", "security"])],
  ])("not %s", (_name, who) => {
    expect(mayDecide(facts, who).ok).toBe(false);
  });

  test("one team that owns the server and the data consents for both", () => {
    const one = { ...facts, dataOwnerTeamId: "team" };
    expect(mayDecide({ ...one, ownerIds: ["otto"] }, person("otto", [], ["team"]))).toEqual({
      ok: true,
      capacities: ["data_owner", "owner_team"],
      approvesAs: ["data_owner", "owner_team"],
    });
  });

  test("who is in the team that owns the data decides nothing where its consent is not needed", () => {
    const none = { ...facts, dataOwnerTeamId: null };
    expect(mayDecide(none, person("dan", [], ["data"])).ok).toBe(false);
  });

  test.each([
    ["in that one", person("bo", ["security", "admin"]), ["security", "admin"], ["admin"]],
    ["in none where that one is theirs no more", person("bo", ["security"]), ["security"], []],
  ])(
    "who approved other tools in one capacity approves %s",
    (_name, who, capacities, approvesAs) => {
      const approvals = [...facts.approvals, { reviewerId: "bo", capacity: "admin" as const }];
      expect(mayDecide({ ...facts, approvals }, who)).toEqual({ ok: true, capacities, approvesAs });
    },
  );

  test.each([
    ["who has not", ["security", "admin"], "admin", null],
    [
      "who has in another that is theirs",
      ["security"],
      "admin",
      "You approved this revision as security before, and nobody approves in two capacities: somebody else has to approve it as administrator.",
    ],
    [
      "who has in one that is theirs no more",
      [],
      "owner_team",
      "You approved this revision in another capacity before, and nobody approves in two capacities: somebody else has to approve it as owner team.",
    ],
  ] as const)(
    "%s approved other tools is told why they may not approve",
    (_name, approvesAs, capacity, why) => {
      const duty = { capacities: ["security", "admin", "owner_team"] as const, approvesAs };
      expect(whyNotApprove(duty, capacity)).toBe(why);
    },
  );

  test("a sign-in is fresh for fifteen minutes, and only high and critical ask for it", () => {
    const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
    expect([isFresh(ago(15), NOW), isFresh(ago(16), NOW), isFresh(null, NOW)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(RISK_TIERS.filter(needsFreshSignIn)).toEqual(["high", "critical"]);
  });
});

describe("what an approval takes of the owner of the data", () => {
  const rule: TierRule = { securityApprovals: 1, ownerTeam: true, admin: false, dataOwner: true };
  const asked = {
    kind: "add_version",
    tier: "medium",
    rule,
    requesterInOwnerTeam: false,
    requesterIsSecurity: false,
    hasOwnerTeam: true,
  } as const;
  test.each([
    ["another team", "other_team", { ownerTeam: true, admin: false, dataOwner: true }],
    ["one team that owns both", "owner_team", { ownerTeam: false, admin: false, dataOwner: true }],
    ["nobody was named", "unset", { ownerTeam: true, admin: true, dataOwner: false }],
  ] as const)("%s", (_name, dataOwner, needed) => {
    expect(requiredFor({ ...asked, dataOwner })).toEqual({ security: 1, ...needed });
  });

  test("asking is consenting for the server, never for the data", () => {
    const mine = { ...asked, requesterInOwnerTeam: true, dataOwner: "owner_team" } as const;
    expect(requiredFor(mine)).toMatchObject({ ownerTeam: false, dataOwner: true });
  });

  test("a tier that does not ask needs nobody", () => {
    const silent = { ...asked, rule: { ...rule, dataOwner: false } };
    for (const dataOwner of ["unset", "owner_team", "other_team"] as const)
      expect(requiredFor({ ...silent, dataOwner })).toMatchObject({
        ownerTeam: true,
        admin: false,
        dataOwner: false,
      });
  });
});

/** Six people, as the demo company has them, one of the owner of the data, and what they may try. */
const PEOPLE = [
  person("requester", []),
  person("owner", [], ["team"]),
  person("security-1", ["security"]),
  person("security-2", ["security"]),
  person("admin", ["admin"]),
  person("security-admin", ["security", "admin"]),
  person("data-owner", [], ["data"]),
];
const RULES: Record<RiskTier, TierRule> = {
  low: { securityApprovals: 1, ownerTeam: false, admin: false, dataOwner: false },
  medium: { securityApprovals: 1, ownerTeam: true, admin: false, dataOwner: false },
  high: { securityApprovals: 2, ownerTeam: false, admin: false, dataOwner: false },
  critical: { securityApprovals: 2, ownerTeam: false, admin: true, dataOwner: false },
};
type Step = {
  who: number;
  what: "edit" | "withdraw" | "join" | "leave" | "join_data" | "leave_data" | DecisionKind;
  as: Capacity | null;
  seen: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.integer({ min: 0, max: PEOPLE.length - 1 }),
  what: fc.constantFrom(
    "edit",
    "withdraw",
    "join",
    "leave",
    "join_data",
    "leave_data",
    ...Array.from({ length: 9 }, () => "approve" as const),
    "reject",
    "request_changes",
  ),
  as: fc.constantFrom(null, null, null, "security", "owner_team", "admin", "data_owner"),
  /** How many revisions behind the person is. */
  seen: fc.constantFrom(0, 0, 0, 1),
});

/** What the policy says of the data: nothing, or that its owner consents, whoever that is. */
const DATA = ["not_asked", "unset", "owner_team", "other_team"] as const;
type Data = (typeof DATA)[number];
const dataTeam = (data: Data) =>
  data === "owner_team" ? "team" : data === "other_team" ? "data" : null;

type World = {
  state: RequestState;
  revision: number;
  teams: Map<string, Set<string>>;
  everOwned: Set<string>;
  votes: (Vote & { revision: number })[];
  approvedWith: (Vote & { revision: number })[] | null;
};

/** The verbs without their database: the same rules, asked in the same order. */
function play(asked: Asked, steps: readonly Step[]): World {
  const world: World = {
    state: "submitted",
    revision: 1,
    teams: new Map(PEOPLE.map((one) => [one.id, new Set(one.teamIds)])),
    everOwned: new Set(PEOPLE.filter((one) => one.teamIds.includes("team")).map((one) => one.id)),
    votes: [],
    approvedWith: null,
  };
  for (const one of steps) {
    act(world, { ...asked, one });
    // What people become after the decision does not undo it.
    if (world.state === "approved") break;
  }
  return world;
}

type Asked = { requester: string; required: Required; data: Data };
type Move = Asked & { one: Step };

function act(world: World, move: Move): void {
  const { requester, one } = move;
  const base = PEOPLE[one.who];
  if (!base) return;
  const subject = { state: world.state, requesterId: requester };
  if (one.what === "join") {
    world.teams.get(base.id)?.add("team");
    world.everOwned.add(base.id);
  } else if (one.what === "leave") world.teams.get(base.id)?.delete("team");
  else if (one.what === "join_data") world.teams.get(base.id)?.add("data");
  else if (one.what === "leave_data") world.teams.get(base.id)?.delete("data");
  else if (one.what === "edit" || one.what === "withdraw") {
    const moved = decide(subject, one.what, base.id);
    if (!moved.ok) return;
    world.state = moved.next;
    if (one.what === "edit") world.revision += 1;
  } else vote(world, { ...move, decision: one.what });
}

function vote(world: World, move: Move & { decision: DecisionKind }): void {
  const { requester, required, data, one, decision } = move;
  const base = PEOPLE[one.who];
  if (!base) return;
  if (world.state !== "submitted" && world.state !== "in_review") return;
  if (one.seen !== 0) return;
  const current = world.votes.filter((given) => given.revision === world.revision);
  const duty = mayDecide(
    {
      requesterId: requester,
      authorIds: [requester],
      ownerTeamIds: ["team"],
      consentTeamIds: ["team"],
      dataOwnerTeamId: required.dataOwner ? dataTeam(data) : null,
      ownerIds: [...world.everOwned],
      decidedIds: current.map((given) => given.reviewerId),
      approvals: current,
    },
    { ...base, teamIds: [...(world.teams.get(base.id) ?? [])] },
  );
  if (!duty.ok) return;
  const capacity = one.as ?? capacityUsed(duty, progressOf(required, current));
  if (!duty.capacities.includes(capacity)) return;
  const given = { reviewerId: base.id, capacity, decision, revision: world.revision };
  world.votes.push(given);
  world.state = "in_review";
  const counted = [...current, given].filter((all) => counts(world, all, data));
  if (decision !== "approve")
    world.state = decision === "reject" ? "rejected" : "changes_requested";
  else if (progressOf(required, counted).complete) {
    world.state = "approved";
    world.approvedWith = counted;
  }
}

/** As the database counts: who has become an owner since, or left the owner of the data, does not. */
function counts(world: World, { capacity, reviewerId }: Vote, data: Data): boolean {
  if (capacity === "owner_team") return true;
  const released = world.teams.get(reviewerId)?.has(dataTeam(data) ?? "") ?? false;
  if (capacity === "data_owner" && data === "owner_team") return released;
  return !world.everOwned.has(reviewerId) && (capacity !== "data_owner" || released);
}

test("no sequence of actions by seven people reaches approved against the rules (10,000 runs)", () => {
  let approved = 0;
  const released = new Map<Data, number>();
  fc.assert(
    fc.property(
      fc.constantFrom(...RISK_TIERS),
      fc.constantFrom(...DATA),
      fc.integer({ min: 0, max: PEOPLE.length - 1 }),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      (tier, data, requesterIndex, steps) => {
        const requester = PEOPLE[requesterIndex];
        if (!requester) return;
        const required = requiredFor({
          kind: "list_server",
          tier,
          rule: { ...RULES[tier], dataOwner: data !== "not_asked" },
          requesterInOwnerTeam: requester.teamIds.includes("team"),
          requesterIsSecurity: requester.roles.includes("security"),
          hasOwnerTeam: true,
          dataOwner: data === "not_asked" ? "other_team" : data,
        });
        const world = play({ requester: requester.id, required, data }, steps);
        if (world.state !== "approved") return;
        approved += 1;
        released.set(data, (released.get(data) ?? 0) + 1);
        // Said once more in other words, from the issue and not from the code.
        const votes = world.approvedWith ?? [];
        const reviewers = new Set(
          votes.filter((one) => one.capacity === "security").map((one) => one.reviewerId),
        );
        expect(
          votes.every((one) => one.decision === "approve" && one.revision === world.revision),
        ).toBe(true);
        expect(votes.map((one) => one.reviewerId)).not.toContain(requester.id);
        expect(new Set(votes.map((one) => one.reviewerId)).size).toBe(votes.length);
        expect(reviewers.size).toBeGreaterThanOrEqual(
          tier === "high" || tier === "critical" ? 2 : 1,
        );
        for (const id of reviewers) expect(world.everOwned.has(id)).toBe(false);
        const consents = (capacity: Capacity) =>
          votes.filter((one) => one.capacity === capacity).map((one) => one.reviewerId);
        if (tier === "critical" || data === "unset") expect(consents("admin")).not.toEqual([]);
        if (tier === "medium" && requester.id !== "owner" && data !== "owner_team")
          expect(consents("owner_team")).not.toEqual([]);
        const asksOwner = data === "owner_team" || data === "other_team";
        expect(consents("data_owner").length > 0).toBe(asksOwner);
        for (const id of consents("data_owner")) {
          expect(world.teams.get(id)?.has(data === "owner_team" ? "team" : "data")).toBe(true);
          if (data === "other_team") expect(world.everOwned.has(id)).toBe(false);
        }
      },
    ),
    { numRuns: 10_000 },
  );
  // A property that never meets the case it speaks of says nothing.
  expect(approved).toBeGreaterThan(500);
  for (const data of DATA) expect(released.get(data) ?? 0, data).toBeGreaterThan(50);
});
