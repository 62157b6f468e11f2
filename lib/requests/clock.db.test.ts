import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { reviewCast } from "#lib/testing/factories.ts";
import { assignRequest } from "./assign-request.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { expireRequests } from "./expire-requests.ts";
import { getRequest } from "./get-request.ts";
import { remindOverdue } from "./remind-overdue.ts";

const HOUR_MS = 3_600_000;
const later = (hours: number) => ({
  ...systemContext(),
  now: new Date(Date.now() + hours * HOUR_MS),
});

describe("the clocks of a review", () => {
  test("run from submission by the policy's tier, and tell the reviewer once when they run out", async () => {
    const { requester, first, listing } = await reviewCast();
    const { id } = await createRequest(requester.ctx(), listing);
    const row = await db.request.findUniqueOrThrow({ where: { id } });
    const hours = (at: Date | null) =>
      Math.round(((at?.getTime() ?? 0) - (row.submittedAt?.getTime() ?? 0)) / HOUR_MS);
    expect([hours(row.responseDueAt), hours(row.decisionDueAt)]).toEqual([8, 120]);

    await assignRequest(first.ctx(), { requestId: id, assignee: "me" });
    const told = () =>
      db.outboxEvent.findMany({ where: { subjectId: id, topic: "request.overdue" } });
    await remindOverdue(later(9), {});
    expect(await told()).toEqual([]);
    await remindOverdue(later(121), {});
    await remindOverdue(later(122), {});
    expect(await told()).toMatchObject([{ recipients: [first.id] }]);
  });

  test("stand still while changes are requested, and go on where they stood", async () => {
    const { requester, first, listing } = await reviewCast();
    const { id: requestId } = await createRequest(requester.ctx(), listing);
    const before = await db.request.findUniqueOrThrow({ where: { id: requestId } });
    await decideRequest(first.ctx(), {
      requestId,
      revision: 1,
      decision: "request_changes",
      reason: "Say more.",
    });
    expect(await getRequest(first.ctx(), { id: requestId })).toMatchObject({
      paused: true,
      overdue: false,
    });

    const away = { ...requester.ctx(), now: new Date(Date.now() + 200 * HOUR_MS) };
    await editRequest(away, { requestId, ...listing, revision: 1, justification: "Said more." });
    const after = await db.request.findUniqueOrThrow({ where: { id: requestId } });
    const moved = (after.decisionDueAt?.getTime() ?? 0) - (before.decisionDueAt?.getTime() ?? 0);
    expect(Math.round(moved / HOUR_MS)).toBe(200);
    expect(after).toMatchObject({ state: "in_review", revision: 2, pausedAt: null });
    expect(Math.round(after.pausedSeconds / 3_600)).toBe(200);
  });
});

describe("what nobody takes up again", () => {
  test("expires after thirty days, with a record; an open review never does", async () => {
    const { requester, listing } = await reviewCast();
    const draft = await createRequest(requester.ctx(), { ...listing, submit: false });
    const open = await createRequest(
      (await reviewCast()).requester.ctx(),
      (await reviewCast()).listing,
    );
    const state = async (id: string) =>
      (await db.request.findUniqueOrThrow({ where: { id } })).state;
    await expireRequests(later(29 * 24), {});
    expect(await state(draft.id)).toBe("draft");
    await expireRequests(later(31 * 24), {});
    expect([await state(draft.id), await state(open.id)]).toEqual(["expired", "submitted"]);
    expect(
      await db.auditEvent.count({ where: { targetId: draft.id, action: "request.expire" } }),
    ).toBe(1);
  });
});
