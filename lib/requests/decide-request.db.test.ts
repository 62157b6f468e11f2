import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createServer, reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { raceOnRow } from "#lib/testing/race.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { getRequest } from "./get-request.ts";
import { raiseTier } from "./raise-tier.ts";

const reason = "Read the source and the tools.";
const approve = { decision: "approve" as const, revision: 1, reason };

async function submitted(more: Record<string, unknown> = {}) {
  const cast = await reviewCast();
  const request = await createRequest(cast.requester.ctx(), { ...cast.listing, ...more });
  return { ...cast, request, requestId: request.id };
}
const stateOf = async (id: string) => (await db.request.findUniqueOrThrow({ where: { id } })).state;
const actionsOf = async (targetId: string) =>
  (await db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } })).map(
    (row) => row.action,
  );

describe("a listing", () => {
  test("is high risk when its tools are unknown, and takes two reviewers", async () => {
    const { request } = await submitted();
    expect(request).toMatchObject({
      state: "submitted",
      revision: 1,
      riskTier: "high",
      requiredApprovals: 2,
    });
  });

  test("is listed by the second approval, with its version, owner and approval, in one transaction", async () => {
    const { requestId, first, second, listing, team } = await submitted();
    expect(await decideRequest(first.ctx(), { requestId, ...approve })).toMatchObject({
      state: "in_review",
    });
    expect(await db.server.findUnique({ where: { name: listing.server.name } })).toBeNull();
    expect(await decideRequest(second.ctx(), { requestId, ...approve })).toMatchObject({
      state: "approved",
    });
    const server = await db.server.findUniqueOrThrow({
      where: { name: listing.server.name },
      include: { versions: true, approvals: true },
    });
    expect(server).toMatchObject({
      lifecycle: "approved",
      classification: "internal",
      ownerTeamId: team.id,
      latestVersion: "1.0.0",
      versions: [{ lifecycle: "approved", isLatest: true }],
      approvals: [{ version: "1.0.0", requestId, endedAt: null }],
    });
    expect(JSON.parse(server.versions[0]?.document ?? "")).toEqual(listing.server);
    expect(await actionsOf(requestId)).toEqual([
      "request.submit",
      "request.approve",
      "request.approve",
    ]);
    expect(await actionsOf(server.id)).toEqual(["server.list"]);
  });

  test("that is rejected is over, and nothing is listed", async () => {
    const { requestId, first, second, listing } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve, decision: "reject" });
    expect(await stateOf(requestId)).toBe("rejected");
    await expect(decideRequest(second.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await db.server.findUnique({ where: { name: listing.server.name } })).toBeNull();
  });

  test("binds to the conditions of both reviewers together", async () => {
    const { requestId, first, second, listing } = await submitted();
    await decideRequest(first.ctx(), {
      requestId,
      ...approve,
      conditions: { allowedTools: ["a", "b"], allowedEnvironments: ["test"] },
    });
    await decideRequest(second.ctx(), {
      requestId,
      ...approve,
      conditions: { allowedTools: ["b", "c"] },
    });
    const server = await db.server.findUniqueOrThrow({
      where: { name: listing.server.name },
      include: { approvals: true },
    });
    expect(server.approvals).toMatchObject([
      {
        limitsTools: true,
        allowedTools: ["b"],
        limitsEnvironments: true,
        allowedEnvironments: ["test"],
      },
    ]);
    const deploy = (environment: string) =>
      db.deployment.create({
        data: {
          serverId: server.id,
          environment,
          model: "self_hosted",
          provider: "k8s",
          operatedBy: "us",
        },
      });
    await expect(deploy("production")).rejects.toThrow(/limited to these environments: test/);
    await expect(deploy("test")).resolves.toBeDefined();
  });
});

describe("separation of duties", () => {
  test("nobody decides on what they asked for", async () => {
    const cast = await reviewCast();
    const { id: requestId } = await createRequest(cast.first.ctx(), cast.listing);
    await expect(decideRequest(cast.first.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("a reviewer in the owner team consents for it, and does not count as a reviewer", async () => {
    const { requestId, team } = await submitted();
    const both = await createPerson(["security"], [team.id]);
    expect(await decideRequest(both.ctx(), { requestId, ...approve })).toMatchObject({
      capacity: "owner_team",
      state: "in_review",
      progress: { security: { have: 0 } },
    });
  });

  test("who joined the owner team since has owned it, even after leaving", async () => {
    const { requestId, first, team } = await submitted();
    await db.teamMember.create({ data: { teamId: team.id, userId: first.id } });
    await db.teamMember.deleteMany({ where: { teamId: team.id, userId: first.id } });
    await expect(decideRequest(first.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("a vote of somebody who becomes an owner before the last one counts no more", async () => {
    const { requestId, first, second, team } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve });
    await db.teamMember.create({ data: { teamId: team.id, userId: first.id } });
    await expect(decideRequest(second.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await stateOf(requestId)).toBe("in_review");
  });

  test("the same person counts once", async () => {
    const { requestId, first } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve });
    await expect(decideRequest(first.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("an edit voids the votes before it", async () => {
    const { requestId, requester, first, second, listing } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve });
    await editRequest(requester.ctx(), {
      requestId,
      ...listing,
      revision: 1,
      justification: "Corrected.",
    });
    await expect(decideRequest(second.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await decideRequest(second.ctx(), { requestId, ...approve, revision: 2 })).toMatchObject(
      {
        state: "in_review",
      },
    );
    expect(await decideRequest(first.ctx(), { requestId, ...approve, revision: 2 })).toMatchObject({
      state: "approved",
    });
  });

  test("high risk needs a fresh sign-in", async () => {
    const { requestId, first } = await submitted();
    const ctx = first.ctx();
    if (ctx.actor.kind !== "user") throw new Error("not a person");
    const old = {
      ...ctx,
      actor: { ...ctx.actor, authenticatedAt: new Date(Date.now() - 20 * 60_000) },
    };
    await expect(decideRequest(old, { requestId, ...approve })).rejects.toMatchObject({
      code: "stale_sign_in",
    });
    await expect(decideRequest(ctx, { requestId, ...approve })).resolves.toBeDefined();
  });

  test("a raised tier takes more people, and is not lowered", async () => {
    const { requestId, first, second, admin } = await submitted();
    await raiseTier(first.ctx(), {
      requestId,
      tier: "critical",
      reason: "It runs shell commands.",
    });
    await expect(
      raiseTier(first.ctx(), { requestId, tier: "high", reason: "Was too much." }),
    ).rejects.toMatchObject({
      code: "invalid",
    });
    await decideRequest(first.ctx(), { requestId, ...approve });
    expect(await decideRequest(second.ctx(), { requestId, ...approve })).toMatchObject({
      state: "in_review",
    });
    expect(await decideRequest(admin.ctx(), { requestId, ...approve })).toMatchObject({
      capacity: "admin",
      state: "approved",
    });
  });

  test("the database refuses an approval without the votes, whoever writes it", async () => {
    const { requestId } = await submitted();
    await expect(
      db.request.update({
        where: { id: requestId },
        data: { state: "approved", decidedAt: new Date() },
      }),
    ).rejects.toThrow(/does not have the approvals/);
    await expect(
      db.request.update({
        where: { id: requestId },
        data: { state: "approved", decidedAt: new Date(), requiredSecurity: 0 },
      }),
    ).rejects.toThrow(/policy asks for more/);
  });

  test("the database refuses to change or remove a decision", async () => {
    const { requestId, first } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve });
    await expect(
      db.requestDecision.updateMany({ where: { requestId }, data: { decision: "reject" } }),
    ).rejects.toThrow(/GH001/);
    await expect(db.requestDecision.deleteMany({ where: { requestId } })).rejects.toThrow(/GH001/);
  });
});

describe("races", () => {
  test("of an approval and a rejection at the same instant exactly one ends the request", async () => {
    const { requestId, first, second, admin: _ } = await submitted();
    const third = await createPerson(["security"]);
    await decideRequest(third.ctx(), { requestId, ...approve });
    const outcomes = await raceOnRow("Request", requestId, [
      () => decideRequest(first.ctx(), { requestId, ...approve }),
      () => decideRequest(second.ctx(), { requestId, ...approve, decision: "reject" }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const ending = (await actionsOf(requestId)).filter((action) => action !== "request.submit");
    expect(ending).toHaveLength(2);
  });

  test("an edit and an approval at the same instant: nothing is approved unseen", async () => {
    const { requestId, requester, first, second, listing } = await submitted();
    await decideRequest(first.ctx(), { requestId, ...approve });
    await raceOnRow("Request", requestId, [
      () =>
        editRequest(requester.ctx(), {
          requestId,
          ...listing,
          revision: 1,
          justification: "Other words.",
        }),
      () => decideRequest(second.ctx(), { requestId, ...approve }),
    ]);
    const row = await db.request.findUniqueOrThrow({ where: { id: requestId } });
    expect([
      { state: "approved", revision: 1 },
      { state: "in_review", revision: 2 },
    ]).toContainEqual({ state: row.state, revision: row.revision });
  });
});

describe("what is seen", () => {
  test("the page offers exactly what the person may do", async () => {
    const { requestId, requester, owner, first } = await submitted();
    expect(await getRequest(requester.ctx(), { id: requestId })).toMatchObject({
      allowed: ["edit", "withdraw", "comment"],
    });
    expect(await getRequest(first.ctx(), { id: requestId })).toMatchObject({
      allowed: ["decide", "assign", "raise_tier", "check", "comment"],
      capacities: ["security"],
    });
    expect(await getRequest(owner.ctx(), { id: requestId })).toMatchObject({
      capacities: ["owner_team"],
    });
  });

  test("others do not know that it exists, and a draft is its author's alone", async () => {
    const { requestId } = await submitted();
    const stranger = await createPerson();
    expect(await getRequest(stranger.ctx(), { id: requestId })).toBeNull();
    const draft = await submitted({ submit: false });
    expect(await getRequest(draft.first.ctx(), { id: draft.requestId })).toBeNull();
    await expect(
      decideRequest(draft.first.ctx(), { requestId: draft.requestId, ...approve }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("a new version shows what changes against the approved one", async () => {
    const cast = await reviewCast();
    const document = serverDocument();
    const server = await createServer(
      { name: document.name, ownerTeamId: cast.team.id, deploymentModel: "self_hosted" },
      { document: JSON.stringify(document) },
    );
    const next = {
      ...document,
      version: "1.1.0",
      remotes: [{ type: "streamable-http", url: "https://mcp.example.com/x" }],
    };
    const { id } = await createRequest(cast.owner.ctx(), {
      kind: "add_version",
      server: next,
      justification: "New release.",
    });
    const view = await getRequest(cast.first.ctx(), { id });
    expect(view?.serverId).toBe(server.id);
    expect(view?.change).toMatchObject({ against: "1.0.0", version: "1.1.0" });
    const changed = (shown: typeof view) =>
      shown?.change.diff?.changes.some((change) => change.path.startsWith("remotes"));
    expect(changed(view)).toBe(true);

    // Once it is approved the page still shows what was decided, not nothing.
    for (const person of [cast.first, cast.second, cast.admin])
      if ((await getRequest(person.ctx(), { id }))?.allowed.includes("decide"))
        await decideRequest(person.ctx(), { requestId: id, ...approve });
    const later = await getRequest(cast.first.ctx(), { id });
    expect(later).toMatchObject({ state: "approved", change: { against: "1.0.0" } });
    expect(changed(later)).toBe(true);
  });
});
