import fs from "node:fs";
import net from "node:net";
import { randomBytes } from "node:crypto";
import { build } from "../lifecycle/prepare.ts";
import { aimsOf } from "./aims.ts";
import { buildBareNext } from "./bare-next.ts";
import { writeSection } from "./benchmarks-file.ts";
import { startChild } from "./child.ts";
import { busyShare, readMachine } from "./machine.ts";
import { measureApi, type Bench } from "./measure-api.ts";
import { measureConsole } from "./measure-console.ts";
import { measureGrowth } from "./measure-growth.ts";
import { measurePages } from "./measure-pages.ts";
import { readCatalogOptions, type CatalogOptions } from "./options.ts";
import { markdownOf, type Result } from "./report.ts";
import { seedDatabase, startBenchDatabase, type Addresses, type Seeded } from "./seed-database.ts";
import type { LoadOperations } from "./load-process.ts";
import type { QueryOperations } from "./query-process.ts";

const say = (text: string) => process.stderr.write(`${text}\n`);

/**
 * Measures reading the catalog. Returns the exit code: 0 even when an aim is missed, which the
 * table says; 1 when something that was asked for could not be measured.
 */
export async function runCatalogBench(args: string[]): Promise<number> {
  const options = readCatalogOptions(args);
  const database = await startBenchDatabase();
  try {
    const seeded = new Map<number, Seeded>();
    for (const size of options.sizes) seeded.set(size, await seed(database, size));
    if (options.pages) {
      await build();
      await buildBareNext();
    }
    const result = await measureAll(database.url, { args, options, seeded });
    const text = markdownOf(result);
    process.stdout.write(`\n${text}`);
    if (options.json !== null) fs.writeFileSync(options.json, JSON.stringify(result, null, 2));
    if (options.markdown) await writeSection("catalog results", text);
    return result.failures > 0 ? 1 : 0;
  } finally {
    await database.stop();
  }
}

async function seed(server: Addresses, size: number): Promise<Seeded> {
  say(`Catalog of ${size.toLocaleString("en")} servers…`);
  const seeded = await seedDatabase(server, size);
  if (seeded.seededInMs !== null) say(`  made in ${(seeded.seededInMs / 1_000).toFixed(1)} s`);
  return seeded;
}

type Plan = { args: string[]; options: CatalogOptions; seeded: Map<number, Seeded> };

async function measureAll(databaseUrl: string, { args, options, seeded }: Plan): Promise<Result> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const machine = await readMachine(databaseUrl);
  say(`Other processes keep ${(100 * machine.foreignLoad).toFixed(0)} % of the machine busy.`);
  const result: Result = {
    startedAt,
    tookSeconds: 0,
    command: ["npm run bench -- catalog", ...args].join(" "),
    machine,
    rounds: options.rounds,
    roundMs: options.roundMs,
    databases: [],
    rows: [],
    crawls: [],
    growth: [],
    foreignBetween: [],
    aims: [],
    notMeasured: leftOut(options),
    failures: 0,
  };
  for (const [size, { url, versions }] of seeded) {
    const seen = await measureSize({ size, url, options }, result);
    result.databases.push({ size, versions, ...seen });
  }
  const places = [...seeded].map(([size, { url }]) => ({ size, url }));
  const [smallest, largest] = [places[0], places.at(-1)];
  if (smallest && largest && smallest !== largest) {
    say("The same SQL in the smallest and the largest catalog…");
    result.growth = await measureGrowth({ smallest, largest }, options);
  }
  result.aims = aimsOf({ ...result, sizes: options.sizes, pages: options.pages });
  result.tookSeconds = (performance.now() - started) / 1_000;
  return result;
}

async function measureSize(
  { size, url, options }: { size: number; url: string; options: CatalogOptions },
  result: Result,
): Promise<{ feed: number; typos: { hits: number; of: number } }> {
  say(`Measuring ${size.toLocaleString("en")} servers…`);
  const web = { port: await freePort(), secret: randomBytes(24).toString("base64url") };
  const load = await startChild<LoadOperations>("load", { core: 1 });
  const queries = await startChild<QueryOperations>("queries", {
    core: 0,
    env: { DATABASE_URL: url, PORT: String(web.port), GATEHOUSE_SECRET: web.secret },
  });
  try {
    const inputs = await queries.call("prepare", size);
    const bench: Bench = { size, url, options, load, queries, inputs };
    const pause = async (next: string) => {
      result.foreignBetween.push(await busyShare());
      say(`  ${next}`);
    };
    await pause("registry API");
    const api = await measureApi(bench);
    result.rows.push(...api.rows);
    result.crawls.push(...api.crawls);
    await pause("console queries");
    result.rows.push(...(await measureConsole(bench)));
    if (options.pages) {
      await pause("pages");
      await measurePages(bench, web).then(
        (rows) => result.rows.push(...rows),
        (error: unknown) => noteFailure(result, size, error),
      );
    }
    return { feed: inputs.feedSize, typos: await queries.call("typoHits") };
  } finally {
    await Promise.all([load.stop(), queries.stop()]);
  }
}

/** What was measured before is kept: a build that changes under the bench breaks only the pages. */
function noteFailure(result: Result, size: number, error: unknown): void {
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  say(error instanceof Error ? error.message : String(error));
  result.failures += 1;
  result.notMeasured.push(`pages with ${size.toLocaleString("en")} servers: ${reason}`);
}

function leftOut(options: CatalogOptions): string[] {
  return [
    ...(options.pages ? [] : ["HTML pages: the run was started with --no-pages."]),
    ...(options.sizes.includes(100_000)
      ? []
      : ["100,000 servers: the run was for smaller catalogs."]),
    "API search with a typing error: the official API's search is a part of the text, without tolerance.",
    "Rivals from performance.md (ContextForge and others): they are not installable from npm.",
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
