import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { heard, startRegistry, tokenFor } from "#lib/testing/registry-server.ts";
import { announceNotice } from "./announce-notice.ts";
import { changeNotice } from "./change-notice.ts";
import { endNotice } from "./end-notice.ts";
import { listNotices } from "./list-notices.ts";

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

async function cast(server: Parameters<typeof createServer>[0] = {}) {
  const team = await createTeam();
  const [owner, colleague, user, stranger, security, admin] = await Promise.all([
    createPerson([], [team.id]),
    createPerson([], [team.id]),
    createPerson(),
    createPerson(),
    createPerson(["security"]),
    createPerson(["admin"]),
  ]);
  const row = await createServer({ ownerTeamId: team.id, ...server });
  await db.serverUse.create({ data: { serverId: row.id, userId: user.id, client: "vscode" } });
  return { ...row, owner, colleague, user, stranger, security, admin };
}
const incident = (name: string, more: object = {}) => ({
  name,
  kind: "incident",
  title: "Answers slowly",
  body: "We are looking into it.",
  startsAt: inHours(-1),
  ...more,
});
const eventsOf = (subjectId: string) =>
  db.outboxEvent.findMany({
    where: { subjectId, topic: "server.notice" },
    orderBy: { createdAt: "asc" },
  });
const actionsOf = async (targetId: string) =>
  (await db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } })).map(
    ({ action }) => action,
  );

describe("a notice", () => {
  test("reaches those who use the server and those who own it, and is recorded", async () => {
    const { id, name, owner, colleague, user, stranger } = await cast();
    const { id: noticeId } = await announceNotice(owner.ctx(), incident(name));
    const [event] = await eventsOf(id);
    expect(event?.recipients.sort()).toEqual([colleague.id, user.id].sort());
    expect(await listNotices(stranger.ctx(), { name })).toMatchObject([
      { id: noticeId, kind: "incident", phase: "now", title: "Answers slowly" },
    ]);
    await changeNotice(owner.ctx(), {
      noticeId,
      title: "Does not answer",
      startsAt: inHours(-1),
      endsAt: inHours(2),
    });
    expect(await listNotices(user.ctx(), { name })).toMatchObject([{ title: "Does not answer" }]);
    await endNotice(owner.ctx(), { noticeId });
    expect(await listNotices(user.ctx(), { name })).toEqual([]);
    expect(await listNotices(user.ctx(), { name, past: true })).toMatchObject([{ phase: "over" }]);
    expect(await actionsOf(id)).toEqual(["notice.announce", "notice.change", "notice.end"]);
    expect(await eventsOf(id)).toHaveLength(3);
    for (const again of [
      () => endNotice(owner.ctx(), { noticeId }),
      () => changeNotice(owner.ctx(), { noticeId, title: "More", startsAt: inHours(1) }),
    ])
      await expect(again()).rejects.toMatchObject({ code: "conflict" });
  });

  test("ends by itself when its time has passed", async () => {
    const { name, owner } = await cast();
    await announceNotice(owner.ctx(), {
      ...incident(name),
      kind: "maintenance",
      startsAt: inHours(1),
      endsAt: inHours(2),
    });
    const at = async (hours: number) =>
      (await listNotices({ ...owner.ctx(), now: new Date(inHours(hours)) }, { name })).map(
        ({ phase }) => phase,
      );
    expect([await at(0), await at(1.5), await at(3)]).toEqual([["planned"], ["now"], []]);
  });

  test("is for the owner team and security to announce", async () => {
    const { name, stranger, security, admin, user } = await cast();
    for (const person of [stranger, user, admin])
      await expect(announceNotice(person.ctx(), incident(name))).rejects.toMatchObject({
        code: "forbidden",
      });
    const { id: noticeId } = await announceNotice(security.ctx(), incident(name));
    await expect(endNotice(stranger.ctx(), { noticeId })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("of a server that somebody may not see does not exist for them", async () => {
    const { name, owner, stranger } = await cast({ visibility: "teams" });
    const { id: noticeId } = await announceNotice(owner.ctx(), incident(name));
    expect(await listNotices(stranger.ctx(), { name })).toEqual([]);
    await expect(endNotice(stranger.ctx(), { noticeId })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test.each([
    ["ends before it starts", { startsAt: inHours(3), endsAt: inHours(2) }, "endsAt"],
    ["is over already", { startsAt: inHours(-3), endsAt: inHours(-2) }, "endsAt"],
    ["has no title", { title: " " }, "title"],
    ["hides characters in its title", { title: "All\u202e is well" }, "title"],
    ["has no time", { startsAt: "soon" }, "startsAt"],
  ])("that %s is refused at its field", async (_name, more, field) => {
    const { name, owner } = await cast();
    await expect(announceNotice(owner.ctx(), incident(name, more))).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: [expect.any(String)] },
    });
  });
});

describe("in the registry API", () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());

  const metaOf = async (path: string, token?: string) => {
    const { json } = await registry.ask(path, token === undefined ? {} : { token });
    const { _meta } = json as { _meta: Record<string, unknown> };
    return _meta;
  };

  test("anonymous readers get kind, title and times without internal addresses; signed readers the text too", async () => {
    const { name, owner, stranger } = await cast({ exposed: true });
    const path = `/v0.1/servers/${name}/versions/latest`;
    const token = await tokenFor(stranger.email);
    expect(Object.keys(await metaOf(path))).not.toContain("dev.gatehouse/notices");
    expect(await metaOf(path, token)).toMatchObject({
      "dev.gatehouse/governance": { notices: [] },
    });
    const startsAt = inHours(-1);
    const { id: noticeId } = await heard(() =>
      announceNotice(
        owner.ctx(),
        incident(name, { title: "db7.prod.internal is down", body: "Ask at 10.1.2.3.", startsAt }),
      ),
    );
    const open = await metaOf(path);
    expect(open["dev.gatehouse/notices"]).toEqual([
      {
        kind: "incident",
        title: "[internal address] is down",
        startsAt: startsAt.replace("Z", "000Z"),
        endsAt: null,
      },
    ]);
    expect(Object.keys(open)).not.toContain("dev.gatehouse/governance");
    const signed = await metaOf(path, token);
    expect(signed["dev.gatehouse/governance"]).toMatchObject({
      notices: [{ title: "db7.prod.internal is down", body: "Ask at 10.1.2.3.", endsAt: null }],
    });
    expect(Object.keys(signed)).not.toContain("dev.gatehouse/notices");
    await heard(() => endNotice(owner.ctx(), { noticeId }));
    expect(Object.keys(await metaOf(path))).not.toContain("dev.gatehouse/notices");
  });
});
