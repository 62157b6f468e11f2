import fs from "node:fs";
import { parseArgs } from "node:util";
import { migrate } from "#lib/db/migrate.ts";
import { writeSection } from "./benchmarks-file.ts";
import { startChild } from "./child.ts";
import type { ImportFigures } from "./import-bench.ts";
import { readMachine } from "./machine.ts";
import { freshDatabase, startBenchDatabase } from "./seed-database.ts";
import type { ImportOperations } from "./import-process.ts";

const LARGE = 100_000;

/** Imports generated documents into an empty database of its own. Returns the exit code. */
export async function runImportBench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      documents: { type: "string", default: String(LARGE) },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const documents = Number(values.documents);
  if (!Number.isInteger(documents) || documents < 1)
    throw new Error("--documents takes a whole number, such as 10000.");
  const server = await startBenchDatabase();
  try {
    const machine = await readMachine(server.url);
    const { url, ownerUrl } = await freshDatabase(server, "bench_import");
    await migrate(ownerUrl);
    const child = await startChild<ImportOperations>("import", {
      core: 0,
      env: { DATABASE_URL: url },
    });
    const figures = await child.call("import", documents);
    await child.stop();
    const text = tableOf(figures, machine.foreignLoad);
    process.stdout.write(`\n${text}`);
    if (values.json !== undefined)
      fs.writeFileSync(values.json, JSON.stringify({ machine, figures }, null, 2));
    if (values.markdown) await writeSection("import results", text);
    return 0;
  } finally {
    await server.stop();
  }
}

function tableOf(figures: ImportFigures, foreignLoad: number): string {
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const rows = [
    ["documents", `${whole(figures.documents)} (${whole(figures.megabytes)} MB)`],
    [
      "first import",
      `${figures.seconds.toFixed(1)} s, ${whole(figures.documentsPerSecond)} documents/s`,
    ],
    [
      "the same once more",
      `${whole(figures.againDocumentsPerSecond)} documents/s, nothing written`,
    ],
    ["memory before, most", `${whole(figures.rssBeforeMb)} MB, ${whole(figures.rssPeakMb)} MB`],
    ["other processes before", `${(100 * foreignLoad).toFixed(0)} % of the machine`],
  ];
  return `| what | measured |\n| --- | --- |\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
}
