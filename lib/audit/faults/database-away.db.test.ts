import { postgres } from "#lib/testing/own-cluster.ts";
import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db, pool, sql } from "#lib/db/client.ts";
import { env } from "#lib/config/env.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { startHeartbeat } from "../chain/heartbeat.ts";
import { allLanes, logTrouble } from "../chain/lanes.ts";
import { expectWholeLog, storedOf } from "./log-state.ts";

const SECOND = 1_000;
const heartbeat = startHeartbeat();

beforeAll(() => make(newSlug()));
afterAll(async () => {
  await heartbeat.stop();
  await pool.end();
  await postgres.remove();
});

const newSlug = () => `away-${randomUUID()}`;
const make = (slug: string) => createTeam(systemContext(), { slug, name: "Away" });

/** What a caller was told, and after how long. */
async function told(work: () => Promise<unknown>) {
  const began = Date.now();
  const said = await work().then(
    () => ({ code: "done", status: 200 }),
    (error: unknown) => ({
      code: (error as { code?: string }).code,
      status: problemResponse(error, "request").status,
    }),
  );
  return { ...said, ms: Date.now() - began };
}

const lastHeartbeat = async () =>
  (await db.auditEvent.findFirst({ where: { kind: "heartbeat" }, orderBy: { at: "desc" } }))?.at ??
  new Date(0);

test(
  "a stopped database: refused at once and unrecorded nothing; back without a hand when it is",
  { timeout: 120 * SECOND },
  async () => {
    await postgres.stop();
    const slugs = Array.from({ length: 20 }, newSlug);
    for (const answer of await Promise.all(slugs.map((slug) => told(() => make(slug))))) {
      expect(answer).toMatchObject({ code: "unavailable", status: 503 });
      expect(answer.ms).toBeLessThan(2 * SECOND);
    }
    expect(await told(() => listTeams(systemContext(), {}))).toMatchObject({ status: 503 });
    expect(logTrouble()).toMatchObject({ since: expect.any(Date) as Date });
    const since = logTrouble()?.since;
    await told(() => make(newSlug()));
    expect(logTrouble()?.since).toBe(since);

    await postgres.start();
    const restarted = new Date();
    const slug = newSlug();
    await make(slug);
    expect(await storedOf(slug)).toEqual({ rows: 1, records: 1 });
    expect(logTrouble()).toBeNull();
    for (const gone of slugs) expect(await storedOf(gone)).toEqual({ rows: 0, records: 0 });
    await vi.waitFor(async () => expect((await lastHeartbeat()) > restarted).toBe(true), {
      timeout: 40 * SECOND,
      interval: 500,
    });
    await expectWholeLog();
  },
);

test(
  "a database that stands still: everybody gets a reply within 20 s, and the process stays awake",
  { timeout: 120 * SECOND },
  async () => {
    await Promise.all(Array.from({ length: 12 }, () => make(newSlug())));
    const delay = monitorEventLoopDelay({ resolution: 10 });
    const slugs = Array.from({ length: 60 }, newSlug);
    const running = slugs.slice(0, 30).map((slug) => told(() => make(slug)));
    await postgres.freeze();
    delay.enable();
    const later = slugs.slice(30).map((slug) => told(() => make(slug)));
    const reading = told(() => listTeams(systemContext(), {}));
    const answers = await Promise.all([...running, ...later]);
    delay.disable();
    for (const { ms, code } of answers) {
      expect(ms).toBeLessThan(20 * SECOND);
      expect(["done", "unavailable"]).toContain(code);
    }
    expect((await reading).ms).toBeLessThan(20 * SECOND);
    expect(logTrouble()).not.toBeNull();
    expect(delay.percentile(99) / 1e6).toBeLessThan(250);

    await postgres.thaw();
    await make(newSlug());
    expect(logTrouble()).toBeNull();
    for (const [n, slug] of slugs.entries()) {
      const { rows, records } = await storedOf(slug);
      expect(records).toBe(rows);
      if (answers[n]?.code === "done") expect(rows).toBe(1);
    }
    await vi.waitFor(() => {
      expect(pool.waitingCount).toBe(0);
      expect(pool.idleCount).toBe(pool.totalCount);
    });
    expect(pool.totalCount).toBeLessThanOrEqual(env.databasePoolSize);
    expect(allLanes().length).toBeLessThanOrEqual(env.databasePoolSize);
    await expectWholeLog();
  },
);

test(
  "a database that is killed with all its connections under load, and comes back: nothing is torn",
  { timeout: 120 * SECOND },
  async () => {
    const slugs = Array.from({ length: 100 }, newSlug);
    const running = slugs.map((slug) => told(() => make(slug)));
    await Promise.race(running);
    await postgres.kill();
    const answers = await Promise.all(running);
    await postgres.start();
    for (const [n, slug] of slugs.entries()) {
      const { rows, records } = await storedOf(slug);
      expect(records).toBe(rows);
      if (answers[n]?.code === "done") expect(rows).toBe(1);
    }
    expect(await told(() => make(newSlug()))).toMatchObject({ code: "done" });
    await expectWholeLog();
  },
);

test(
  "a statement that takes its time is not taken for a dead one",
  { timeout: 60_000 },
  async () => {
    const [slow] = await sql<{ done: number }>(
      { text: `SELECT 1 AS "done" FROM pg_sleep(12)` },
      [],
    );
    expect(slow?.done).toBe(1);
  },
);

test("who stands still within a transaction lets go of what it locked", async () => {
  const [row] = await sql<{ limit: string }>(
    { text: `SELECT current_setting('idle_in_transaction_session_timeout') AS "limit"` },
    [],
  );
  expect(row?.limit).toBe("20s");
});
