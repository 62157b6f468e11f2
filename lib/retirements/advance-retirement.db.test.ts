import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { clockAt, createCampaign, connectTo } from "#lib/testing/campaign.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnRow } from "#lib/testing/race.ts";
import { advanceCampaign } from "./advance-retirements.ts";
import { advanceRetirement } from "./advance-retirement.ts";
import { answerRetirement } from "./answer-retirement.ts";
import { decideExtension } from "./decide-extension.ts";

const DAY_MS = 86_400_000;
type Campaign = Awaited<ReturnType<typeof createCampaign>>;

const stateOf = async ({ id, server }: Campaign) => {
  const row = await db.retirement.findUniqueOrThrow({
    where: { id },
    select: {
      state: true,
      server: { select: { lifecycle: true, statusMessage: true, inBrownout: true } },
    },
  });
  const version = await db.serverVersion.findFirstOrThrow({ where: { serverId: server.id } });
  return { state: row.state, ...row.server, registry: version.registryStatus };
};
const recordsOf = ({ server }: Campaign) =>
  db.auditEvent.findMany({
    where: { targetKind: "server", targetId: server.id, action: { startsWith: "retirement." } },
    orderBy: { at: "asc" },
    select: { action: true, after: true },
  });
const phasesOf = async (campaign: Campaign) =>
  (await recordsOf(campaign))
    .filter(({ action }) => action === "retirement.advance")
    .map(({ after }) => {
      const facts = after as { phase: string; brownout?: string };
      return facts.brownout === undefined ? facts.phase : `brownout ${facts.brownout}`;
    });
const toldOf = ({ id }: Campaign, topic: string) =>
  db.outboxEvent.findMany({
    where: { subjectId: id, topic },
    orderBy: { createdAt: "asc" },
    select: { title: true, recipients: true },
  });
const runAt = ({ id }: Campaign, now: Date) => advanceCampaign(clockAt(now), id);

describe("time", () => {
  test("nothing happens before the first date", async () => {
    const campaign = await createCampaign();
    expect(await runAt(campaign, campaign.day(5, 23))).toBe(0);
    expect(await stateOf(campaign)).toMatchObject({ state: "announced", lifecycle: "approved" });
  });

  test("each phase begins at its date, the server follows, and everyone concerned is told", async () => {
    const { name } = await createServer();
    const campaign = await createCampaign({ successor: name });
    const { day } = campaign;
    await runAt(campaign, day(20));
    expect(await stateOf(campaign)).toEqual({
      state: "deprecated",
      lifecycle: "deprecated",
      statusMessage: `It is replaced. Use ${name} instead. It is retired on ${campaign.isoDay(90)}.`,
      inBrownout: false,
      registry: "deprecated",
    });
    await runAt(campaign, day(60, 5));
    expect(await stateOf(campaign)).toMatchObject({
      state: "brownout",
      lifecycle: "deprecated",
      inBrownout: false,
      registry: "deprecated",
    });
    await runAt(campaign, day(90));
    expect(await stateOf(campaign)).toMatchObject({
      state: "retired",
      lifecycle: "retired",
      inBrownout: false,
      registry: "deleted",
    });
    expect(await phasesOf(campaign)).toEqual(["deprecated", "brownout", "retired"]);
    const told = (await toldOf(campaign, "retirement.phase")).filter(
      ({ title }) => !title.includes("answer is expected"),
    );
    expect(told).toHaveLength(3);
    for (const { recipients } of told)
      expect(recipients.sort()).toEqual(
        [campaign.owner.id, campaign.member.id, campaign.loner.id].sort(),
      );
  });

  test("a clock that jumps takes every step, each with its own record", async () => {
    const campaign = await createCampaign();
    await runAt(campaign, campaign.day(200, 6));
    expect(await phasesOf(campaign)).toEqual(["deprecated", "brownout", "retired"]);
  });

  test("a second run finds nothing to do", async () => {
    const campaign = await createCampaign();
    for (const at of [campaign.day(20), campaign.day(60), campaign.day(90)]) {
      expect(await runAt(campaign, at)).toBeGreaterThan(0);
      const records = (await recordsOf(campaign)).length;
      expect(await runAt(campaign, at)).toBe(0);
      expect(await recordsOf(campaign)).toHaveLength(records);
    }
  });

  test("a process that dies between two steps is followed by the next", async () => {
    const campaign = await createCampaign();
    const ctx = clockAt(campaign.day(200));
    expect(await advanceRetirement(ctx, { id: campaign.id })).toEqual({ step: "deprecated" });
    // Here the process dies: what it did is whole, the rest is still to be done.
    expect(await stateOf(campaign)).toMatchObject({ state: "deprecated", registry: "deprecated" });
    await runAt(campaign, campaign.day(200));
    // All at one moment: the log has no order among them.
    expect((await phasesOf(campaign)).sort()).toEqual(["brownout", "deprecated", "retired"]);
  });

  test("two workers at the same instant take each step once", async () => {
    const campaign = await createCampaign();
    const run = () => runAt(campaign, campaign.day(200));
    const outcomes = await raceOnRow("Retirement", campaign.id, [run, run]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    expect((await phasesOf(campaign)).sort()).toEqual(["brownout", "deprecated", "retired"]);
  });

  test("a quarantine stays one through a whole campaign", async () => {
    const campaign = await createCampaign({
      server: { quarantinedAt: new Date(), quarantineNote: "Suspicious" },
    });
    await runAt(campaign, campaign.day(60, 5));
    expect(await stateOf(campaign)).toMatchObject({ inBrownout: false, registry: "deleted" });
  });
});

describe("brown-out", () => {
  test("clients miss the server by the hour, and every switch is on record", async () => {
    const campaign = await createCampaign();
    const { day } = campaign;
    const steps: [Date, boolean][] = [
      [day(60, 0), true],
      [day(60, 0.9), true],
      [day(60, 1), false],
      [day(61, 0), true],
      [day(61, 2), false],
      [day(83, 11), true],
      [day(83, 12), false],
    ];
    for (const [at, off] of steps) {
      await runAt(campaign, at);
      expect(await stateOf(campaign)).toMatchObject({
        state: "brownout",
        inBrownout: off,
        registry: off ? "deleted" : "deprecated",
      });
    }
    expect(await phasesOf(campaign)).toEqual([
      "deprecated",
      "brownout",
      "brownout on",
      "brownout off",
      "brownout on",
      "brownout off",
      "brownout on",
      "brownout off",
    ]);
  });

  test("a worker that slept through the end of a window brings the server back", async () => {
    const campaign = await createCampaign();
    await runAt(campaign, campaign.day(60));
    await runAt(campaign, campaign.day(63, 7));
    expect(await stateOf(campaign)).toMatchObject({ inBrownout: false, registry: "deprecated" });
  });
});

describe("consumers", () => {
  test("who begins to use the server during the campaign becomes part of it, once, and is told", async () => {
    const campaign = await createCampaign();
    const late = await createTeam("Late");
    const person = await createPerson([], [late.id]);
    await connectTo(campaign.server.id, person.id, campaign.day(3));
    expect(await runAt(campaign, campaign.day(3))).toBe(1);
    expect(await runAt(campaign, campaign.day(3))).toBe(0);
    expect(
      await db.retirementConsumer.count({ where: { retirementId: campaign.id, teamId: late.id } }),
    ).toBe(1);
    const told = await toldOf(campaign, "retirement.announced");
    expect(told.at(-1)?.recipients).toEqual([person.id]);
    expect((await recordsOf(campaign)).at(-1)).toMatchObject({
      action: "retirement.add_consumer",
      after: { consumers: 3, added: [late.id] },
    });
  });

  test("who has not answered is asked again 14, 7 and 1 days before a phase, and nobody else", async () => {
    const campaign = await createCampaign();
    await answerRetirement(campaign.member.ctx(), {
      name: campaign.server.name,
      consumerId: campaign.teamConsumerId,
      answer: "moved",
    });
    for (let days = 1; days < 20; days += 1) {
      await runAt(campaign, campaign.day(days));
      await runAt(campaign, campaign.day(days, 12));
    }
    const told = await toldOf(campaign, "retirement.phase");
    expect(told.map(({ title }) => /in (\d+ days?)/.exec(title)?.[1])).toEqual([
      "14 days",
      "7 days",
      "1 day",
    ]);
    for (const { recipients } of told) expect(recipients).toEqual([campaign.loner.id]);
  });

  test("silence does not keep the server; a question without an answer does, until it has one", async () => {
    const campaign = await createCampaign();
    const { day, server } = campaign;
    await runAt(campaign, day(60, 5));
    await answerRetirement(
      { ...campaign.member.ctx(), now: day(70) },
      {
        name: server.name,
        consumerId: campaign.teamConsumerId,
        answer: "needs_time",
        note: "Our release is later.",
        until: campaign.isoDay(120),
      },
    );
    for (const days of [90, 90.5, 91, 92]) await runAt(campaign, day(0, days * 24));
    expect(await stateOf(campaign)).toMatchObject({ state: "brownout", lifecycle: "deprecated" });
    const held = (await toldOf(campaign, "retirement.phase")).filter(({ title }) =>
      title.includes("is not retired yet"),
    );
    expect(held).toHaveLength(3);
    for (const { recipients } of held) expect(recipients).toEqual([campaign.owner.id]);

    await decideExtension(
      { ...campaign.owner.ctx(), now: day(92) },
      {
        name: server.name,
        consumerId: campaign.teamConsumerId,
        decision: "refuse",
        reason: "The provider switches it off.",
      },
    );
    await runAt(campaign, new Date(day(92).getTime() + DAY_MS / 2));
    expect(await stateOf(campaign)).toMatchObject({ state: "retired", registry: "deleted" });
  });
});

test("a retired name stays reserved, whoever writes it", async () => {
  const campaign = await createCampaign();
  await runAt(campaign, campaign.day(200));
  for (const lifecycle of ["approved", "candidate"] as const)
    await expect(
      db.server.update({ where: { id: campaign.server.id }, data: { lifecycle } }),
    ).rejects.toThrow(/its name is reserved/);
  await expect(
    db.server.create({ data: { name: campaign.server.name, lifecycle: "candidate" } }),
  ).rejects.toThrow(/Unique constraint/);
});
