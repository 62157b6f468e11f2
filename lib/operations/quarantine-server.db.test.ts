import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { quarantineServer } from "./quarantine-server.ts";

const reason = "Leaks tokens into its log.";

async function cast(server: Parameters<typeof createServer>[0] = {}) {
  const team = await createTeam();
  const [owner, colleague, user, stranger] = await Promise.all([
    createPerson([], [team.id]),
    createPerson([], [team.id]),
    createPerson(),
    createPerson(),
  ]);
  const row = await createServer({ ownerTeamId: team.id, exposed: true, ...server });
  await db.serverUse.create({ data: { serverId: row.id, userId: user.id, client: "vscode" } });
  return { ...row, owner, colleague, user, stranger };
}
const serverOf = (id: string) =>
  db.server.findUniqueOrThrow({ where: { id }, include: { versions: true } });

test("an owner takes their server out of use at once: it leaves the feed, and users and reviewers hear why", async () => {
  const { id, name, owner, colleague, user } = await cast();
  const reviewer = await createPerson(["security"]);
  await quarantineServer(owner.ctx(), { name, reason });
  const row = await serverOf(id);
  expect(row).toMatchObject({ quarantineNote: reason });
  expect(row.versions).toMatchObject([{ inFeed: true, registryStatus: "deleted" }]);
  const event = await db.outboxEvent.findFirstOrThrow({
    where: { subjectId: id, topic: "server.quarantined" },
  });
  expect(event.body).toBe(reason);
  expect(event.recipients).toEqual(expect.arrayContaining([colleague.id, user.id, reviewer.id]));
  expect(event.recipients).not.toContain(owner.id);
  const [record] = await db.auditEvent.findMany({
    where: { targetId: id, action: "server.quarantine" },
  });
  expect(record?.after).toMatchObject({ reason });
});

test.each(["security", "admin"] as const)("%s may quarantine any server", async (role) => {
  const { id, name } = await cast();
  await quarantineServer((await createPerson([role])).ctx(), { name, reason });
  expect((await serverOf(id)).quarantinedAt).not.toBeNull();
});

test("others may not, and a server they may not see does not exist for them", async () => {
  const { id, name, stranger, user } = await cast();
  for (const person of [stranger, user])
    await expect(quarantineServer(person.ctx(), { name, reason })).rejects.toMatchObject({
      code: "forbidden",
    });
  expect((await serverOf(id)).quarantinedAt).toBeNull();
  const hidden = await cast({ visibility: "teams", exposed: false });
  await expect(
    quarantineServer(stranger.ctx(), { name: hidden.name, reason }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("it needs a reason", async () => {
  const { name, owner } = await cast();
  await expect(quarantineServer(owner.ctx(), { name, reason: " " })).rejects.toMatchObject({
    code: "invalid",
    fields: { reason: [expect.any(String)] },
  });
});

test("of two people who pull the brake at once, one does", async () => {
  const { id, name, owner, colleague } = await cast();
  const outcomes = await raceOnServer(id, [
    () => quarantineServer(owner.ctx(), { name, reason }),
    () => quarantineServer(colleague.ctx(), { name, reason }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("only a request that two others approved lifts it", async () => {
  const { id, name, owner } = await cast({ deploymentModel: "self_hosted" });
  await quarantineServer(owner.ctx(), { name, reason });
  await expect(
    db.server.update({ where: { id }, data: { quarantinedAt: null, quarantineNote: null } }),
  ).rejects.toThrow(/lifted by an approved request only/);
  const request = await createRequest(owner.ctx(), {
    kind: "lift_quarantine",
    serverName: name,
    justification: "Fixed.",
    message: "The log is clean now.",
  });
  expect(request.requiredApprovals).toBeGreaterThanOrEqual(2);
  const approve = { requestId: request.id, decision: "approve", revision: 1, reason: "Checked." };
  const [first, second, admin] = [
    await createPerson(["security"]),
    await createPerson(["security"]),
    await createPerson(["admin"]),
  ];
  await decideRequest(first.ctx(), approve);
  expect((await serverOf(id)).quarantinedAt).not.toBeNull();
  const { state } = await decideRequest(second.ctx(), approve);
  if (state !== "approved") await decideRequest(admin.ctx(), approve);
  expect((await serverOf(id)).quarantinedAt).toBeNull();
});
