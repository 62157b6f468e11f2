import fs from "node:fs";
import { parseArgs } from "node:util";
import { migrate } from "#lib/db/migrate.ts";
import { writeSection } from "./benchmarks-file.ts";
import { startChild } from "./child.ts";
import { readMachine } from "./machine.ts";
import { copyDatabase, freshDatabase, startBenchDatabase } from "./seed-database.ts";
import { sampleOf, type Sample } from "./statistics.ts";
import type { Rush, WorkflowOperations } from "./workflow-process.ts";

const AIM = 1.5;

/** From a request to its approval, against the same statements in plain SQL. Returns the exit code. */
export async function runWorkflowBench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: "string", default: "250" },
      reviewers: { type: "string", default: "100" },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const [requests, reviewers] = [Number(values.requests), Number(values.reviewers)];
  if (!Number.isInteger(requests) || requests < 10)
    throw new Error("--requests takes a whole number from 10 on.");
  if (!Number.isInteger(reviewers) || reviewers < 2)
    throw new Error("--reviewers takes a whole number from 2 on.");
  const server = await startBenchDatabase();
  try {
    const machine = await readMachine(server.url);
    const { url, ownerUrl } = await freshDatabase(server, "bench_workflow");
    await migrate(ownerUrl);
    const child = await startChild<WorkflowOperations>("workflow", {
      core: 0,
      env: { DATABASE_URL: url, DATABASE_POOL_SIZE: "20" },
    });
    await child.call("prepare");
    const copy = await copyDatabase(server, {
      from: "bench_workflow",
      to: "bench_workflow_plain",
    });
    await child.call("connectPlain", copy.url);
    const pairs = await child.call("pairs", requests);
    const rush = await child.call("rush", reviewers);
    await child.call("close");
    await child.stop();
    const figures = {
      product: sample(pairs.productMs),
      plain: sample(pairs.plainMs),
      statements: pairs.statements,
      rush,
    };
    const text = tableOf(figures, machine.foreignLoad);
    process.stdout.write(`\n${text}`);
    if (values.json !== undefined)
      fs.writeFileSync(values.json, JSON.stringify({ machine, figures }, null, 2));
    if (values.markdown) await writeSection("workflow results", text);
    // Times depend on the machine; that one decision wins does not.
    return rush.won === 1 && rush.decisions === 1 && rush.refused === rush.reviewers - 1 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

const sample = (times: number[]): Sample =>
  sampleOf(
    times,
    times.reduce((sum, ms) => sum + ms, 0),
  );

type Figures = { product: Sample; plain: Sample; statements: number; rush: Rush };

function tableOf({ product, plain, statements, rush }: Figures, foreignLoad: number): string {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const ratio = product.p50 / plain.p50;
  const rows = [
    [
      "request to approved, p50 / p95",
      `${ms(product.p50)} / ${ms(product.p95)} (${product.count} requests, one after the other)`,
    ],
    [
      "the same statements in plain SQL, p50 / p95",
      `${ms(plain.p50)} / ${ms(plain.p95)} (${statements} statements)`,
    ],
    [`ratio (aim: at most ${AIM})`, `${ratio.toFixed(2)}, ${ratio <= AIM ? "met" : "**not met**"}`],
    [
      `${rush.reviewers} reviewers decide one request at once`,
      `${rush.won} won, ${rush.refused} were told it is decided, ${rush.decisions} decision kept, ${rush.ms.toFixed(0)} ms`,
    ],
    ["other processes before", `${(100 * foreignLoad).toFixed(0)} % of the machine`],
  ];
  return `| what | measured |\n| --- | --- |\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
}
