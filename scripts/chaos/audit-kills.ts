import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Random } from "../bench/random.ts";
import type { OwnPostgres } from "#lib/testing/own-postgres.ts";
import type { ServiceClock } from "./audit-service.ts";
import type { Finding } from "./findings.ts";
import type { Victim } from "./victim.ts";

/** The lease of a chain is 20 s: who stands still for longer has lost it. */
const STANDS_STILL_MS = 25_000;
const TAKEN_WITHIN_MS = 60_000;
const RESUMES_WITHIN_MS = 30_000;
const SERVED_WITHIN_MS = 60_000;
const STOPS = 2;

export type Held = { writer: string; epoch: number };

export type Killing = {
  kills: number;
  random: Random;
  progress: (text: string) => void;
  postgres: OwnPostgres;
  service: ServiceClock;
  /** The chains that each writer said last that it holds, and when its newest attempt began. */
  lanes: Map<string, { newest: number; held: Held[] }>;
  sequencer: Victim;
  writers: readonly Victim[];
};

export type Killed = {
  kills: Record<string, number>;
  /** Seconds until the log was written again, after each kill of PostgreSQL. */
  service: number[];
  fencing: { stopped: number; takenOver: number };
  found: Finding[];
};

/** Half of the kills take PostgreSQL with all its connections, the others a writer. */
export async function killAtRandom(killing: Killing): Promise<Killed> {
  const served: number[] = [];
  let unserved = 0;
  let postgresKills = 0;
  let over = false;
  const fencing = standStill(killing, () => over);
  for (let done = 0; done < killing.kills; done += 1) {
    await sleep(150 + killing.random.int(1_600));
    if (done % 2 === 0) {
      const seconds = await killPostgres(killing);
      postgresKills += 1;
      if (seconds === null) unserved += 1;
      else served.push(seconds);
    } else await killWriter(killing);
    if (killing.random.chance(0.15)) await again(killing.sequencer);
    if ((done + 1) % 10 === 0) killing.progress(`${done + 1} of ${killing.kills} kills`);
  }
  over = true;
  await Promise.all(starting.values());
  const { found, ...fenced } = await fencing;
  return {
    kills: {
      PostgreSQL: postgresKills,
      writers: killing.writers.reduce((sum, { kills }) => sum + kills, 0),
      sequencer: killing.sequencer.kills,
    },
    service: served,
    fencing: fenced,
    found: [
      ...found,
      { what: "kills of PostgreSQL after which the log was not written again", count: unserved },
    ],
  };
}

/** Seconds from the kill until something that began afterwards was acknowledged. */
async function killPostgres({ postgres, service, random }: Killing): Promise<number | null> {
  await postgres.kill();
  const until = service.untilServed();
  await postgres.start();
  // Now and then it dies again while it puts itself right.
  if (random.chance(0.2)) {
    await postgres.kill();
    await postgres.start();
  }
  return Promise.race([until, sleep(SERVED_WITHIN_MS, null, { ref: false })]);
}

/** It starts again while others die. */
async function killWriter({ writers, random }: Killing): Promise<void> {
  const running = writers.filter((writer) => !standing.has(writer) && !starting.has(writer));
  const writer = random.pick(running.length > 0 ? running : [...starting.keys()]);
  await starting.get(writer);
  await writer.kill();
  const started = writer.start().finally(() => starting.delete(writer));
  starting.set(writer, started);
}

async function again(victim: Victim): Promise<void> {
  await victim.kill();
  await victim.start();
}

const starting = new Map<Victim, Promise<void>>();
/** Writers that shall not die now, or are about to be back. */
const standing = new Set<Victim>();

/**
 * A writer that stands still (SIGSTOP) until others have taken its chains over, and goes on
 * (SIGCONT) as if nothing had been: it must be fenced, and find its way back.
 */
async function standStill(killing: Killing, over: () => boolean) {
  let takenOver = 0;
  let notTaken = 0;
  let notBack = 0;
  for (let nth = 0; nth < STOPS; nth += 1) {
    await sleep(2_000);
    const writer = killing.writers[nth % killing.writers.length];
    if (!writer) break;
    standing.add(writer);
    await starting.get(writer);
    const held = await whatItHolds(killing, writer);
    writer.signal("SIGSTOP");
    await sleep(STANDS_STILL_MS);
    const taken = await untilTaken(killing, held, over);
    takenOver += taken;
    if (taken === 0) notTaken += 1;
    const resumed = Date.now();
    writer.signal("SIGCONT");
    standing.delete(writer);
    if (!(await isBack(killing, writer, resumed))) notBack += 1;
    killing.progress(
      `${writer.name} stood still; ${taken} of its ${held.length} chains were taken over`,
    );
  }
  return {
    stopped: STOPS,
    takenOver,
    found: [
      { what: "writers that stood still, and nobody took their chains over", count: notTaken },
      { what: "writers that stood still, and did not write again", count: notBack },
    ],
  };
}

/** Its chains, once it has written and is not waiting for PostgreSQL to come back. */
async function whatItHolds({ lanes }: Killing, { name }: Victim): Promise<Held[]> {
  for (const since = Date.now(); ; await sleep(50)) {
    const said = lanes.get(name);
    if (said && said.newest > since && said.held.length > 1) return said.held;
  }
}

/** Whoever starts takes over what has expired: when nothing else kills any more, we do. */
async function untilTaken(killing: Killing, held: readonly Held[], over: () => boolean) {
  const until = Date.now() + TAKEN_WITHIN_MS;
  for (;;) {
    const taken = await countExpired(killing.postgres.ownerUrl, held);
    if (taken > 0 || Date.now() > until) return taken;
    if (over()) await killWriter(killing);
    await sleep(500);
  }
}

/** A writer that stands still may be hit by nobody else meanwhile, but PostgreSQL may. */
async function isBack({ lanes }: Killing, { name }: Victim, since: number): Promise<boolean> {
  for (const until = Date.now() + RESUMES_WITHIN_MS; Date.now() < until; await sleep(100))
    if ((lanes.get(name)?.newest ?? 0) > since) return true;
  return false;
}

async function countExpired(connectionString: string, held: readonly Held[]): Promise<number> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: number }>(
      `SELECT count(*)::int AS "taken" FROM "AuditEpoch" e
      JOIN unnest($1::text[], $2::int[]) h("writer", "epoch") USING ("writer", "epoch") WHERE e."sealedBy" = 'expired'`,
      [held.map(({ writer }) => writer), held.map(({ epoch }) => epoch)],
    );
    return rows[0]?.taken ?? 0;
  } catch {
    // It has just been killed: asked again soon.
    return 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}
