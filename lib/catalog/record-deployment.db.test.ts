import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { changeDeployment } from "./change-deployment.ts";
import { stampOf } from "./core/stamp.ts";
import type { DataClassification } from "./core/words.ts";
import { deploymentStamp } from "./deployment-step.ts";
import { endDeployment } from "./end-deployment.ts";
import { recordDeployment } from "./record-deployment.ts";

const auditOf = (targetId: string) =>
  db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } });

async function ownedServer(classification: DataClassification | null = "internal") {
  const team = await createTeam();
  const server = await createServer({ ownerTeamId: team.id, classification });
  const facts = {
    name: server.name,
    environment: "production",
    model: "self_hosted",
    provider: "Cluster",
    operatedBy: "Data",
  };
  return { server, facts, ctx: userContext("engineer", { teamIds: [team.id] }) };
}
const change = (facts: Record<string, unknown>) => ({ ...facts, name: undefined });

test("the owner team records, changes, ends and revives a deployment, each on record", async () => {
  const { server, facts, ...owned } = await ownedServer();
  // The log is in order of time: each deed at its own.
  const ctx = () => ({ ...owned.ctx, now: new Date() });
  const { id } = await recordDeployment(ctx(), { ...facts, address: "mcp.acme.example:8443" });
  expect(await db.server.findUnique({ where: { id: server.id } })).toMatchObject({
    deploymentModel: "self_hosted",
  });

  await changeDeployment(ctx(), { ...change(facts), deploymentId: id, region: "eu-central" });
  await endDeployment(ctx(), { deploymentId: id });
  expect(await db.server.findUnique({ where: { id: server.id } })).toMatchObject({
    deploymentModel: null,
  });
  await changeDeployment(ctx(), { ...change(facts), deploymentId: id });

  expect((await auditOf(server.id)).map(({ action }) => action)).toEqual([
    "deployment.record",
    "deployment.change",
    "deployment.end",
    "deployment.change",
  ]);
});

test("the rules refuse a model with their reason, and nothing is written", async () => {
  const { server, facts, ctx } = await ownedServer("restricted");
  await expect(recordDeployment(ctx, { ...facts, model: "cloud" })).rejects.toMatchObject({
    code: "invalid",
    fields: { model: ["Restricted data may only be deployed as self-hosted, not cloud."] },
  });
  expect(await auditOf(server.id)).toEqual([]);
});

test("a server whose data nobody classified cannot be deployed", async () => {
  const { facts, ctx } = await ownedServer(null);
  await expect(recordDeployment(ctx, facts)).rejects.toMatchObject({
    fields: { model: [expect.stringMatching(/Classify/)] },
  });
});

test("a corrected region is no new decision, even where the rules have changed since", async () => {
  const { server, facts, ctx } = await ownedServer("internal");
  const { id } = await recordDeployment(ctx, { ...facts, model: "cloud" });
  // As after a change of the rules: what runs is no longer admitted.
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`UPDATE "Server" SET "classification" = 'restricted' WHERE "id" = $1`, [
      server.id,
    ]);
  });
  const moved = { ...change(facts), model: "cloud", deploymentId: id, region: "eu-west" };
  expect(await changeDeployment(ctx, moved)).toEqual({ changed: true });
  await expect(changeDeployment(ctx, { ...moved, status: "planned" })).rejects.toMatchObject({
    fields: { model: [expect.any(String)] },
  });
});

test("the same place cannot be recorded twice, not even at once and without an address", async () => {
  const { server, facts, ctx } = await ownedServer();
  const record = () => recordDeployment(ctx, facts);
  const outcomes = await raceOnServer(server.id, [record, record]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await db.deployment.count({ where: { serverId: server.id } })).toBe(1);
});

test("two people changing one deployment: the second is told", async () => {
  const { facts, ctx } = await ownedServer();
  const { id } = await recordDeployment(ctx, facts);
  const row = await db.deployment.findUniqueOrThrow({ where: { id } });
  const seen = stampOf(deploymentStamp(row));
  await changeDeployment(ctx, { ...change(facts), deploymentId: id, region: "a", seen });
  await expect(
    changeDeployment(ctx, { ...change(facts), deploymentId: id, region: "b", seen }),
  ).rejects.toMatchObject({ code: "conflict" });
  await expect(endDeployment(ctx, { deploymentId: id, seen })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a deployment ends once", async () => {
  const { facts, ctx } = await ownedServer();
  const { id } = await recordDeployment(ctx, facts);
  await endDeployment(ctx, { deploymentId: id });
  await expect(endDeployment(ctx, { deploymentId: id })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("an address with credentials is refused by its field", async () => {
  const { facts, ctx } = await ownedServer();
  await expect(
    recordDeployment(ctx, { ...facts, address: "https://me:secret@mcp.acme.example" }),
  ).rejects.toMatchObject({ fields: { address: [expect.stringMatching(/credentials/)] } });
});

test.each(["engineer", "admin", "auditor"] as const)(
  "%s outside the owner team records nothing",
  async (role) => {
    const { facts } = await ownedServer();
    await expect(recordDeployment(userContext(role), facts)).rejects.toMatchObject({
      code: "forbidden",
    });
  },
);

test("a deployment of a server that the actor may not see does not exist for them", async () => {
  const { server, facts, ctx } = await ownedServer();
  const { id } = await recordDeployment(ctx, facts);
  await db.server.update({ where: { id: server.id }, data: { visibility: "teams" } });
  await expect(endDeployment(userContext("engineer"), { deploymentId: id })).rejects.toMatchObject({
    code: "not_found",
  });
});
