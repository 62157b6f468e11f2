import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { APP_ROLE } from "#lib/db/app-role.ts";
import { connected } from "#lib/db/connect.ts";
import { migrate } from "#lib/db/migrate.ts";
import type { AppendJob, AppendRun, Side, AppendOperations } from "./audit-append-process.ts";
import type { Verified } from "./audit-verify-process.ts";
import { verifyBy } from "./audit-verify.ts";
import { startChild, type Child } from "./child.ts";
import { freshDatabase, type Addresses } from "./seed-database.ts";
import { sampleOf, statOf, type Sample, type Stat } from "./statistics.ts";

export type Load = {
  writers: number;
  way: AppendJob["way"];
  kind: AppendJob["kind"];
  sequencer: boolean;
  /** Callers of each writer. */
  inFlight: number;
};
/** Records/s in `perSecond`; times of one append. */
export type AppendRow = Load & { stats: Partial<Record<Side, Stat>> & { product: Stat } };
export type Appends = {
  rows: AppendRow[];
  acknowledged: number;
  stored: number;
  sequencedPerSecond: number | null;
  verified: Verified;
};
export type AppendOptions = { rounds: number; roundMs: number; say: (text: string) => void };

const WRITERS = [1, 3, 8];
/** Twice a batch, so that one fills while the other is on its way. */
const THROUGHPUT = 400;
const MODERATE = 16;
const CATCH_UP_MS = 300_000;
/** Commands that a process runs at the same time. */
const COMMANDS = 4;

const LOADS: Load[] = WRITERS.flatMap((writers) => {
  const load = { writers, way: "grouped", sequencer: false, inFlight: THROUGHPUT } as const;
  return [
    { ...load, kind: "event" },
    { ...load, kind: "event", sequencer: true },
    { ...load, kind: "call" },
    { ...load, kind: "call", sequencer: true },
    { ...load, kind: "call", inFlight: MODERATE },
    { ...load, kind: "command", way: "single", inFlight: COMMANDS },
  ] satisfies Load[];
});

/** Appends of the product in turns with plain inserts of the same rows into tables beside the log. */
export async function measureAppends(server: Addresses, options: AppendOptions): Promise<Appends> {
  const log = await freshDatabase(server, "bench_audit_append");
  await migrate(log.ownerUrl);
  await connected(log.ownerUrl, makePlainTables);
  const children: Child<AppendOperations>[] = [];
  try {
    const env = { DATABASE_URL: log.url, DATABASE_POOL_SIZE: String(COMMANDS + 1) };
    for (let at = 0; at < Math.max(...WRITERS); at += 1) {
      const child = await startChild<AppendOperations>("audit-append", {
        core: at % 2 === 0 ? 0 : 1,
        env,
      });
      children.push(child);
      await child.call("prepare", at);
    }
    const sequencer = await startChild<AppendOperations>("audit-append", { core: 1, env });
    children.push(sequencer);
    const bench = new AppendBench(log, children.slice(0, -1), sequencer);
    const rows: AppendRow[] = [];
    for (const load of LOADS) {
      options.say(
        `  ${load.writers} writers, ${load.way} ${load.kind} records, ${load.inFlight} at once${load.sequencer ? ", sequencer on" : ""}`,
      );
      rows.push(await bench.measure(load, options));
    }
    for (const child of children) await child.call("close");
    return { rows, ...(await bench.check()) };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

/** The same columns and the same indexes; and one with nothing but its primary key. */
async function makePlainTables(owner: pg.Client): Promise<void> {
  await owner.query(`
    create table "AuditPlain" (like "AuditEvent" including all);
    create table "AuditBare" (like "AuditEvent");
    alter table "AuditBare" drop column "words", add primary key ("id");
    grant select, insert on "AuditPlain", "AuditBare" to ${APP_ROLE};`);
}

const SIDES: readonly Side[] = ["product", "same", "bare"];

class AppendBench {
  readonly #log: Addresses;
  readonly #writers: readonly Child<AppendOperations>[];
  readonly #sequencer: Child<AppendOperations>;
  #acknowledged = 0;
  readonly #sequenced = { records: 0, ms: 0 };

  constructor(
    log: Addresses,
    writers: readonly Child<AppendOperations>[],
    sequencer: Child<AppendOperations>,
  ) {
    this.#log = log;
    this.#writers = writers;
    this.#sequencer = sequencer;
  }

  async measure(load: Load, { rounds, roundMs }: AppendOptions): Promise<AppendRow> {
    const sides = SIDES.filter((side) => isMeasured(load, side));
    const samples = new Map<Side, Sample[]>(sides.map((side) => [side, []]));
    for (let round = 0; round <= rounds; round += 1)
      for (const side of sides) {
        const sample = await this.#round(load, side, round === 0 ? roundMs / 2 : roundMs);
        // The first one only warms up.
        if (round > 0) samples.get(side)?.push(sample);
      }
    const stats = Object.fromEntries([...samples].map(([side, list]) => [side, statOf(list)]));
    return { ...load, stats: stats as AppendRow["stats"] };
  }

  async #round(load: Load, side: Side, durationMs: number): Promise<Sample> {
    const { way, kind, inFlight } = load;
    const job: AppendJob = { way, kind, inFlight, side, durationMs };
    const sequencing = load.sequencer && side === "product";
    if (sequencing) {
      await this.#catchUp();
      await this.#sequencer.call("startSequencer");
    }
    const before = sequencing ? await this.#treeSize() : 0;
    const runs = await Promise.all(
      this.#writers.slice(0, load.writers).map((child) => child.call("run", job)),
    );
    if (sequencing) {
      this.#sequenced.records += (await this.#treeSize()) - before;
      this.#sequenced.ms += Math.max(...runs.map(({ elapsedMs }) => elapsedMs));
      // What it has not done yet would slow the next side down.
      await this.#catchUp();
    }
    return this.#sampleOf(runs, side);
  }

  #sampleOf(runs: readonly AppendRun[], side: Side): Sample {
    const elapsedMs = Math.max(...runs.map((run) => run.elapsedMs));
    const records = runs.reduce((sum, run) => sum + run.records, 0);
    if (side === "product") this.#acknowledged += records;
    const sample = sampleOf(
      runs.flatMap(({ latencies }) => [...latencies]),
      elapsedMs,
    );
    return { ...sample, perSecond: records / (elapsedMs / 1_000) };
  }

  #treeSize(): Promise<number> {
    return this.#number(`select "size"::float8 as "n" from "AuditTree"`);
  }

  /** Waits until everything has its place, and stops the sequencer. */
  async #catchUp(): Promise<void> {
    await this.#sequencer.call("startSequencer");
    const wanted = await this.#number(`select count(*)::float8 as "n" from "AuditEvent"`);
    const deadline = performance.now() + CATCH_UP_MS;
    while ((await this.#treeSize()) < wanted) {
      if (performance.now() > deadline) throw new Error("The sequencer does not catch up.");
      await sleep(50);
    }
    await this.#sequencer.call("stopSequencer");
  }

  #number(text: string): Promise<number> {
    return connected(this.#log.url, async (client) => {
      const { rows } = await client.query<{ n: number }>(text);
      return rows[0]?.n ?? 0;
    });
  }

  /** Everything that was acknowledged is there, in chains without a fault. */
  async check(): Promise<Omit<Appends, "rows">> {
    const stored = await this.#number(
      `select count(*)::float8 as "n" from "AuditEvent" where "kind" in ('call', 'event', 'command')`,
    );
    const verified = await verifyBy(this.#log.url, { threads: 1, core: 0 });
    const { records, ms } = this.#sequenced;
    return {
      acknowledged: this.#acknowledged,
      stored,
      sequencedPerSecond: ms === 0 ? null : records / (ms / 1_000),
      verified,
    };
  }
}

/** Plain inserts have no sequencer; a latency at moderate load has no rival that waits for a batch. */
const isMeasured = ({ sequencer, inFlight }: Load, side: Side): boolean =>
  side === "product" || (inFlight !== MODERATE && (side === "same" || !sequencer));
