import "#lib/testing/alone.ts";
import { afterAll, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkAllOwnership, checkOwnership } from "./check-ownership.ts";

// These look at every server there is, so they have a database to themselves.
afterAll(() => pool.end());

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const onDay = (day: number) => ({ ...systemContext(), now: inDays(day) });

async function owned() {
  const team = await createTeam();
  const person = await createPerson([], [team.id]);
  const server = await createServer({ ownerTeamId: team.id, attestationDueAt: inDays(80) });
  return { team, person, server };
}

test("the check of owners goes through all servers, page by page, and leaves alone what nobody owns", async () => {
  const mine = await owned();
  const nobodys = await createServer();
  const candidate = await createServer({ lifecycle: "candidate", ownerTeamId: mine.team.id });
  await db.server.createMany({
    data: Array.from({ length: 210 }, (_, at) => ({
      name: `test.many/server-${at}`,
      lifecycle: "approved" as const,
      ownerTeamId: mine.team.id,
    })),
  });
  const first = await checkOwnership(systemContext(), {});
  expect(first.checked).toBe(200);
  expect(first.next).not.toBeNull();
  await checkAllOwnership(systemContext());
  expect(await db.server.count({ where: { attestationDueAt: null } })).toBe(2);
  for (const id of [nobodys.id, candidate.id])
    expect(await db.auditEvent.count({ where: { targetId: id } })).toBe(0);
  const before = await db.auditEvent.count();
  await checkAllOwnership(systemContext());
  expect(await db.auditEvent.count()).toBe(before);
});

async function approved(day: number, version = "1.0.0") {
  const { person, server } = await owned();
  const { id: requestId } = await createRequest(person.ctx(), {
    kind: "change_server",
    serverName: server.name,
    justification: "Renew.",
    renew: true,
    submit: false,
  });
  await db.approval.create({
    data: {
      serverId: server.id,
      version,
      checksum: "0".repeat(64),
      requestId,
      expiresAt: inDays(day),
    },
  });
  return { person, server };
}
const wordsOf = (subjectId: string) =>
  db.outboxEvent.findMany({
    where: { subjectId, topic: "approval.expiring" },
    orderBy: { createdAt: "asc" },
    select: { title: true, recipients: true, link: true },
  });

test("owners hear of an approval once, a month before it runs out", async () => {
  const { person, server } = await approved(40);
  for (const day of [0, 9]) await checkApprovals(onDay(day), {});
  expect(await wordsOf(server.id)).toEqual([]);
  for (const day of [10.5, 11, 30, 39]) await checkApprovals(onDay(day), {});
  expect(await wordsOf(server.id)).toMatchObject([
    {
      recipients: [person.id],
      link: `/requests/new?${new URLSearchParams({ kind: "change_server", server: server.name, renew: "1" }).toString()}`,
    },
  ]);
});

test("nobody is asked to renew what a newer version has replaced", async () => {
  const { server } = await approved(5, "0.9.0");
  for (const day of [0, 6]) await checkApprovals(onDay(day), {});
  expect(await wordsOf(server.id)).toEqual([]);
});
