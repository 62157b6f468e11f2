import "#lib/testing/alone.ts";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { HANDLERS } from "#lib/jobs/handlers.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { clockAt, createCampaign } from "#lib/testing/campaign.ts";
import { advanceRetirements } from "./advance-retirements.ts";

// These run over every campaign there is, so this file has a database to itself.

const statesOf = async (ids: string[]) => {
  const rows = await db.retirement.findMany({ where: { id: { in: ids } } });
  return ids.map((id) => rows.find((row) => row.id === id)?.state);
};

test("one run brings every campaign to its place, and the next finds nothing to do", async () => {
  const [first, second] = [await createCampaign(), await createCampaign()];
  await db.retirement.update({
    where: { id: second.id },
    data: { retiresAt: second.day(300) },
  });
  const ctx = clockAt(first.day(95, 13));
  expect(await advanceRetirements(ctx)).toEqual({ campaigns: 2, steps: 5 });
  expect(await statesOf([first.id, second.id])).toEqual(["retired", "brownout"]);
  expect(await advanceRetirements(ctx)).toEqual({ campaigns: 1, steps: 0 });
  await db.retirement.update({ where: { id: second.id }, data: { state: "cancelled" } });
});

test("a campaign that fails does not keep the others waiting, and the job is tried again", async () => {
  const [broken, fine] = [await createCampaign(), await createCampaign()];
  await asOwner((client) =>
    client.query(`
      CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
      CREATE TRIGGER refuse_it BEFORE UPDATE ON "Server" FOR EACH ROW
      WHEN (OLD."id" = '${broken.server.id}'::uuid) EXECUTE FUNCTION refuse_it()`),
  );
  const ctx = clockAt(fine.day(20));
  await expect(advanceRetirements(ctx)).rejects.toThrow("1 retirements could not be advanced.");
  // Half of a step is none: neither the phase nor its record nor the word of it.
  expect(await statesOf([broken.id, fine.id])).toEqual(["announced", "deprecated"]);
  const about = { targetId: broken.server.id, action: "retirement.advance" };
  expect(await db.auditEvent.count({ where: about })).toBe(0);
  const word = { subjectId: broken.id, topic: "retirement.phase" };
  expect(await db.outboxEvent.count({ where: word })).toBe(0);

  await asOwner((client) => client.query(`DROP TRIGGER refuse_it ON "Server"`));
  expect((await advanceRetirements(ctx)).steps).toBe(1);
  expect(await statesOf([broken.id])).toEqual(["deprecated"]);
});

test("the worker's job follows the real clock", async () => {
  const campaign = await createCampaign();
  const past = (days: number) => new Date(Date.now() - days * 86_400_000);
  await db.retirement.update({
    where: { id: campaign.id },
    data: {
      announcedAt: past(90),
      deprecatesAt: past(70),
      brownoutAt: past(30),
      retiresAt: past(0),
    },
  });
  await HANDLERS["retirements.advance"]({}, new AbortController().signal);
  expect(await statesOf([campaign.id])).toEqual(["retired"]);
});
