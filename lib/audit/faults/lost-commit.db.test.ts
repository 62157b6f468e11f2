import { proxy } from "#lib/testing/behind-proxy.ts";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, expect, test } from "vitest";
import { pool } from "#lib/db/client.ts";
import { problemResponse } from "#lib/http/problem.ts";
import type { Fate } from "#lib/testing/database-proxy.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { appendEvents } from "../chain/append-events.ts";
import { logTrouble } from "../chain/lanes.ts";
import { recordsOf } from "../chain/records-of.ts";
import { expectWholeLog, storedOf } from "./log-state.ts";

/** The longest that anybody waits for a reply, whatever the database does. */
const REPLY_MS = 15_000;

afterAll(async () => {
  await pool.end();
  proxy.close();
});
afterEach(async () => {
  proxy.rule(() => "pass");
  proxy.network("works");
  await expectWholeLog();
});

const newSlug = () => `lost-${randomUUID()}`;
const make = (slug: string) => createTeam(systemContext(), { slug, name: "Fault" });

/** What becomes of the first COMMIT; `then` happens to the network at that moment. */
function atCommit(fate: Fate, then: () => void = () => undefined): void {
  let met = false;
  proxy.rule(({ text }) => {
    if (met || text !== "COMMIT") return "pass";
    met = true;
    then();
    return fate;
  });
}

test("a commit that never reached the database is said to have failed, and it has", async () => {
  const slug = newSlug();
  atCommit("cut-before");
  await expect(make(slug)).rejects.toMatchObject({ code: "unavailable" });
  expect(await storedOf(slug)).toEqual({ rows: 0, records: 0 });
});

test("a commit whose answer was lost is found by its record, and the command reports success", async () => {
  const slug = newSlug();
  atCommit("cut-after");
  expect(await make(slug)).toMatchObject({ slug });
  expect(await storedOf(slug)).toEqual({ rows: 1, records: 1 });
  expect(logTrouble()).toBeNull();
});

test("one that is cut off while the database works on it is waited for, and told as it came out", async () => {
  for (let times = 0; times < 10; times += 1) {
    const slug = newSlug();
    atCommit("cut-during");
    const said = await make(slug).then(
      () => 1,
      () => 0,
    );
    expect(await storedOf(slug)).toEqual({ rows: said, records: said });
  }
});

test(
  "an answer that the network swallows is not waited for forever",
  { timeout: 60_000 },
  async () => {
    const slug = newSlug();
    atCommit("swallow");
    const began = Date.now();
    expect(await make(slug)).toMatchObject({ slug });
    expect(Date.now() - began).toBeLessThan(REPLY_MS);
    expect(await storedOf(slug)).toEqual({ rows: 1, records: 1 });
  },
);

test(
  "a database that comes back within seconds is asked then what became of the commit",
  { timeout: 60_000 },
  async () => {
    const slug = newSlug();
    atCommit("cut-after", () => {
      proxy.network("swallows");
      proxy.network("refuses");
      setTimeout(() => proxy.network("works"), 1_500);
    });
    const said = await make(slug).then(
      () => 1,
      (error: unknown) => (expect(error).toMatchObject({ code: "unavailable" }), 0),
    );
    expect(await storedOf(slug)).toEqual({ rows: said, records: said });
  },
);

test(
  "one that stays away is said to be unsure, and the chain goes on when it is back",
  { timeout: 60_000 },
  async () => {
    const slug = newSlug();
    const began = Date.now();
    atCommit("pass", () => setImmediate(() => proxy.network("refuses")));
    const error: unknown = await make(slug).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(Date.now() - began).toBeLessThan(REPLY_MS);
    expect(problemResponse(error, "request").status).toBe(503);
    expect(logTrouble()).not.toBeNull();
    proxy.network("works");
    const { rows, records } = await storedOf(slug);
    expect(records).toBe(rows);
    const next = newSlug();
    await make(next);
    expect(await storedOf(next)).toEqual({ rows: 1, records: 1 });
    expect(logTrouble()).toBeNull();
  },
);

test(
  "events that wait behind a database that does not answer are told within the same time",
  { timeout: 60_000 },
  async () => {
    const used = (targetId: string) =>
      recordsOf(systemContext(), [
        { action: "server.use", targetKind: "server", targetId, before: null, after: null },
      ]);
    await appendEvents(used("before"));
    proxy.network("swallows");
    const began = Date.now();
    const told = await Promise.allSettled(
      Array.from({ length: 600 }, (_, n) => appendEvents(used(`during-${n}`))),
    );
    expect(Date.now() - began).toBeLessThan(REPLY_MS);
    expect(told.filter(({ status }) => status === "fulfilled")).toEqual([]);
    proxy.network("works");
    await appendEvents(used("after"));
  },
);
