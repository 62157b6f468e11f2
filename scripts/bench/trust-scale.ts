import fs from "node:fs";
import { parseArgs } from "node:util";
import { connected } from "#lib/db/connect.ts";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { startChild, type Child } from "./child.ts";
import { busyShare, readMachine } from "./machine.ts";
import { machineText, ms, table } from "./report.ts";
import { copyDatabase, seedDatabase, startBenchDatabase } from "./seed-database.ts";
import { sampleOf, type Sample } from "./statistics.ts";
import type { Question, TrustScaleOperations } from "./trust-scale-process.ts";
import { seedTrust } from "./trust-scale-seed.ts";

/** Aim for the queries of the overview page, in milliseconds. */
const OVERVIEW_AIM = 200;
const QUESTIONS: readonly Question[] = [
  ...(["overview", "findings", "facets", "facets of a level"] as const),
  ...(["list by level", "list of a level"] as const),
];

type Asked = { question: Question; sample: Sample };
type Mass = { standings: number; ms: number; servers: number };
type Options = { servers: number; rounds: number; checks: number };

/**
 * Trust at scale: what the overview and the catalog ask of a large catalog in which everything was
 * evaluated, and what it costs when all standings change at once. Answers the lines of a table.
 */
export async function runTrustScale(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      servers: { type: "string", default: "11000" },
      rounds: { type: "string", default: "50" },
      checks: { type: "string", default: "300" },
      postgres: { type: "string" },
      json: { type: "string" },
    },
  });
  const [servers, rounds, checks] = [values.servers, values.rounds, values.checks].map(Number);
  if (![servers, rounds, checks].every((one) => Number.isInteger(one) && (one ?? 0) >= 10))
    throw new Error("--servers, --rounds and --checks take whole numbers from 10 on.");
  const options = { servers: servers ?? 0, rounds: rounds ?? 0, checks: checks ?? 0 };
  const server = await (values.postgres === undefined
    ? startBenchDatabase()
    : startEmbedded({ root: values.postgres, database: "postgres", durable: true }));
  try {
    const result = await measure(server, options);
    process.stdout.write(`\n${textOf(result).join("\n")}\n`);
    if (values.json !== undefined) fs.writeFileSync(values.json, JSON.stringify(result, null, 2));
    return 0;
  } finally {
    await server.stop();
  }
}

type Server = Awaited<ReturnType<typeof startBenchDatabase>>;

async function measure(server: Server, options: Options) {
  const machine = await readMachine(server.url);
  await seedDatabase(server, options.servers);
  const names = { from: `bench_${options.servers}`, to: "bench_trust_scale" };
  const { url, ownerUrl } = await copyDatabase(server, names);
  const now = new Date();
  const seeded = await connected(ownerUrl, async (client) => {
    await seedTrust(client, now);
    const { rows } = await client.query<{ evaluations: number; findings: number }>(
      `SELECT (SELECT count(*)::int FROM "TrustEvaluation") AS "evaluations", (SELECT count(*)::int FROM "TrustOpenFinding") AS "findings"`,
    );
    return rows[0] ?? { evaluations: 0, findings: 0 };
  });
  const child = await startChild<TrustScaleOperations>("trust-scale", {
    core: 0,
    env: { DATABASE_URL: url, DATABASE_POOL_SIZE: "10" },
  });
  try {
    const asked: Asked[] = [];
    for (const question of QUESTIONS) {
      const sample = await sampleOfQuestion(child, question, options.rounds);
      asked.push({ question, sample });
      process.stderr.write(`${question}: p50 ${ms(sample.p50)} ms, p95 ${ms(sample.p95)} ms\n`);
    }
    const later = new Date(now.getTime() + 2 * 86_400_000);
    const looked = await child.call("check", { now: later, most: options.checks });
    const mass = await massChange(ownerUrl);
    return { ...{ machine, options, seeded, asked, looked, mass }, busy: await busyShare() };
  } finally {
    await child.call("close");
    await child.stop();
  }
}

async function sampleOfQuestion(
  child: Child<TrustScaleOperations>,
  question: Question,
  rounds: number,
): Promise<Sample> {
  const times = await child.call("ask", { question, rounds });
  return sampleOf(
    times,
    times.reduce((sum, one) => sum + one, 0),
  );
}

/** All standings at once, as when a revocation or another rule set concerns everything. */
const massChange = (ownerUrl: string): Promise<Mass> =>
  connected(ownerUrl, async (client) => {
    const began = performance.now();
    const { rowCount } = await client.query(
      `UPDATE "VersionTrust" SET "level" = 0, "score" = 15, "risk" = 'critical'`,
    );
    const took = performance.now() - began;
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS "n" FROM "ServerTrust" WHERE "risk" = 'critical' AND "score" = 15`,
    );
    return { standings: rowCount ?? 0, ms: took, servers: rows[0]?.n ?? 0 };
  });

type Result = Awaited<ReturnType<typeof measure>>;

function textOf({ machine, options, seeded, asked, looked, mass, busy }: Result): string[] {
  const overview = asked.find(({ question }) => question === "overview")?.sample.p95 ?? Infinity;
  const count = (value: number) => value.toLocaleString("en");
  return [
    `${count(options.servers)} servers, ${count(seeded.evaluations)} evaluations, ${count(seeded.findings)} open findings. ` +
      `${machineText(machine)}Other processes kept ${(100 * machine.foreignLoad).toFixed(0)} % of it busy before, ${(100 * busy).toFixed(0)} % after.`,
    "",
    ...table(
      ["what is asked", "p50 ms", "p95 ms", ""],
      asked.map(({ question, sample }) => [
        question,
        ms(sample.p50),
        ms(sample.p95),
        question === "overview"
          ? `aim: p95 at most ${OVERVIEW_AIM} ms, ${overview <= OVERVIEW_AIM ? "met" : "**not met**"}`
          : "",
      ]),
    ),
    "",
    `An advisory that concerns everything: ${count(looked.looked)} versions looked at in ${(looked.ms / 1_000).toFixed(1)} s, ` +
      `${ms(looked.ms / Math.max(1, looked.looked))} ms each, ${count(looked.changed)} new evaluations.`,
    `All standings change in one statement: ${count(mass.standings)} in ${(mass.ms / 1_000).toFixed(1)} s, ` +
      `and with them the ${count(mass.servers)} servers that show one of them.`,
  ];
}
