import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { freePort } from "#lib/testing/free-port.ts";
import { migrate } from "#lib/db/migrate.ts";
import { randomOf } from "../bench/random.ts";
import { findBrokenPromises, findHalfStates, waitForDeliveries, type Finding } from "./findings.ts";
import type { Acknowledged } from "./people.ts";
import { startReceiver } from "./receiver.ts";
import { Victim } from "./victim.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DELIVERED_WITHIN_MS = 180_000;

/** Kills web and worker while people work. Returns the exit code: 1 when anything is broken. */
export async function runWorkflowChaos(args: string[]): Promise<number> {
  const options = readOptions(args);
  const server = await startEmbedded({
    root: path.join(ROOT, ".data", "chaos-postgres"),
    database: "postgres",
    durable: true,
  });
  const name = `chaos_${process.pid}`;
  const [url, ownerUrl] = [new URL(server.url), new URL(server.ownerUrl)];
  for (const each of [url, ownerUrl]) each.pathname = `/${name}`;
  try {
    await query(server.ownerUrl, `create database ${name}`);
    await migrate(ownerUrl.toString());
    const findings = await livesOfProcesses(url.toString(), options);
    report(findings, options.json);
    return findings.found.every(({ count }) => count === 0) ? 0 : 1;
  } finally {
    await query(server.ownerUrl, `drop database if exists ${name} with (force)`);
    await server.stop();
  }
}

type Options = { kills: number; people: number; seed: number; json: string | null };

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: "string", default: "200" },
      people: { type: "string", default: "6" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
    },
  });
  const [kills, people, seed] = [values.kills, values.people, values.seed].map(Number);
  if (!kills || kills < 1 || !people || people < 1 || seed === undefined || !Number.isInteger(seed))
    throw new Error("--kills, --people and --seed take whole numbers.");
  return { kills, people, seed, json: values.json ?? null };
}

type Findings = {
  kills: Record<string, number>;
  seconds: number;
  told: { requests: number; decisions: number; attempts: number; refusals: number };
  events: { total: number; received: number; twice: number };
  found: Finding[];
};

async function livesOfProcesses(databaseUrl: string, options: Options): Promise<Findings> {
  const port = await freePort();
  const settings = {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: "8",
    GATEHOUSE_SECRET: randomBytes(32).toString("hex"),
    PORT: String(port),
    API_RATE_LIMIT: "1000000",
    API_WRITE_RATE_LIMIT: "1000000",
  };
  // This process seeds through the verbs, which read their settings when they are loaded.
  Object.assign(process.env, settings);
  const numbers = randomOf(options.seed);
  const random = () => numbers.int(1_000_000) / 1_000_000;
  const receiver = await startReceiver(random);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const victims = [
      new Victim("web", { script: "scripts/web.ts", env: settings }),
      new Victim("worker", { script: "scripts/worker.ts", env: settings }),
    ];
    const began = Date.now();
    const base = `http://127.0.0.1:${port}`;
    const told = await liveAndDie(victims, { ...options, base, random, hook: receiver.url });
    await waitForDeliveries(client, DELIVERED_WITHIN_MS);
    await Promise.all(victims.map((victim) => victim.stop()));
    return {
      kills: Object.fromEntries(victims.map(({ name, kills }) => [name, kills])),
      seconds: (Date.now() - began) / 1_000,
      ...(await lookForDamage(client, { told, seen: receiver.seen })),
    };
  } finally {
    await client.end();
    await receiver.close();
  }
}

type Life = Options & { base: string; random: () => number; hook: string };

/** People work while processes die; what clients were told. */
async function liveAndDie(victims: Victim[], life: Life): Promise<Acknowledged> {
  const { castPeople, liveThrough } = await import("./people.ts");
  const { createWebhook } = await import("#lib/webhooks/create-webhook.ts");
  const { createPerson } = await import("#lib/testing/factories.ts");
  const { base, random, hook, kills } = life;
  const admin = await createPerson(["admin"]);
  await createWebhook(admin.ctx(), {
    name: "chaos",
    url: hook,
    allowedHosts: ["127.0.0.1"],
    topics: [],
    format: "standard",
  });
  const cast = await castPeople(life.people);
  await Promise.all(victims.map((victim) => victim.start()));
  const told: Acknowledged = { requests: new Set(), decisions: [], attempts: 0, refusals: 0 };
  let over = false;
  const world = { base, cast, told, random, stopped: () => over };
  const people = cast.requesters.map((token) => liveThrough(world, token));
  await killAtRandom(victims, { kills, random });
  over = true;
  await Promise.all(people);
  return told;
}

async function lookForDamage(
  client: pg.Client,
  { told, seen }: { told: Acknowledged; seen: ReadonlyMap<string, number> },
): Promise<Omit<Findings, "kills" | "seconds">> {
  const found = [...(await findBrokenPromises(client, told)), ...(await findHalfStates(client))];
  const { rows } = await client.query<{ id: string }>(`SELECT "id"::text FROM "OutboxEvent"`);
  const ids = new Set(rows.map(({ id }) => id));
  const lost = rows.filter(({ id }) => !seen.has(id)).length;
  const foreign = [...seen.keys()].filter((id) => !ids.has(id)).length;
  const { requests, decisions, attempts, refusals } = told;
  return {
    told: { requests: requests.size, decisions: decisions.length, attempts, refusals },
    events: {
      total: rows.length,
      received: seen.size,
      twice: [...seen.values()].filter((times) => times > 1).length,
    },
    found: [
      ...found,
      { what: "events that the receiver never got", count: lost },
      { what: "deliveries with an id that no event has", count: foreign },
    ],
  };
}

async function killAtRandom(
  victims: Victim[],
  { kills, random }: { kills: number; random: () => number },
): Promise<void> {
  for (let done = 0; done < kills; done++) {
    await sleep(100 + random() * 900);
    // The web process does the work that must not be torn: it dies three times of four.
    const victim = victims[random() < 0.75 ? 0 : 1];
    await victim?.kill();
    await victim?.start();
    if ((done + 1) % 10 === 0) process.stdout.write(`${done + 1} of ${kills} kills\n`);
  }
}

function report(findings: Findings, json: string | null): void {
  const { kills, told, events, found, seconds } = findings;
  const lines = [
    `${Object.entries(kills)
      .map(([name, count]) => `${name} killed ${count} times`)
      .join(", ")} in ${seconds.toFixed(0)} s`,
    `${told.attempts} attempts: ${told.requests} requests and ${told.decisions} decisions acknowledged, ${told.refusals} refused`,
    `${events.total} events, ${events.received} received, ${events.twice} of them more than once with the same id`,
    ...found.map(({ what, count }) => `${count === 0 ? "ok    " : "BROKEN"} ${count} ${what}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (json !== null) fs.writeFileSync(json, JSON.stringify(findings, null, 2));
}

async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
