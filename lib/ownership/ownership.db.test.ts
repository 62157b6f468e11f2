import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { recorded } from "#lib/audit/chain/recorded.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createServer, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { raceOnServer } from "#lib/testing/race.ts";
import { attestServer } from "./attest-server.ts";
import { settleOwnership } from "./check-ownership.ts";
import { getOwnership } from "./get-ownership.ts";
import { listUnowned } from "./list-unowned.ts";
import { setResponsible } from "./set-responsible.ts";

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

/** What the worker does on a day, for one server; that it looks at all of them is tested in worker.db.test.ts. */
async function check(id: string, day = 0) {
  const ctx = { ...systemContext(), now: inDays(day) };
  return recorded(async (tx, append) => {
    const audit = await settleOwnership(tx, ctx, id);
    await append(recordsOf(ctx, audit));
    return audit.map(({ action }) => action);
  });
}

async function cast(server: Parameters<typeof createServer>[0] = {}) {
  const team = await createTeam();
  const [responsible, deputy, member] = await Promise.all([
    createPerson([], [team.id]),
    createPerson([], [team.id]),
    createPerson([], [team.id]),
  ]);
  const row = await createServer({
    ownerTeamId: team.id,
    responsibleId: responsible.id,
    deputyId: deputy.id,
    attestedAt: inDays(-10),
    attestationDueAt: inDays(82),
    ...server,
  });
  return { team, responsible, deputy, member, id: row.id, name: row.name };
}
const serverOf = (id: string) => db.server.findUniqueOrThrow({ where: { id } });
const disable = (id: string) =>
  db.user.update({ where: { id }, data: { disabledAt: new Date(), disabledReason: "left" } });
const leave = (teamId: string, userId: string) =>
  db.teamMember.deleteMany({ where: { teamId, userId } });
const eventsOf = (subjectId: string, topic: string) =>
  db.outboxEvent.findMany({ where: { subjectId, topic }, orderBy: { createdAt: "asc" } });

describe("a leaver", () => {
  test("who is disabled is followed by the deputy, who is told; once", async () => {
    const { id, responsible, deputy } = await cast();
    await disable(responsible.id);
    expect(await check(id)).toEqual(["server.set_people"]);
    expect(await serverOf(id)).toMatchObject({ responsibleId: deputy.id, deputyId: null });
    expect(await eventsOf(id, "ownership.orphaned")).toMatchObject([{ recipients: [deputy.id] }]);
    expect(await check(id)).toEqual([]);
  });

  test("who leaves the team without a deputy makes the whole team be asked", async () => {
    const { id, team, responsible, deputy, member } = await cast({ deputyId: null });
    await leave(team.id, responsible.id);
    expect(await check(id)).toEqual(["server.set_people"]);
    expect(await serverOf(id)).toMatchObject({ responsibleId: null, unownedSince: null });
    const [event] = await eventsOf(id, "ownership.orphaned");
    expect(event?.recipients.sort()).toEqual([deputy.id, member.id].sort());
    expect(await check(id)).toEqual([]);
  });

  test("who was the last of a team leaves a server that admins and security hear of, and that freezes", async () => {
    const { id, name, responsible, deputy, member } = await cast();
    const [admin, security] = await Promise.all([
      createPerson(["admin"]),
      createPerson(["security"]),
    ]);
    for (const person of [responsible, deputy, member]) await disable(person.id);
    expect(await check(id)).toEqual(["server.orphan"]);
    const row = await serverOf(id);
    expect(row.freezesAt?.getTime()).toBe((row.unownedSince?.getTime() ?? 0) + 14 * DAY);
    const [event] = await eventsOf(id, "ownership.orphaned");
    expect(event?.recipients).toEqual(expect.arrayContaining([admin.id, security.id]));
    for (const day of [0, 7, 14, 30]) expect(await check(id, day)).toEqual([]);

    const queue = await listUnowned(security.ctx(), {});
    expect(queue.find((entry) => entry.name === name)).toMatchObject({
      reason: "no_member",
      frozen: false,
    });
    const later = { ...security.ctx(), now: inDays(15) };
    expect((await listUnowned(later, {})).find((entry) => entry.name === name)?.frozen).toBe(true);
  });

  test("a frozen server takes no new requests, but its ownership may be asked for", async () => {
    const { id, responsible, deputy, member } = await cast();
    for (const person of [responsible, deputy, member]) await disable(person.id);
    await check(id, -20);
    const { name } = await serverOf(id);
    const newTeam = await createTeam();
    const person = await createPerson([], [newTeam.id]);
    const ask = (kind: string, more: object) =>
      createRequest(person.ctx(), { kind, serverName: name, justification: "Needed.", ...more });
    const server = serverDocument(name, { version: "2.0.0" });
    await expect(ask("add_version", { server })).rejects.toMatchObject({ code: "conflict" });
    await expect(ask("transfer_ownership", { ownerTeam: newTeam.slug })).resolves.toMatchObject({
      state: "submitted",
    });
  });

  test("who comes back makes it owned again", async () => {
    const { id, responsible, deputy, member } = await cast();
    for (const person of [responsible, deputy, member]) await disable(person.id);
    await check(id);
    await db.user.update({
      where: { id: member.id },
      data: { disabledAt: null, disabledReason: null },
    });
    expect(await check(id, 1)).toEqual([
      "server.set_people",
      "server.set_people",
      "server.regain_owner",
    ]);
    expect(await serverOf(id)).toMatchObject({
      unownedSince: null,
      freezesAt: null,
      responsibleId: null,
    });
    expect(await check(id, 1)).toEqual([]);
  });
});

describe("the attestation", () => {
  test("is reminded of two weeks before and on the day, and missed for two weeks orphans the server", async () => {
    const { id, responsible, deputy, member } = await cast({ attestationDueAt: inDays(14.5) });
    expect(await check(id, 0)).toEqual([]);
    expect(await check(id, 1)).toEqual(["server.remind_attestation"]);
    expect(await check(id, 7)).toEqual([]);
    expect(await check(id, 14)).toEqual([]);
    expect(await check(id, 15)).toEqual(["server.remind_attestation"]);
    expect(await check(id, 28)).toEqual([]);
    const reminders = await eventsOf(id, "ownership.attest");
    expect(reminders).toHaveLength(2);
    expect(reminders[0]?.recipients.sort()).toEqual([responsible.id, deputy.id].sort());
    expect(await check(id, 30)).toEqual(["server.orphan"]);
    expect(await check(id, 31)).toEqual([]);

    const { name } = await serverOf(id);
    await attestServer({ ...member.ctx(), now: inDays(31) }, { name });
    expect(await serverOf(id)).toMatchObject({ unownedSince: null, freezesAt: null });
    expect(await check(id, 31)).toEqual([]);
    expect(await check(id, 31 + 78)).toEqual(["server.remind_attestation"]);
  });

  test("waits while an exception suspends it", async () => {
    const { id, name, member } = await cast({ attestationDueAt: inDays(-20) });
    const request = await createRequest(member.ctx(), {
      kind: "exception",
      serverName: name,
      justification: "The team is being rebuilt.",
      rule: "ownership_attestation",
      days: 90,
      message: "Until spring.",
    });
    await db.ruleException.create({
      data: {
        serverId: id,
        rule: "ownership_attestation",
        requestId: request.id,
        reason: "The team is being rebuilt.",
        expiresAt: inDays(90),
      },
    });
    expect(await check(id)).toEqual([]);
    expect(await check(id, 80)).toEqual(["server.remind_attestation"]);
  });

  test("starts its clock for a server that had none", async () => {
    const { id } = await cast({ attestationDueAt: null });
    expect(await check(id)).toEqual(["server.start_attestation"]);
    expect(await check(id)).toEqual([]);
  });

  test("is the owner team's word alone", async () => {
    const { name, id } = await cast();
    const outsiders = [await createPerson(), await createPerson(["security", "admin"])];
    for (const person of outsiders)
      await expect(attestServer(person.ctx(), { name })).rejects.toMatchObject({
        code: "forbidden",
      });
    expect((await serverOf(id)).attestationDueAt?.getTime()).toBeLessThan(inDays(83).getTime());
  });
});

describe("naming people", () => {
  test("takes active members of the owner team, and is recorded", async () => {
    const { id, name, responsible, deputy, member } = await cast();
    const input = { name, responsible: member.email, deputy: responsible.email };
    expect(await setResponsible(deputy.ctx(), input)).toEqual({ changed: true });
    expect(await setResponsible(deputy.ctx(), input)).toEqual({ changed: false });
    expect(await serverOf(id)).toMatchObject({
      responsibleId: member.id,
      deputyId: responsible.id,
    });
    expect(
      await db.auditEvent.findFirst({ where: { targetId: id, action: "server.set_people" } }),
    ).toMatchObject({
      before: { responsible: responsible.id, deputy: deputy.id },
      after: { responsible: member.id, deputy: responsible.id },
    });
    const [event] = await eventsOf(id, "ownership.orphaned");
    // Who only changes places knows.
    expect(event?.recipients).toEqual([member.id]);
  });

  test("refuses strangers, leavers and one person for both", async () => {
    const { name, responsible, member, deputy } = await cast();
    const stranger = await createPerson();
    await disable(member.id);
    const ctx = deputy.ctx();
    for (const input of [
      { responsible: stranger.email, deputy: null },
      { responsible: responsible.email, deputy: member.email },
      { responsible: responsible.email, deputy: responsible.email },
      { responsible: "nobody@test.example", deputy: null },
    ])
      await expect(setResponsible(ctx, { name, ...input })).rejects.toMatchObject({
        code: "invalid",
      });
  });

  test("is for the owner team and security", async () => {
    const { name, member } = await cast();
    const security = await createPerson(["security"]);
    const admin = await createPerson(["admin"]);
    const input = { name, responsible: member.email, deputy: null };
    await expect(setResponsible(admin.ctx(), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(setResponsible(security.ctx(), input)).resolves.toEqual({ changed: true });
  });
});

test("two checks at the same instant take each step once", async () => {
  const { id, responsible } = await cast();
  await disable(responsible.id);
  await raceOnServer(id, [() => check(id), () => check(id)]);
  expect(await db.auditEvent.count({ where: { targetId: id, action: "server.set_people" } })).toBe(
    1,
  );
});

test("how a server is looked after is shown to owners, security and administrators", async () => {
  const { name, member, responsible } = await cast();
  const security = await createPerson(["security"]);
  const admin = await createPerson(["admin"]);
  expect(await getOwnership(member.ctx(), { name })).toMatchObject({
    responsible: { email: responsible.email, active: true },
    may: { attest: true, operate: true, quarantine: true },
  });
  expect(await getOwnership(security.ctx(), { name })).toMatchObject({
    may: { attest: false, operate: true, quarantine: true },
  });
  expect(await getOwnership(admin.ctx(), { name })).toMatchObject({
    may: { attest: false, operate: false, quarantine: true },
  });
  const stranger = await createPerson();
  await expect(getOwnership(stranger.ctx(), { name })).rejects.toMatchObject({ code: "forbidden" });
  expect(await getOwnership(member.ctx(), { name: `none.${randomUUID()}/x` })).toBeNull();
});
