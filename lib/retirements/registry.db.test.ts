import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { clockAt, createCampaign } from "#lib/testing/campaign.ts";
import { createServer, uniqueName } from "#lib/testing/factories.ts";
import { heard, startRegistry, tokenFor, type Reply } from "#lib/testing/registry-server.ts";
import { advanceCampaign } from "./advance-retirements.ts";

let registry: Awaited<ReturnType<typeof startRegistry>>;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

type Official = { status: string; statusMessage?: string };
const metaOf = (reply: Reply) => (reply.json as { _meta: Record<string, unknown> })._meta;
const officialOf = (reply: Reply) =>
  metaOf(reply)["io.modelcontextprotocol.registry/official"] as Official;
const latest = (name: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;

type Campaign = Awaited<ReturnType<typeof createCampaign>>;
const runAt = ({ id }: Campaign, now: Date) => heard(() => advanceCampaign(clockAt(now), id));

/** A public server on its way out, with a public successor. */
async function publicCampaign() {
  const successor = await createServer({ name: uniqueName("new"), exposed: true });
  const campaign = await createCampaign({
    server: { name: uniqueName("old"), exposed: true },
    successor: successor.name,
  });
  const token = await tokenFor(campaign.stranger.email);
  return { ...campaign, successor: successor.name, token };
}

test("clients see each phase of a retirement, with its message, successor and headers", async () => {
  const campaign = await publicCampaign();
  const path = latest(campaign.server.name);
  for (const options of [{}, { token: campaign.token }]) {
    const reply = await registry.ask(path, options);
    expect(officialOf(reply).status).toBe("active");
    expect(metaOf(reply)["dev.gatehouse/successor"]).toBeUndefined();
    expect(reply.headers["sunset"]).toBeUndefined();
  }
  await runAt(campaign, campaign.day(20));
  for (const options of [{}, { token: campaign.token }]) {
    const reply = await registry.ask(path, options);
    expect(officialOf(reply)).toMatchObject({
      status: "deprecated",
      statusMessage: `It is replaced. Use ${campaign.successor} instead. It is retired on ${campaign.isoDay(90)}.`,
    });
    expect(metaOf(reply)["dev.gatehouse/successor"]).toEqual({
      name: campaign.successor,
      retiresAt: campaign.day(90).toISOString().replace(".000Z", ".000000Z"),
    });
    expect(reply.headers).toMatchObject({
      deprecation: `@${campaign.day(20).getTime() / 1000}`,
      sunset: campaign.day(90).toUTCString(),
      link: `<${latest(campaign.successor)}>; rel="successor-version"`,
    });
    expect((await registry.ask(latest(campaign.successor), options)).status).toBe(200);
  }
  await runAt(campaign, campaign.day(90));
  expect((await registry.ask(path)).status).toBe(404);
  const gone = await registry.ask(`${path}?include_deleted=true`);
  expect(officialOf(gone)).toMatchObject({ status: "deleted" });
  expect(officialOf(gone).statusMessage).toContain("Retired on");
});

test("in a brown-out the server is gone for clients at the hour, and back after it", async () => {
  const campaign = await publicCampaign();
  const path = latest(campaign.server.name);
  const statuses = async () =>
    Promise.all([
      registry.ask(path).then(({ status }) => status),
      registry.ask(path, { token: campaign.token }).then(({ status }) => status),
      registry
        .ask(`/v0.1/servers?search=${encodeURIComponent(campaign.server.name)}`)
        .then(({ json }) => (json as { servers: unknown[] }).servers.length),
    ]);
  await runAt(campaign, campaign.day(59, 23));
  expect(await statuses()).toEqual([200, 200, 1]);
  await runAt(campaign, campaign.day(60));
  expect(await statuses()).toEqual([404, 404, 0]);
  const withheld = await registry.ask(`${path}?include_deleted=true`);
  expect(officialOf(withheld)).toMatchObject({ status: "deleted" });
  expect(officialOf(withheld).statusMessage).toContain(
    "clients do not get it between 00:00 and 01:00 UTC",
  );
  await runAt(campaign, campaign.day(60, 1));
  expect(await statuses()).toEqual([200, 200, 1]);
  // The worker was away for days, and finds a last week of longer windows.
  await runAt(campaign, campaign.day(84, 11));
  expect(await statuses()).toEqual([404, 404, 0]);
  await runAt(campaign, campaign.day(84, 12));
  expect(await statuses()).toEqual([200, 200, 1]);
});

test("a successor that a reader may not see is named nowhere", async () => {
  const hidden = await createServer({ name: uniqueName("hidden"), visibility: "teams" });
  const campaign = await createCampaign({
    server: { name: uniqueName("old"), exposed: true },
    successor: hidden.name,
  });
  await runAt(campaign, campaign.day(20));
  const path = latest(campaign.server.name);
  const token = await tokenFor(campaign.stranger.email);
  for (const options of [{}, { token }]) {
    const reply = await registry.ask(path, options);
    expect(reply.status).toBe(200);
    expect(reply.text + JSON.stringify(reply.headers)).not.toContain("hidden");
  }
  await heard(() =>
    db.server.update({ where: { id: hidden.id }, data: { ownerTeamId: campaign.owners.id } }),
  );
  const owner = await tokenFor(campaign.owner.email);
  expect(
    metaOf(await registry.ask(path, { token: owner }))["dev.gatehouse/successor"],
  ).toMatchObject({ name: hidden.name });
});
