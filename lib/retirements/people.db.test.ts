import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { clockAt, connectTo, createCampaign } from "#lib/testing/campaign.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnRow } from "#lib/testing/race.ts";
import { advanceCampaign } from "./advance-retirements.ts";
import { answerRetirement } from "./answer-retirement.ts";
import { cancelRetirement } from "./cancel-retirement.ts";
import { decideExtension } from "./decide-extension.ts";
import { getRetirement } from "./get-retirement.ts";
import { getRetirementHeaders } from "./get-retirement-headers.ts";
import { getRetirementNotice } from "./get-retirement-notice.ts";
import { listRetirements } from "./list-retirements.ts";
import { rescheduleRetirement } from "./reschedule-retirement.ts";

type Campaign = Awaited<ReturnType<typeof createCampaign>>;
const at = (ctx: Context, now: Date): Context => ({ ...ctx, now });
const rowOf = ({ id }: Campaign) => db.retirement.findUniqueOrThrow({ where: { id } });
const serverOf = ({ server }: Campaign) =>
  db.server.findUniqueOrThrow({ where: { id: server.id } });
const recordsOf = ({ server }: Campaign, action: string) =>
  db.auditEvent.findMany({ where: { targetId: server.id, action }, orderBy: { at: "asc" } });

const answerOf = (campaign: Campaign, more: object = {}) => ({
  name: campaign.server.name,
  consumerId: campaign.teamConsumerId,
  answer: "moved",
  ...more,
});
const asking = (campaign: Campaign, days = 120) =>
  answerOf(campaign, {
    answer: "needs_time",
    note: "Our release is later.",
    until: campaign.isoDay(days),
  });

describe("answers", () => {
  test("a member answers for the team, on record, and the owner is told", async () => {
    const campaign = await createCampaign();
    expect(
      await answerRetirement(campaign.member.ctx(), answerOf(campaign, { note: "Done." })),
    ).toMatchObject({ changed: true });
    const [consumer] = await db.retirementConsumer.findMany({
      where: { id: campaign.teamConsumerId },
    });
    expect(consumer).toMatchObject({
      answer: "moved",
      note: "Done.",
      answeredById: campaign.member.id,
    });
    expect(await recordsOf(campaign, "retirement.answer")).toHaveLength(1);
    const event = await db.outboxEvent.findFirstOrThrow({
      where: { subjectId: campaign.id, topic: "retirement.answered" },
    });
    expect(event.recipients).toEqual([campaign.owner.id]);
  });

  test("the same answer again changes nothing and leaves no record", async () => {
    const campaign = await createCampaign();
    await answerRetirement(campaign.member.ctx(), answerOf(campaign));
    expect(await answerRetirement(campaign.member.ctx(), answerOf(campaign))).toMatchObject({
      changed: false,
    });
    expect(await recordsOf(campaign, "retirement.answer")).toHaveLength(1);
  });

  test("strangers, the owner, security and other consumers cannot answer for a team", async () => {
    const campaign = await createCampaign();
    for (const person of [
      campaign.stranger,
      campaign.owner,
      campaign.security,
      campaign.loner,
      await createPerson(["admin"]),
    ])
      await expect(answerRetirement(person.ctx(), answerOf(campaign))).rejects.toMatchObject({
        code: "forbidden",
        message: expect.stringContaining("Only members of Consumers") as string,
      });
    await expect(answerRetirement(clockAt(new Date()), answerOf(campaign))).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("a person without a team answers for themselves, and nobody does it for them", async () => {
    const campaign = await createCampaign();
    const input = answerOf(campaign, {
      consumerId: campaign.lonerConsumerId,
      answer: "not_using",
    });
    await expect(answerRetirement(campaign.member.ctx(), input)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(answerRetirement(campaign.loner.ctx(), input)).resolves.toBeDefined();
  });

  test("a consumer of another campaign, and a server one may not see, do not exist", async () => {
    const campaign = await createCampaign();
    const other = await createCampaign({ server: { visibility: "teams" } });
    await expect(
      answerRetirement(
        campaign.member.ctx(),
        answerOf(campaign, { consumerId: other.teamConsumerId }),
      ),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(answerRetirement(campaign.stranger.ctx(), answerOf(other))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test.each([
    ["more time without a date", { answer: "needs_time", note: "Why", until: "" }, "until"],
    ["more time without a reason", { answer: "needs_time", until: "2999-01-01" }, "note"],
    ["no answer at all", { answer: "none" }, "answer"],
  ])("%s is refused at its field", async (_what, more, field) => {
    const campaign = await createCampaign();
    await expect(
      answerRetirement(campaign.member.ctx(), answerOf(campaign, more)),
    ).rejects.toMatchObject({ code: "invalid", fields: { [field]: expect.anything() as unknown } });
  });

  test("a wished date before the end is no extension", async () => {
    const campaign = await createCampaign();
    await expect(
      answerRetirement(campaign.member.ctx(), asking(campaign, 90)),
    ).rejects.toMatchObject({ code: "invalid", fields: { until: expect.anything() as unknown } });
  });

  test("nobody answers a campaign that is over", async () => {
    const campaign = await createCampaign();
    await advanceCampaign(clockAt(campaign.day(200)), campaign.id);
    await expect(answerRetirement(campaign.member.ctx(), answerOf(campaign))).rejects.toMatchObject(
      { code: "illegal_transition" },
    );
  });
});

describe("more time", () => {
  test("granted, the end and a brown-out that has not begun move, and everyone is told", async () => {
    const campaign = await createCampaign();
    await answerRetirement(campaign.member.ctx(), asking(campaign));
    await decideExtension(campaign.owner.ctx(), {
      ...answerOf(campaign),
      decision: "accept",
    });
    expect(await rowOf(campaign)).toMatchObject({
      deprecatesAt: campaign.day(20),
      brownoutAt: campaign.day(90),
      retiresAt: campaign.day(120),
    });
    const [record] = await recordsOf(campaign, "retirement.extend");
    expect(record?.after).toMatchObject({
      accepted: true,
      retires: campaign.day(120).toISOString(),
    });
    const told = await db.outboxEvent.findFirstOrThrow({
      where: { subjectId: campaign.id, topic: "retirement.phase" },
    });
    expect(told.recipients.sort()).toEqual([campaign.member.id, campaign.loner.id].sort());
  });

  test("refused, nothing moves, with a reason for who asked", async () => {
    const campaign = await createCampaign();
    await answerRetirement(campaign.member.ctx(), asking(campaign));
    const decision = { ...answerOf(campaign), decision: "refuse" };
    await expect(decideExtension(campaign.owner.ctx(), decision)).rejects.toMatchObject({
      fields: { reason: expect.anything() as unknown },
    });
    await decideExtension(campaign.security.ctx(), { ...decision, reason: "It is unsafe." });
    expect(await rowOf(campaign)).toMatchObject({ retiresAt: campaign.day(90) });
    expect(
      (await getRetirement(campaign.member.ctx(), campaign.server))?.consumers[0],
    ).toMatchObject({ extension: "refused", extensionNote: "It is unsafe." });
  });

  test("the message that clients read names the new date", async () => {
    const campaign = await createCampaign();
    await advanceCampaign(clockAt(campaign.day(20)), campaign.id);
    await answerRetirement(campaign.member.ctx(), asking(campaign));
    await decideExtension(campaign.owner.ctx(), { ...answerOf(campaign), decision: "accept" });
    expect((await serverOf(campaign)).statusMessage).toContain(campaign.isoDay(120));
  });

  test("who asks does not decide, and a question is answered once", async () => {
    const campaign = await createCampaign();
    await answerRetirement(campaign.member.ctx(), asking(campaign));
    const decision = { ...answerOf(campaign), decision: "accept" };
    for (const person of [campaign.member, campaign.stranger, await createPerson(["admin"])])
      await expect(decideExtension(person.ctx(), decision)).rejects.toMatchObject({
        code: "forbidden",
      });
    const outcomes = await raceOnRow("Retirement", campaign.id, [
      () => decideExtension(campaign.owner.ctx(), decision),
      () =>
        decideExtension(campaign.security.ctx(), {
          ...decision,
          decision: "refuse",
          reason: "No.",
        }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await recordsOf(campaign, "retirement.extend")).toHaveLength(1);
  });
});

describe("other dates", () => {
  const reason = "The successor is late.";

  test("the owner moves what has not begun, to later days only", async () => {
    const campaign = await createCampaign();
    const { name } = campaign.server;
    await advanceCampaign(clockAt(campaign.day(20)), campaign.id);
    const move = (more: object) =>
      rescheduleRetirement(campaign.owner.ctx(), { name, reason, ...more });
    await expect(move({ retiresOn: campaign.isoDay(80) })).rejects.toMatchObject({
      fields: { retiresOn: expect.anything() as unknown },
    });
    await expect(move({ deprecatesOn: campaign.isoDay(30) })).rejects.toMatchObject({
      fields: { deprecatesOn: expect.anything() as unknown },
    });
    expect(await move({ retiresOn: campaign.isoDay(100) })).toMatchObject({ changed: true });
    expect(await move({ retiresOn: campaign.isoDay(100) })).toMatchObject({ changed: false });
    expect(await rowOf(campaign)).toMatchObject({ retiresAt: campaign.day(100) });
    expect((await serverOf(campaign)).statusMessage).toContain(campaign.isoDay(100));
    expect(await recordsOf(campaign, "retirement.reschedule")).toHaveLength(1);
  });

  test("others do not", async () => {
    const campaign = await createCampaign();
    for (const person of [campaign.member, campaign.stranger])
      await expect(
        rescheduleRetirement(person.ctx(), { name: campaign.server.name, reason }),
      ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("cancelling", () => {
  const reason = "The successor was given up.";

  test("a server that the campaign deprecated is approved again, brown-out and message included", async () => {
    const campaign = await createCampaign({ server: { statusMessage: "Loved by all." } });
    await advanceCampaign(clockAt(campaign.day(60)), campaign.id);
    expect(await serverOf(campaign)).toMatchObject({ lifecycle: "deprecated", inBrownout: true });
    await cancelRetirement(campaign.owner.ctx(), { name: campaign.server.name, reason });
    expect(await serverOf(campaign)).toMatchObject({
      lifecycle: "approved",
      inBrownout: false,
      statusMessage: "Loved by all.",
    });
    expect(
      await db.serverVersion.findFirst({ where: { serverId: campaign.server.id } }),
    ).toMatchObject({ registryStatus: "active" });
    expect(await rowOf(campaign)).toMatchObject({ state: "cancelled" });
    expect((await recordsOf(campaign, "retirement.cancel"))[0]?.after).toMatchObject({
      lifecycle: "approved",
      reason,
    });
    expect(await advanceCampaign(clockAt(campaign.day(200)), campaign.id)).toBe(0);
  });

  test("one that was deprecated before stays so", async () => {
    const campaign = await createCampaign({
      server: { lifecycle: "deprecated", statusMessage: "Old." },
    });
    await advanceCampaign(clockAt(campaign.day(20)), campaign.id);
    await cancelRetirement(campaign.security.ctx(), { name: campaign.server.name, reason });
    expect(await serverOf(campaign)).toMatchObject({
      lifecycle: "deprecated",
      statusMessage: "Old.",
    });
  });

  test("others do not, and what is retired stays so", async () => {
    const campaign = await createCampaign();
    const input = { name: campaign.server.name, reason };
    for (const person of [campaign.member, campaign.stranger, await createPerson(["admin"])])
      await expect(cancelRetirement(person.ctx(), input)).rejects.toMatchObject({
        code: "forbidden",
      });
    await advanceCampaign(clockAt(campaign.day(200)), campaign.id);
    await expect(cancelRetirement(campaign.owner.ctx(), input)).rejects.toMatchObject({
      code: "illegal_transition",
    });
  });

  test("against the worker that retires at the same instant, exactly one wins", async () => {
    const campaign = await createCampaign();
    await advanceCampaign(clockAt(campaign.day(89, 13)), campaign.id);
    await raceOnRow("Retirement", campaign.id, [
      () => advanceCampaign(clockAt(campaign.day(90)), campaign.id),
      () => cancelRetirement(campaign.owner.ctx(), { name: campaign.server.name, reason }),
    ]);
    const { state } = await rowOf(campaign);
    const { lifecycle } = await serverOf(campaign);
    expect([
      { state: "retired", lifecycle: "retired" },
      { state: "cancelled", lifecycle: "approved" },
    ]).toContainEqual({ state, lifecycle });
  });
});

describe("what is seen", () => {
  test("the numbers of a campaign are those of its rows", async () => {
    const campaign = await createCampaign();
    for (let more = 0; more < 4; more += 1) {
      const team = await createTeam();
      await connectTo(campaign.server.id, (await createPerson([], [team.id])).id, campaign.day(0));
    }
    await advanceCampaign(clockAt(campaign.day(1)), campaign.id);
    await answerRetirement(campaign.member.ctx(), answerOf(campaign));
    await answerRetirement(
      campaign.loner.ctx(),
      answerOf(campaign, { consumerId: campaign.lonerConsumerId, answer: "not_using" }),
    );
    const view = await getRetirement(campaign.stranger.ctx(), campaign.server);
    const [counted] = await db.$queryRaw<{ total: number; gone: number; open: number }[]>`
      SELECT count(*)::int AS total,
             count(*) FILTER (WHERE "answer" IN ('moved', 'not_using'))::int AS gone,
             count(*) FILTER (WHERE "answer" = 'none')::int AS open
      FROM "RetirementConsumer" WHERE "retirementId" = ${campaign.id}::uuid`;
    expect(view?.progress).toEqual({
      total: 6,
      moved: 1,
      notUsing: 1,
      needsTime: 0,
      unanswered: 4,
      percentMoved: 33,
    });
    expect(counted).toEqual({ total: 6, gone: 2, open: 4 });
    expect(view?.consumers).toHaveLength(6);
  });

  test("each person gets the buttons that would work for them", async () => {
    const campaign = await createCampaign();
    const view = async ({ ctx }: { ctx: () => Context }) => getRetirement(ctx(), campaign.server);
    expect((await view(campaign.owner))?.allowed).toEqual([
      "decide_extension",
      "reschedule",
      "cancel",
    ]);
    expect((await view(campaign.stranger))?.allowed).toEqual([]);
    const mine = (await view(campaign.member))?.consumers.filter((consumer) => consumer.mine);
    expect(mine?.map(({ id }) => id)).toEqual([campaign.teamConsumerId]);
    expect((await view(campaign.member))?.awaitsMe).toBe(true);
    expect((await view(campaign.owner))?.awaitsMe).toBe(false);
  });

  test("what blocks the end is said: open questions, deployments, who still connects", async () => {
    const campaign = await createCampaign();
    await db.deployment.create({
      data: {
        serverId: campaign.server.id,
        environment: "production",
        model: "self_hosted",
        provider: "k8s",
        operatedBy: "Owners",
      },
    });
    await answerRetirement(campaign.member.ctx(), asking(campaign));
    await answerRetirement(
      at(campaign.loner.ctx(), campaign.day(2)),
      answerOf(campaign, { consumerId: campaign.lonerConsumerId }),
    );
    await connectTo(campaign.server.id, campaign.loner.id, campaign.day(3));
    const view = await getRetirement(campaign.owner.ctx(), campaign.server);
    expect(view?.blockers.map(({ kind, holds }) => [kind, holds])).toEqual([
      ["extension", true],
      ["deployment", false],
      ["still_connecting", false],
    ]);
  });

  test("a campaign of a server one may not see does not exist, nor does a successor of that kind", async () => {
    const hidden = await createServer({ visibility: "teams" });
    const campaign = await createCampaign({ successor: hidden.name });
    const closed = await createCampaign({ server: { visibility: "teams" } });
    const ctx = campaign.stranger.ctx();
    expect((await getRetirement(ctx, campaign.server))?.successor).toBeNull();
    expect((await getRetirement(campaign.security.ctx(), campaign.server))?.successor).toEqual({
      name: hidden.name,
      title: null,
    });
    expect(await getRetirement(ctx, closed.server)).toBeNull();
    expect(await getRetirementNotice(ctx, closed.server)).toBeNull();
    expect(await getRetirementHeaders(ctx, closed.server)).toEqual([]);
    const listed = async (name: string) => (await listRetirements(ctx, { q: name })).total;
    expect(await listed(campaign.server.name)).toBe(1);
    expect(await listed(closed.server.name)).toBe(0);
  });

  test("the list knows what runs, what waits for me and what has ended", async () => {
    const campaign = await createCampaign();
    const { name } = campaign.server;
    const list = (ctx: Context, show: string) => listRetirements(ctx, { show, q: name });
    expect(await list(campaign.member.ctx(), "mine")).toMatchObject({
      total: 1,
      counts: { running: 1, mine: 1, ended: 0 },
      retirements: [{ serverName: name, awaitsMe: true, next: { state: "deprecated" } }],
    });
    expect((await list(campaign.stranger.ctx(), "mine")).total).toBe(0);
    await cancelRetirement(campaign.owner.ctx(), { name, reason: "Not now." });
    expect((await list(campaign.stranger.ctx(), "ended")).retirements[0]?.state).toBe("cancelled");
    expect((await list(campaign.stranger.ctx(), "running")).total).toBe(0);
    expect(await getRetirementNotice(campaign.stranger.ctx(), campaign.server)).toBeNull();
    expect(await getRetirementHeaders(campaign.stranger.ctx(), campaign.server)).toEqual([]);
  });

  test("headers for our own API name the dates and a successor that the reader may see", async () => {
    const { name } = await createServer();
    const campaign = await createCampaign({ successor: name });
    expect(await getRetirementHeaders(campaign.stranger.ctx(), campaign.server)).toEqual([
      ["Deprecation", `@${campaign.day(20).getTime() / 1000}`],
      ["Sunset", campaign.day(90).toUTCString()],
      ["Link", `</api/v1/servers/${encodeURIComponent(name)}>; rel="successor-version"`],
    ]);
  });
});
