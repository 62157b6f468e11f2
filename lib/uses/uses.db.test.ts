import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { listUses } from "./list-uses.ts";
import { recordUse } from "./record-use.ts";

const HOUR = 3_600_000;

async function cast(server: Parameters<typeof createServer>[0] = {}) {
  const team = await createTeam("Owners");
  const usersTeam = await createTeam("Users");
  const [owner, user, stranger] = await Promise.all([
    createPerson([], [team.id]),
    createPerson([], [usersTeam.id]),
    createPerson(),
  ]);
  const row = await createServer({ ownerTeamId: team.id, ...server });
  return { ...row, owner, user, stranger };
}
const auditsOf = (targetId: string) =>
  db.auditEvent.count({ where: { targetId, action: "server.use" } });

test("owners see who uses which version with which client, and since when", async () => {
  const { id, name, owner, user, stranger } = await cast();
  const ctx = user.ctx();
  await recordUse(ctx, { name, client: "vscode", version: "1.0.0" });
  await recordUse(ctx, { name, client: "cursor", version: "1.0.0" });
  await recordUse(stranger.ctx(), { name, client: "cursor", version: "0.9.0" });
  const later = { ...user.ctx(), now: new Date(ctx.now.getTime() + 2 * HOUR) };
  await recordUse(later, { name, client: "vscode", version: "1.1.0" });

  const view = await listUses(owner.ctx(), { name });
  expect(view).toMatchObject({ people: 2, teams: 1 });
  expect(view?.uses[0]).toMatchObject({
    person: { email: user.email, active: true },
    teams: ["Users"],
    client: "vscode",
    version: "1.1.0",
    firstAt: ctx.now,
    lastAt: later.now,
  });
  expect(view?.versions).toEqual(
    expect.arrayContaining([
      { version: "1.1.0", people: 1 },
      { version: "1.0.0", people: 1 },
      { version: "0.9.0", people: 1 },
    ]),
  );
  expect(await auditsOf(id)).toBe(4);
});

test("the same use again is no event, and within the hour not even written", async () => {
  const { id, name, user } = await cast();
  const use = { name, client: "vscode", version: "1.0.0" };
  const ctx = user.ctx();
  expect(await recordUse(ctx, use)).toEqual({ recorded: true });
  expect(await recordUse(ctx, use)).toEqual({ recorded: false });
  const later = { ...ctx, now: new Date(ctx.now.getTime() + HOUR) };
  expect(await recordUse(later, use)).toEqual({ recorded: true });
  expect(await auditsOf(id)).toBe(1);
});

test("who uses a server is for those who own or oversee it", async () => {
  const { name, user } = await cast();
  await expect(listUses(user.ctx(), { name })).rejects.toMatchObject({ code: "forbidden" });
  for (const role of ["security", "admin"] as const)
    expect(await listUses((await createPerson([role])).ctx(), { name })).toMatchObject({
      uses: [],
    });
});

test("a server that somebody may not see does not exist for them", async () => {
  const { name, stranger } = await cast({ visibility: "teams" });
  await expect(recordUse(stranger.ctx(), { name, client: "vscode" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await listUses(stranger.ctx(), { name })).toBeNull();
});

test.each(["", "VS Code", "a".repeat(50), "<b>"])("%j is no client", async (client) => {
  const { name, user } = await cast();
  await expect(recordUse(user.ctx(), { name, client })).rejects.toMatchObject({ code: "invalid" });
});
