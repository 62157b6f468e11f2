import "#lib/testing/alone.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, reviewCast } from "#lib/testing/factories.ts";
import type { PolicyRules, TierPolicy } from "./core/policy.ts";
import { discardPolicy } from "./discard-policy.ts";
import { draftPolicy } from "./draft-policy.ts";
import { getPolicy } from "./get-policy.ts";
import { listPolicies } from "./list-policies.ts";
import { loadPolicy } from "./load-policy.ts";
import { publishPolicy } from "./publish-policy.ts";

type Person = Awaited<ReturnType<typeof createPerson>>;
let author: Person;
let publisher: Person;
let engineer: Person;
beforeEach(async () => {
  [author, publisher, engineer] = await Promise.all([
    createPerson(["admin"]),
    createPerson(["admin"]),
    createPerson(),
  ]);
});

/** The policy in force with one thing of the tier `high` changed. */
async function changed(change: Partial<TierPolicy>): Promise<PolicyRules> {
  const { rules } = await loadPolicy(db);
  return { ...rules, tiers: { ...rules.tiers, high: { ...rules.tiers.high, ...change } } };
}
let days = 100;
/** A draft that differs from everything before it. */
async function draft(by = author) {
  days += 1;
  return draftPolicy(by.ctx(), { rules: await changed({ validityDays: days }), note: "A try." });
}
const rowOf = (version: number) => db.reviewPolicy.findUniqueOrThrow({ where: { version } });
const published = () => db.reviewPolicy.count({ where: { state: "published" } });

describe("writing a draft", () => {
  test("keeps its author, says what changes, and tells the other administrators", async () => {
    const rules = await changed({ securityApprovals: 1, responseHours: 4 });
    const made = await draftPolicy(author.ctx(), { rules, note: "Too slow." });
    expect(made.changes).toEqual([
      { tier: "high", text: "reviewers: 2 → 1", looser: true },
      { tier: "high", text: "hours to the first response: 8 → 4", looser: false },
    ]);
    expect(await rowOf(made.version)).toMatchObject({ state: "draft", authorId: author.id });
    const targetId = String(made.version);
    expect(
      await db.auditEvent.findMany({ where: { targetKind: "policy", targetId } }),
    ).toMatchObject([{ action: "policy.draft", actorId: author.id, after: { note: "Too slow." } }]);
    const event = await db.outboxEvent.findFirstOrThrow({ where: { subjectId: targetId } });
    expect(event.topic).toBe("policy.draft");
    expect(event.recipients).toContain(publisher.id);
    expect(event.recipients).not.toContain(author.id);
    expect(event.recipients).not.toContain(engineer.id);
  });

  test("takes the place of an earlier draft, which nobody can publish any more", async () => {
    const first = await draft();
    const second = await draft(publisher);
    expect(second.replaced).toBe(first.version);
    expect(await db.reviewPolicy.count({ where: { state: "draft" } })).toBe(1);
    await expect(publishPolicy(publisher.ctx(), { version: first.version })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("that changes nothing is refused", async () => {
    const { rules } = await loadPolicy(db);
    await expect(draftPolicy(author.ctx(), { rules, note: "Same." })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test.each<[string, Partial<TierPolicy>, string]>([
    ["nobody to decide", { securityApprovals: 0 }, "rules.tiers.high.securityApprovals"],
    ["a response after the decision", { responseHours: 900 }, "rules.tiers.high.responseHours"],
    [
      "a checklist line that does not exist",
      { checklist: ["toString"] },
      "rules.tiers.high.checklist",
    ],
  ])("with %s is refused at its field", async (_sentence, change, field) => {
    const rules = await changed(change);
    const refusal = draftPolicy(author.ctx(), { rules, note: "Wrong." });
    await expect(refusal).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: expect.any(Array) as unknown },
    });
  });

  test("is for administrators in person", async () => {
    const rules = await changed({ validityDays: 1 });
    for (const ctx of [engineer.ctx(), (await createPerson(["security"])).ctx(), systemContext()])
      await expect(draftPolicy(ctx, { rules, note: "Mine." })).rejects.toMatchObject({
        code: "forbidden",
      });
  });
});

describe("publishing", () => {
  test("by another administrator supersedes the policy in force, with its changes on record", async () => {
    const before = await loadPolicy(db);
    const { version } = await draft();
    expect(await publishPolicy(publisher.ctx(), { version })).toMatchObject({
      superseded: before.version,
    });
    expect((await loadPolicy(db)).version).toBe(version);
    expect(await rowOf(before.version)).toMatchObject({ state: "superseded" });
    expect(await rowOf(version)).toMatchObject({ publisherId: publisher.id });
    const targetId = String(version);
    const events = await db.auditEvent.findMany({
      where: { targetId, action: "policy.publish" },
    });
    expect(events).toMatchObject([
      {
        actorId: publisher.id,
        before: { version: before.version },
        after: { author: author.id, changes: [{ tier: "high", looser: expect.any(Boolean) }] },
      },
    ]);
  });

  test("by its author is refused, and nothing changes", async () => {
    const { version } = await draft();
    await expect(publishPolicy(author.ctx(), { version })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("another administrator") as string,
    });
    expect(await rowOf(version)).toMatchObject({ state: "draft", publisherId: null });
  });

  test("by its author is refused by the database too, whatever the code does", async () => {
    const { version } = await draft();
    const current = await loadPolicy(db);
    const publish = (data: object) =>
      db.$transaction(async (tx) => {
        await tx.reviewPolicy.update({
          where: { version: current.version },
          data: { state: "superseded" },
        });
        await tx.reviewPolicy.update({ where: { version }, data: { state: "published", ...data } });
      });
    for (const data of [{ publisherId: author.id }, { publisherId: null }])
      await expect(publish(data)).rejects.toThrow(/another administrator can/);
    // Nor by writing somebody else in as the author, or other rules in.
    for (const data of [
      { publisherId: author.id, authorId: publisher.id },
      { publisherId: publisher.id, rules: { tiers: {} } },
    ])
      await expect(publish(data)).rejects.toThrow(/write a new one/);
    expect((await loadPolicy(db)).version).toBe(current.version);
  });

  test("without a draft first is impossible, and no version is ever removed", async () => {
    const { rules, version } = await loadPolicy(db);
    await expect(
      db.reviewPolicy.create({
        data: { state: "superseded", rules, authorId: author.id, publisherId: publisher.id },
      }),
    ).rejects.toThrow(/begins as a draft/);
    await expect(db.reviewPolicy.delete({ where: { version } })).rejects.toThrow(/are kept/);
  });

  test("at the same instant by two administrators: one of them does", async () => {
    const third = await createPerson(["admin"]);
    const { version } = await draft();
    const outcomes = await atOnce([
      () => publishPolicy(publisher.ctx(), { version }),
      () => publishPolicy(third.ctx(), { version }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await published()).toBe(1);
    const events = await db.auditEvent.count({
      where: { targetId: String(version), action: "policy.publish" },
    });
    expect(events).toBe(1);
  });

  test("while its author replaces the draft: never what the publisher did not see", async () => {
    const { version } = await draft();
    const rules = await changed({ validityDays: 7 });
    const [publishing, drafting] = await atOnce([
      () => publishPolicy(publisher.ctx(), { version }),
      () => draftPolicy(author.ctx(), { rules, note: "Quick." }),
    ]);
    expect(drafting?.status).toBe("fulfilled");
    const { version: now, rules: inForce } = await loadPolicy(db);
    if (publishing?.status === "fulfilled") expect(now).toBe(version);
    expect(inForce.tiers.high.validityDays).not.toBe(7);
  });

  test("leaves requests the requirements they were submitted under", async () => {
    const cast = await reviewCast();
    const { id: requestId } = await createRequest(cast.requester.ctx(), cast.listing);
    const before = await loadPolicy(db);
    const rules = await changed({ securityApprovals: 1 });
    const { version } = await draftPolicy(author.ctx(), { rules, note: "One is enough." });
    await publishPolicy(publisher.ctx(), { version });

    const decided = await decideRequest(cast.first.ctx(), {
      requestId,
      decision: "approve",
      revision: 1,
      reason: "Read the source.",
    });
    expect(decided).toMatchObject({ state: "in_review", progress: { security: { need: 2 } } });
    expect(await getRequest(cast.requester.ctx(), { id: requestId })).toMatchObject({
      policyVersion: before.version,
      requiredApprovals: 2,
    });
    const later = await createRequest(cast.requester.ctx(), {
      ...(await reviewCast()).listing,
    });
    expect(later.requiredApprovals).toBe(1);
  });
});

describe("discarding", () => {
  test("takes the draft away and keeps it in the history", async () => {
    const { version } = await draft();
    await discardPolicy(author.ctx(), { version });
    expect(await rowOf(version)).toMatchObject({ state: "discarded" });
    expect(await listPolicies(author.ctx(), {})).toMatchObject({ draft: null });
    await expect(publishPolicy(publisher.ctx(), { version })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(discardPolicy(author.ctx(), { version })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("of the policy in force is refused", async () => {
    const { version } = await loadPolicy(db);
    await expect(discardPolicy(author.ctx(), { version })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(discardPolicy(author.ctx(), { version: 99_999 })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("reading", () => {
  test("shows everyone who wrote and who published each version, and what it changed", async () => {
    const rules = await changed({ admin: true, validityDays: 12 });
    const { version } = await draftPolicy(author.ctx(), { rules, note: "Closer." });
    await publishPolicy(publisher.ctx(), { version });
    const { inForce, versions } = await listPolicies(engineer.ctx(), {});
    expect(inForce).toMatchObject({
      version,
      author: "Test",
      publisher: "Test",
      note: "Closer.",
      allowed: [],
    });
    expect(inForce.changes).toContainEqual({
      tier: "high",
      text: "consent of an administrator: now needed",
      looser: false,
    });
    expect(versions[0]?.version).toBe(version);
    expect(await getPolicy(engineer.ctx(), { version })).toEqual(inForce);
    expect(await getPolicy(engineer.ctx(), { version: 1 })).toMatchObject({
      author: null,
      changes: [],
      against: null,
    });
    expect(await getPolicy(engineer.ctx(), { version: 99_999 })).toBeNull();
  });

  test("compares a draft with the policy in force, not with drafts that came to nothing", async () => {
    const { version: inForce } = await loadPolicy(db);
    await draft();
    await draft();
    const { draft: current } = await listPolicies(publisher.ctx(), { limit: 1 });
    expect(current?.against).toBe(inForce);
    expect(current).toMatchObject({ allowed: ["publish", "discard"], own: false });
    expect((await listPolicies(author.ctx(), { limit: 1 })).draft).toMatchObject({
      allowed: ["discard"],
      own: true,
    });
  });
});

/** Holds the policy until both wait for it, so that the race is certain. */
async function atOnce(contenders: (() => Promise<unknown>)[]) {
  const { settled } = await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.review_policy'))::text`;
    const settled = Promise.allSettled(contenders.map((start) => start()));
    for (let waiting = 0; waiting < contenders.length; await sleep(10)) {
      const [row] = await db.$queryRaw<{ n: bigint }[]>`
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      waiting = Number(row?.n ?? 0);
    }
    return { settled };
  });
  return settled;
}
