import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type pg from "pg";
import { createKeyFile } from "#lib/audit/tree/signer.ts";
import { connected } from "#lib/db/connect.ts";
import { randomOf } from "../bench/random.ts";
import { runOutOfDisk } from "./audit-disk.ts";
import { killAtRandom, type Held, type Killing } from "./audit-kills.ts";
import { readNotebooks } from "./audit-notebook.ts";
import { OwnPostgres, sweepOldRuns } from "#lib/testing/own-postgres.ts";
import { report, type Results } from "./audit-report.ts";
import { ServiceClock } from "./audit-service.ts";
import { Victim } from "./victim.ts";

const DATA = path.resolve(import.meta.dirname, "../../.data");
const PREFIX = "chaos-audit-";
const WRITERS = 3;
const SETTLED_WITHIN_MS = 60_000;

type Options = { kills: number; seed: number; json: boolean };

/** Kills writers, the sequencer and PostgreSQL under load. Returns the exit code. */
export async function runAuditChaos(args: string[]): Promise<number> {
  const options = readOptions(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-chaos-"));
  await sweepOldRuns(DATA, PREFIX);
  const postgres = await OwnPostgres.make(path.join(DATA, `${PREFIX}${process.pid}`));
  const victims: Victim[] = [];
  const end = (code: number) => {
    for (const { pid } of victims) if (pid !== null) process.kill(pid, "SIGKILL");
    postgres.removeNow();
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.on("SIGINT", () => end(130)).on("SIGTERM", () => end(143));
  try {
    const results = await liveAndDie({ options, folder, postgres, victims });
    const disk = await runOutOfDisk();
    report({ ...results, disk }, options.json);
    return [...results.found, ...disk.found].every(({ count }) => count === 0) ? 0 : 1;
  } finally {
    await Promise.all(victims.map((victim) => victim.kill()));
    await postgres.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: "string", default: "44" },
      seed: { type: "string", default: String(Date.now() % 100_000) },
      json: { type: "boolean", default: false },
    },
  });
  const [kills, seed] = [values.kills, values.seed].map(Number);
  if (!Number.isInteger(kills) || !kills || kills < 1 || !Number.isInteger(seed))
    throw new Error("--kills and --seed take whole numbers.");
  return { kills, seed: seed ?? 0, json: values.json };
}

type Life = { options: Options; folder: string; postgres: OwnPostgres; victims: Victim[] };

async function liveAndDie({ options, folder, postgres, victims }: Life): Promise<Results> {
  const anchors = path.join(folder, "anchors");
  const settings = makeSettings(postgres, folder, anchors);
  // The checks at the end run in this process, and read their settings when they are loaded.
  Object.assign(process.env, settings);
  const notebooks = Array.from({ length: WRITERS }, (_, n) => path.join(folder, `told-${n}`));
  const { killing, alarms } = cast({ options, postgres, notebooks, settings });
  victims.push(...killing.writers, killing.sequencer);
  await Promise.all(victims.map((victim) => victim.start()));
  await killing.service.untilServed();
  const began = Date.now();
  const killed = await killAtRandom(killing);
  const seconds = (Date.now() - began) / 1_000;
  await Promise.all(killing.writers.map((victim) => victim.stop()));
  return connected(postgres.ownerUrl, async (client) => {
    await waitUntilSettled(client);
    await killing.sequencer.stop();
    await settleTheRest();
    const told = readNotebooks(notebooks);
    const { lookForDamage } = await import("./audit-findings.ts");
    const damage = await lookForDamage(client, { told, folder, anchors });
    const alarmed = { what: "alarms of the sequencer", count: alarms.length };
    return {
      seed: options.seed,
      seconds,
      ...killed,
      told: { done: told.done.size, notDone: told.notDone.size, unknown: told.unknown.size },
      ...damage,
      found: [...damage.found, alarmed, ...killed.found],
      words: [...damage.words, ...alarms],
    };
  });
}

function makeSettings(postgres: OwnPostgres, folder: string, anchors: string) {
  fs.mkdirSync(anchors);
  const keyFile = path.join(folder, "audit-key.json");
  createKeyFile(keyFile, "chaos.example/log");
  return {
    DATABASE_URL: postgres.url,
    DATABASE_POOL_SIZE: "8",
    GATEHOUSE_SECRET: randomBytes(32).toString("hex"),
    AUDIT_KEY_FILE: keyFile,
    AUDIT_CHECKPOINT_SECONDS: "1",
    AUDIT_ANCHOR_DIR: anchors,
  };
}

type Casting = {
  options: Options;
  postgres: OwnPostgres;
  notebooks: string[];
  settings: Record<string, string>;
};

function cast({ options, postgres, notebooks, settings }: Casting) {
  const service = new ServiceClock();
  const lanes: Killing["lanes"] = new Map();
  const alarms: string[] = [];
  const writers = notebooks.map((file, n) => {
    const name = `writer ${n + 1}`;
    const env = { ...settings, CHAOS_NOTEBOOK: file };
    return new Victim(name, { script: "scripts/chaos/audit-writer-process.ts", env }, (said) => {
      const { newest, held } = said as { newest?: number; held?: Held[] };
      if (newest === undefined) return;
      service.acknowledged(newest);
      lanes.set(name, { newest, held: held ?? [] });
    });
  });
  const script = "scripts/chaos/audit-sequencer-process.ts";
  const sequencer = new Victim("sequencer", { script, env: settings }, (said) => {
    const { alarm } = said as { alarm?: string };
    if (alarm !== undefined) alarms.push(alarm);
  });
  const progress = (text: string) => options.json || process.stdout.write(`${text}\n`);
  const { kills, seed } = options;
  const random = randomOf(seed);
  const killing: Killing = {
    kills,
    random,
    progress,
    postgres,
    service,
    lanes,
    sequencer,
    writers,
  };
  return { killing, alarms };
}

/** All that writers left has a place in the tree, and a signature over it. */
async function waitUntilSettled(client: pg.Client): Promise<void> {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(`
      SELECT (SELECT count(*) FROM "AuditEvent" WHERE "kind" IN ('command', 'event'))
        > (SELECT sum("count") FROM "AuditDay" WHERE "action" IN ('team.create', 'team.change', 'server.use')) AS "open"`);
    if (!rows[0]?.open || Date.now() > until) return;
    await sleep(300);
  }
}

/** The last words of the sequencer's own chains. */
async function settleTheRest(): Promise<void> {
  const { pool, transact } = await import("#lib/db/client.ts");
  const { sqlOf } = await import("#lib/db/transaction-sql.ts");
  const { sequenceRound } = await import("#lib/audit/sequencer/sequence-round.ts");
  const { writeCheckpoint } = await import("#lib/audit/sequencer/write-checkpoint.ts");
  const { auditSigner } = await import("#lib/audit/sequencer/audit-key.ts");
  while ((await transact((tx) => sequenceRound(sqlOf(tx)))).added > 0);
  await transact((tx) => writeCheckpoint(sqlOf(tx), auditSigner()));
  await pool.end();
}
