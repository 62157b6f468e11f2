import "#lib/testing/alone.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { getNextRequest } from "#lib/requests/get-next-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { listRequests } from "#lib/requests/list-requests.ts";
import { raiseTier } from "#lib/requests/raise-tier.ts";
import { removeTeam } from "#lib/teams/remove-team.ts";
import { createPerson, createServer, createTeam, reviewCast } from "#lib/testing/factories.ts";
import { RISK_TIERS } from "#lib/requests/core/words.ts";
import type { DataOwners } from "./core/policy.ts";
import { draftPolicy } from "./draft-policy.ts";
import { loadPolicy } from "./load-policy.ts";
import { publishPolicy } from "./publish-policy.ts";

afterAll(() => pool.end());

const NOBODY: DataOwners = { public: null, internal: null, confidential: null, restricted: null };
let round = 100;

/** Every tier asks for the owner of the data, and these teams own them. */
async function policy(owners: Partial<DataOwners>) {
  const [author, publisher] = [await createPerson(["admin"]), await createPerson(["admin"])];
  const { rules } = await loadPolicy(db);
  round += 1;
  const tiers = Object.fromEntries(
    RISK_TIERS.map((tier) => [
      tier,
      { ...rules.tiers[tier], dataOwner: true, decisionHours: round },
    ]),
  );
  const { version } = await draftPolicy(author.ctx(), {
    rules: { ...rules, tiers, dataOwners: { ...NOBODY, ...owners } },
    note: "Owners of data agree.",
  });
  await publishPolicy(publisher.ctx(), { version });
}

const approve = { decision: "approve" as const, revision: 1, reason: "Looked at it." };
const stateOf = async (id: string) => (await db.request.findUniqueOrThrow({ where: { id } })).state;

async function cast() {
  const data = await createTeam("Data");
  const [member, colleague] = [
    await createPerson([], [data.id]),
    await createPerson([], [data.id]),
  ];
  return { ...(await reviewCast()), data, member, colleague };
}
type Cast = Awaited<ReturnType<typeof cast>>;

const ask = (who: Cast["requester"], { listing }: Cast, more: Record<string, unknown> = {}) =>
  createRequest(who.ctx(), { ...listing, dataClassification: "internal", ...more });

describe("with a team named for internal data", () => {
  let all: Cast;
  beforeEach(async () => {
    all = await cast();
    await policy({ internal: all.data.slug });
  });

  test("the reviewers are not enough: a member of that team agrees, and then it is approved", async () => {
    const { requester, first, second, member } = all;
    const request = await ask(requester, all);
    expect(request).toMatchObject({ riskTier: "high", requiredApprovals: 3 });
    const requestId = request.id;
    await decideRequest(first.ctx(), { requestId, ...approve });
    expect(await decideRequest(second.ctx(), { requestId, ...approve })).toMatchObject({
      state: "in_review",
    });
    expect(await decideRequest(member.ctx(), { requestId, ...approve })).toMatchObject({
      capacity: "data_owner",
      state: "approved",
      progress: { dataOwner: { have: 1, need: 1 } },
    });
  });

  test("the team is told, sees it, and has it on the desk until one of them has decided", async () => {
    const { requester, member, colleague, owner, data } = all;
    const { id } = await ask(requester, all);
    const event = await db.outboxEvent.findFirstOrThrow({ where: { subjectId: id } });
    expect(event.recipients).toEqual(expect.arrayContaining([member.id, colleague.id]));
    expect((await listRequests(member.ctx(), { queue: "open" })).requests).toMatchObject([{ id }]);
    expect(await getNextRequest(member.ctx(), {})).not.toBeNull();
    const waits = async (who: typeof member) =>
      (await getDesk(who.ctx(), {})).items.filter(({ kind }) => kind === "consent").length;
    expect([await waits(member), await waits(colleague), await waits(owner)]).toEqual([1, 1, 0]);
    expect(await getRequest(member.ctx(), { id })).toMatchObject({
      capacities: ["data_owner"],
      dataOwner: { data: "internal", team: { slug: data.slug } },
    });
    await decideRequest(member.ctx(), { requestId: id, ...approve });
    expect([await waits(member), await waits(colleague)]).toEqual([0, 0]);
    expect(await getNextRequest(colleague.ctx(), {})).toBeNull();
  });

  test("who asked does not release the data, even as a member of the team", async () => {
    const { member, colleague, first, second } = all;
    const { id: requestId } = await ask(member, all);
    await decideRequest(first.ctx(), { requestId, ...approve });
    await decideRequest(second.ctx(), { requestId, ...approve });
    await expect(decideRequest(member.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await decideRequest(colleague.ctx(), { requestId, ...approve })).toMatchObject({
      state: "approved",
    });
  });

  test("who owns the server does not release the data, nor does anybody of another team", async () => {
    const { requester, team, data } = all;
    const { id: requestId } = await ask(requester, all);
    const both = await createPerson([], [team.id, data.id]);
    await expect(
      decideRequest(both.ctx(), { requestId, ...approve, capacity: "data_owner" }),
    ).rejects.toMatchObject({ fields: { capacity: [expect.any(String)] } });
    const admin = await createPerson(["admin", "security"]);
    await expect(
      decideRequest(admin.ctx(), { requestId, ...approve, capacity: "data_owner" }),
    ).rejects.toMatchObject({ fields: { capacity: [expect.any(String)] } });
  });

  test("the database refuses such a consent too, whoever writes it", async () => {
    const { requester, first, team, data, member } = all;
    const { id: requestId } = await ask(requester, all);
    await decideRequest(first.ctx(), { requestId, ...approve });
    const { digest } = await db.requestRevision.findFirstOrThrow({ where: { requestId } });
    const vote = (reviewerId: string) =>
      db.requestDecision.create({
        data: {
          id: crypto.randomUUID(),
          requestId,
          revision: 1,
          digest,
          reviewerId,
          capacity: "data_owner",
          decision: "approve",
          reason: "Because.",
        },
      });
    const stranger = await createPerson(["admin"]);
    await expect(vote(stranger.id)).rejects.toThrow(/team that owns the data/);
    const both = await createPerson([], [team.id, data.id]);
    await expect(vote(both.id)).rejects.toThrow(/Who owns a server/);
    await expect(vote(requester.id)).rejects.toThrow(/of your own/);
    await expect(vote(member.id)).resolves.toBeDefined();
  });

  test("the database refuses an approval without it, and one that asks for another team", async () => {
    const { requester, first, second, data } = all;
    const { id } = await ask(requester, all);
    for (const who of [first, second])
      await decideRequest(who.ctx(), { requestId: id, ...approve });
    const force = (more: Record<string, unknown>) =>
      db.request.update({
        where: { id },
        data: { state: "approved", decidedAt: new Date(), ...more },
      });
    await expect(force({})).rejects.toThrow(/does not have the approvals/);
    await expect(force({ dataOwnerTeamId: null })).rejects.toThrow(/new revision/);
    const other = await createTeam();
    await expect(force({ dataOwnerTeamId: other.id })).rejects.toThrow(/new revision/);
    expect(data.id).not.toBe(other.id);
    expect(await stateOf(id)).toBe("in_review");
  });

  test("a consent of somebody who has left the team since counts no more; another member gives it", async () => {
    const { requester, first, second, member, colleague } = all;
    const { id: requestId } = await ask(requester, all);
    await decideRequest(member.ctx(), { requestId, ...approve });
    await decideRequest(first.ctx(), { requestId, ...approve });
    await db.teamMember.deleteMany({ where: { userId: member.id } });
    await expect(decideRequest(second.ctx(), { requestId, ...approve })).rejects.toMatchObject({
      code: "forbidden",
    });
    await decideRequest(colleague.ctx(), { requestId, ...approve });
    expect(await decideRequest(second.ctx(), { requestId, ...approve })).toMatchObject({
      state: "approved",
    });
  });

  test("asking for a lower class asks the owner of the data as they are now", async () => {
    const { owner, team, first, member } = all;
    const server = await createServer({
      ownerTeamId: team.id,
      classification: "internal",
    });
    const request = await createRequest(owner.ctx(), {
      kind: "change_server",
      serverName: server.name,
      justification: "It holds no customers any more.",
      dataClassification: "public",
    });
    const view = await getRequest(first.ctx(), { id: request.id });
    expect(view).toMatchObject({ dataOwner: { data: "internal" } });
    expect(view?.progress.dataOwner.need).toBe(1);
    expect(await getRequest(member.ctx(), { id: request.id })).not.toBeNull();
  });

  test("data that were classified higher meanwhile need a new revision", async () => {
    const { owner, team, first, second, admin } = all;
    const server = await createServer({ ownerTeamId: team.id, classification: "public" });
    const { id: requestId } = await createRequest(owner.ctx(), {
      kind: "deprecate",
      serverName: server.name,
      justification: "Old.",
      message: "Use another.",
    });
    await db.server.update({ where: { id: server.id }, data: { classification: "internal" } });
    const outcomes = await Promise.allSettled([
      (async () => {
        for (const who of [first, second, admin])
          if ((await stateOf(requestId)) !== "approved")
            await decideRequest(who.ctx(), { requestId, ...approve });
      })(),
    ]);
    expect(outcomes[0]).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
    expect(await stateOf(requestId)).toBe("in_review");
    await editRequest(owner.ctx(), {
      requestId,
      revision: 1,
      justification: "Old.",
      message: "Use another.",
      serverName: server.name,
    });
    expect(await getRequest(owner.ctx(), { id: requestId })).toMatchObject({
      progress: { dataOwner: { need: 1 } },
    });
  });

  test("one team that owns the server and the data gives one consent", async () => {
    const { requester, first, second, member, data } = all;
    const request = await ask(requester, all, { ownerTeam: data.slug });
    expect(request.requiredApprovals).toBe(3);
    for (const who of [first, second])
      await decideRequest(who.ctx(), { requestId: request.id, ...approve });
    expect(await decideRequest(member.ctx(), { requestId: request.id, ...approve })).toMatchObject({
      capacity: "data_owner",
      state: "approved",
    });
  });

  test("the team is not removed while the policy names it", async () => {
    const admin = await createPerson(["admin"]);
    await expect(removeTeam(admin.ctx(), { slug: all.data.slug })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("with nobody named for these data", () => {
  test("an administrator has to agree instead, and the page says why", async () => {
    const all = await cast();
    await policy({});
    const request = await ask(all.requester, all);
    expect(request.requiredApprovals).toBe(3);
    expect(await getRequest(all.first.ctx(), { id: request.id })).toMatchObject({
      dataOwner: { data: "internal", team: null },
      progress: { admin: { need: 1 }, dataOwner: { need: 0 } },
    });
    for (const who of [all.first, all.second])
      await decideRequest(who.ctx(), { requestId: request.id, ...approve });
    await expect(
      db.request.update({
        where: { id: request.id },
        data: { state: "approved", decidedAt: new Date(), requiresAdmin: false },
      }),
    ).rejects.toThrow(/GH001/);
    expect(
      await decideRequest(all.admin.ctx(), { requestId: request.id, ...approve }),
    ).toMatchObject({ capacity: "admin", state: "approved" });
  });

  test("a raised tier asks by the policy of that tier, for the same data", async () => {
    const all = await cast();
    await policy({ internal: all.data.slug });
    const { id } = await ask(all.requester, all);
    await raiseTier(all.first.ctx(), { requestId: id, tier: "critical", reason: "Runs a shell." });
    expect(await getRequest(all.first.ctx(), { id })).toMatchObject({
      progress: { admin: { need: 1 }, dataOwner: { need: 1 }, security: { need: 2 } },
    });
  });
});

test("only a team that exists and has somebody in it is named", async () => {
  const author = await createPerson(["admin"]);
  const empty = await createTeam();
  const { rules } = await loadPolicy(db);
  for (const internal of [empty.slug, "no-such-team"])
    await expect(
      draftPolicy(author.ctx(), {
        rules: { ...rules, dataOwners: { ...NOBODY, internal } },
        note: "A try.",
      }),
    ).rejects.toMatchObject({ fields: { "rules.dataOwners.internal": [expect.any(String)] } });
});
