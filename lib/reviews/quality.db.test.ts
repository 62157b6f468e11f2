import "#lib/testing/alone.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Context } from "#lib/kernel/context.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { assignRequest } from "#lib/requests/assign-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { markViewed } from "#lib/requests/mark-viewed.ts";
import { createPerson, reviewCast } from "#lib/testing/factories.ts";
import { getDecisionQuality, type DecisionQuality } from "./get-decision-quality.ts";

// A Thursday at noon, far from other clocks.
const NOW = new Date("2031-06-12T12:00:00Z");
const HOUR = 3_600_000;
const before = (hours: number, seconds = 0) =>
  new Date(NOW.getTime() - hours * HOUR + seconds * 1_000);

type Person = Awaited<ReturnType<typeof createPerson>>;
/** Somebody who acts at a moment, signed in just then. */
function at(person: Person, now: Date): Context {
  const { actor, ...rest } = person.ctx();
  if (actor.kind !== "user") throw new TypeError("A person is a user.");
  return { ...rest, now, actor: { ...actor, authenticatedAt: now } };
}

type Cast = Awaited<ReturnType<typeof reviewCast>>;
async function submitted(cast: Cast, hoursAgo: number) {
  const { listing } = await reviewCast();
  const ctx = at(cast.requester, before(hoursAgo));
  const request = await createRequest(ctx, { ...listing, ownerTeam: cast.team.slug });
  return { requestId: request.id, name: listing.server.name, listing };
}

type Vote = { hoursAgo: number; looked?: number; decision?: string; revision?: number };
async function vote(person: Person, requestId: string, given: Vote) {
  const { hoursAgo, looked, decision = "approve", revision = 1 } = given;
  const when = before(hoursAgo);
  if (looked !== undefined)
    await markViewed(at(person, before(hoursAgo, -looked)), {
      requestId,
      revision,
      part: "opened",
    });
  await decideRequest(at(person, when), { requestId, revision, decision, reason: "Looked at it." });
}

const quality = async (days: number) => {
  const auditor = await createPerson(["auditor"]);
  return getDecisionQuality(at(auditor, NOW), { days });
};

let cast: Cast;
let month: DecisionQuality;
beforeAll(async () => {
  cast = await reviewCast();
  const { first, second, requester } = cast;

  // Approved after 10 hours; one reviewer took 5 seconds, the other two minutes. Quarantined later.
  const soon = await submitted(cast, 240);
  await vote(first, soon.requestId, { hoursAgo: 238, looked: 5 });
  await vote(second, soon.requestId, { hoursAgo: 230, looked: 120 });
  await quarantineServer(at(first, before(100)), { name: soon.name, reason: "It leaks." });

  // Approved, and quarantined only after the 30 days.
  const held = await submitted(cast, 24 * 80);
  await vote(first, held.requestId, { hoursAgo: 24 * 79 });
  await vote(second, held.requestId, { hoursAgo: 24 * 79 });
  await quarantineServer(at(first, before(24 * 40)), { name: held.name, reason: "Much later." });

  // Rejected 40 hours after submission, of which 30 waited for its author.
  const paused = await submitted(cast, 140);
  await vote(first, paused.requestId, { hoursAgo: 135 });
  await vote(second, paused.requestId, { hoursAgo: 134, decision: "request_changes" });
  await editRequest(at(requester, before(104)), {
    requestId: paused.requestId,
    ...paused.listing,
    ownerTeam: cast.team.slug,
    revision: 1,
  });
  await vote(first, paused.requestId, {
    hoursAgo: 100,
    decision: "reject",
    revision: 2,
    looked: 60,
  });

  // Open: one of two days, claimed; one overdue after twelve; one that waits for its author.
  const young = await submitted(cast, 48);
  await assignRequest(at(second, before(47)), { requestId: young.requestId, assignee: "me" });
  await submitted(cast, 24 * 12);
  const back = await submitted(cast, 24);
  await vote(second, back.requestId, { hoursAgo: 20, decision: "request_changes", looked: 9 });

  month = await quality(30);
});

describe("the time to decide", () => {
  test("is from submission to decision, without the time that changes were asked for", () => {
    expect(month.toDecide).toMatchObject({
      decided: 2,
      medianSeconds: 10 * 3_600,
      p90Seconds: 10 * 3_600,
      // Hours to the first decision: 2 and 5.
      medianResponseSeconds: 3.5 * 3_600,
      bins: [0, 0, 2, 0, 0, 0],
    });
  });

  test("is told for each tier, with the empty ones", () => {
    expect(month.toDecide.byTier.map(({ tier, decided }) => [tier, decided])).toEqual([
      ["low", 0],
      ["medium", 0],
      ["high", 2],
      ["critical", 0],
    ]);
    expect(month.toDecide.byTier[0]?.medianSeconds).toBeNull();
  });

  test("counts what was decided in the period only", async () => {
    const quarter = await quality(90);
    expect(quarter.toDecide.decided).toBe(3);
    expect(quarter.toDecide.bins).toEqual([0, 0, 2, 1, 0, 0]);
  });
});

test("decisions made within ten seconds are told apart from those that were never opened", () => {
  expect(month.looked).toEqual({
    decisions: 6,
    quick: 2,
    neverOpened: 2,
    bins: [2, 0, 2, 0, 0],
  });
});

test("decisions stand in the week they were made in, and weeks without any are there", () => {
  expect(month.weeks.map(({ week }) => week)).toEqual([
    "2031-05-12",
    "2031-05-19",
    "2031-05-26",
    "2031-06-02",
    "2031-06-09",
  ]);
  expect(month.weeks.slice(-2)).toEqual([
    { week: "2031-06-02", approve: 3, reject: 1, requestChanges: 1 },
    { week: "2031-06-09", approve: 0, reject: 0, requestChanges: 1 },
  ]);
});

describe("reversals", () => {
  test("are approvals whose server was taken out of use within thirty days", async () => {
    expect(month.reversals).toMatchObject({
      approved: 1,
      undone: 1,
      latest: [{ what: "quarantined", decidedAt: before(230), undoneAt: before(100) }],
    });
    expect((await quality(90)).reversals).toMatchObject({ approved: 2, undone: 1 });
  });

  test("and reviewers who no longer approve the next revision", () => {
    expect(month.reversals.changedMinds).toBe(1);
  });
});

test("each reviewer's load: what they decided, how closely they looked, what is assigned to them", () => {
  const load = (person: Person) => month.reviewers.shown.find(({ id }) => id === person.id);
  expect(load(cast.first)).toMatchObject({
    decisions: 3,
    approved: 2,
    rejected: 1,
    sentBack: 0,
    opened: 2,
    quick: 1,
    medianLookedSeconds: 32.5,
    assigned: 0,
  });
  expect(load(cast.second)).toMatchObject({ decisions: 3, sentBack: 2, assigned: 1 });
  expect(month.reviewers.total).toBe(2);
});

test("the open queue by age, with what is overdue and what waits for its author", () => {
  expect(month.queue).toEqual({
    open: 2,
    overdue: 1,
    unassigned: 1,
    withAuthor: 1,
    ages: [0, 1, 0, 1, 0, 0],
  });
});

test("an unknown period is read as ninety days", async () => {
  expect((await quality(12)).days).toBe(90);
});

test("is for reviewers, administrators and auditors", async () => {
  for (const roles of [["security"], ["admin"], ["auditor"]] as const)
    await expect(getDecisionQuality((await createPerson(roles)).ctx(), {})).resolves.toBeDefined();
  await expect(getDecisionQuality(cast.requester.ctx(), {})).rejects.toMatchObject({
    code: "forbidden",
  });
});
