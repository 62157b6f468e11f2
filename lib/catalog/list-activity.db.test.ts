import { expect, test } from "vitest";
import { writeRecords } from "#lib/testing/log.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer, createTeam } from "#lib/testing/factories.ts";
import { listActivity, type ActivityPage } from "./list-activity.ts";

async function serverWithLog(more: readonly string[] = []) {
  const team = await createTeam();
  const server = await createServer({ ownerTeamId: team.id });
  const record = (action: string, at: string) => ({
    at: new Date(at),
    actorId: "p",
    actorName: "Somebody",
    action,
    targetKind: "server",
    targetId: server.id,
    before: {},
    after: { classification: "internal" },
    requestId: "r",
  });
  await writeRecords([
    record("server.import", "2026-01-01T00:00:00Z"),
    record("server.classify", "2026-01-02T00:00:00Z"),
    record("server.describe", "2026-01-03T00:00:00Z"),
    record("server.assign_owner", "2026-01-03T00:00:00Z"),
    ...more.map((action) => record(action, "2026-01-04T00:00:00Z")),
  ]);
  return { server, team };
}

test("those who answer for a server read its whole log with before and after", async () => {
  const { server, team } = await serverWithLog();
  for (const ctx of [
    userContext("engineer", { teamIds: [team.id] }),
    userContext("security"),
    userContext("admin"),
    userContext("auditor"),
  ]) {
    const page = await listActivity(ctx, server);
    expect(page).toMatchObject({ whole: true });
    expect(page?.events).toHaveLength(4);
    expect(page?.events.at(-2)?.after).toEqual({ classification: "internal" });
  }
});

test("everyone else reads how its life went, without before and after", async () => {
  const { server } = await serverWithLog();
  expect(await listActivity(userContext("engineer"), server)).toMatchObject({
    whole: false,
    events: [{ action: "server.import", before: null, after: null }],
    nextCursor: null,
  });
});

test("everyone reads of its listing and its versions, and of a quarantine also its end", async () => {
  const life = ["server.list", "server.add_version", "server.quarantine", "server.lift_quarantine"];
  const { server } = await serverWithLog(life);
  const page = await listActivity(userContext("engineer"), server);
  const seen = page?.events.map(({ action }) => action).sort();
  expect(seen).toEqual([...life, "server.import"].sort());
});

test("pages follow each other without gaps or repeats, even within one instant", async () => {
  const { server } = await serverWithLog();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ActivityPage | null = await listActivity(userContext("security"), {
      name: server.name,
      limit: 1,
      ...(cursor === null ? {} : { cursor }),
    });
    seen.push(...(page?.events ?? []).map(({ id }) => id));
    cursor = page?.nextCursor ?? null;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(4);
  expect(seen).toHaveLength(4);
});

test("a cursor that is none is refused, a server that may not be seen has no log", async () => {
  const { server } = await serverWithLog();
  await expect(
    listActivity(userContext("security"), { ...server, cursor: "2026_x" }),
  ).rejects.toMatchObject({ code: "invalid" });
  const hidden = await createServer({ lifecycle: "rejected" });
  expect(await listActivity(userContext("engineer"), hidden)).toBeNull();
});
