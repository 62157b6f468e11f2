import fs from "node:fs";
import { once } from "node:events";
import type { Command } from "commander";
import { AppError } from "#lib/kernel/errors.ts";
import type { ImportSummary } from "#lib/imports/run-import.ts";
import { recordExport } from "./record-export.ts";
import { collect, commandLine, plain, type Terminal } from "./terminal.ts";

type Options = {
  approve?: true;
  expose?: true;
  source?: string;
  json?: true;
  report?: string;
  allowHost: string[];
};

const REFUSALS_SHOWN = 10;

export function addImportCommand(program: Command, terminal: Terminal): void {
  program
    .command("import")
    .summary("import server.json documents from a file, an address or standard input")
    .description(
      "Imports server.json documents: an official list (its pages are followed), an array, one document or JSON lines. Each document ends as imported, updated, unchanged or refused. Importing twice changes nothing; our own data and decisions are never overwritten.",
    )
    .argument("<from>", "a file, an http(s) address, or - for standard input")
    .option("--approve", "approve what arrives (otherwise it arrives as a candidate for review)")
    .option("--expose", "also put it in the anonymous feed")
    .option("--source <name>", "name of the import in the log and on the page")
    .option(
      "--allow-host <host>",
      "a host inside the company that may be fetched (repeatable)",
      collect,
      [],
    )
    .option("--report <file>", "write the outcome of every document (.csv, otherwise JSON lines)")
    .option("--json", "print the counts as one line of JSON")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- import servers.json
  npm run gatehouse -- import servers.json --approve --expose --report report.csv
  npm run gatehouse -- import https://registry.example/v0.1/servers --source "Example registry"
  cat documents.jsonl | npm run gatehouse -- import - --json`,
    )
    .action((from: string, options: Options) =>
      terminal.withDatabase(() => importFrom(from, options, terminal)),
    );
}

async function importFrom(from: string, options: Options, terminal: Terminal): Promise<void> {
  const summary = await runIt(from, options, terminal);
  if (options.report !== undefined) await writeReport(summary.runId, options.report);
  if (options.json) {
    terminal.print(JSON.stringify(summary));
    return;
  }
  const { imported, updated, unchanged, refused } = summary;
  terminal.print(
    `${imported + updated + unchanged + refused} documents: ${imported} imported, ${updated} updated, ${unchanged} unchanged, ${refused} refused.`,
  );
  if (refused > 0) await printRefusals(summary.runId, refused, terminal);
}

async function runIt(from: string, options: Options, terminal: Terminal): Promise<ImportSummary> {
  const { approve = false, expose = false } = options;
  const label = options.source ?? (from === "-" ? "Standard input" : from);
  const onProgress = (counts: object) => terminal.note(progress(counts));
  if (/^https?:\/\//i.test(from)) {
    const { importFromUrl } = await import("#lib/imports/import-from-url.ts");
    const input = { url: from, label, approve, expose, allowedHosts: options.allowHost };
    return importFromUrl(commandLine(), input, { onProgress });
  }
  const { runImport } = await import("#lib/imports/run-import.ts");
  const bytes = from === "-" ? terminal.input : await openFile(from);
  return runImport(commandLine(), { label, approve, expose, bytes, onProgress });
}

function progress(counts: object): string {
  const total = Object.values(counts).reduce((sum: number, count) => sum + Number(count), 0);
  return `${total} documents…`;
}

async function openFile(file: string): Promise<fs.ReadStream> {
  const stream = fs.createReadStream(file, { highWaterMark: 262_144 });
  try {
    await once(stream, "open");
    if (!fs.statSync(file).isDirectory()) return stream;
  } catch (error) {
    throw new AppError("invalid", `${file} cannot be read (${codeOf(error)}).`, { cause: error });
  }
  stream.destroy();
  throw new AppError("invalid", `${file} is a folder: name a file.`);
}

async function writeReport(runId: string, file: string): Promise<void> {
  const { importReport } = await import("#lib/imports/import-report.ts");
  const format = /\.csv$/i.test(file) ? "csv" : "jsonl";
  try {
    const out = await fs.promises.open(file, "w");
    try {
      await recordExport("import-report", { import: runId, format });
      for await (const text of importReport(commandLine(), { runId, format }))
        await out.write(text);
    } finally {
      await out.close();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      "invalid",
      `The import is done, but ${file} cannot be written (${codeOf(error)}).`,
      {
        cause: error,
      },
    );
  }
}

async function printRefusals(runId: string, refused: number, terminal: Terminal): Promise<void> {
  const { getImportRun } = await import("#lib/imports/get-import-run.ts");
  const page = await getImportRun(commandLine(), {
    runId,
    outcome: "refused",
    limit: REFUSALS_SHOWN,
  });
  for (const { position, name, version, field, reason } of page.items)
    terminal.print(
      `  no. ${position} ${plain(name ?? "(no name)")} ${plain(version)}: ${plain(field)} ${plain(reason)}`,
    );
  if (refused > page.items.length)
    terminal.print(`  and ${refused - page.items.length} more: --report FILE writes all of them.`);
}

const codeOf = (error: unknown) =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : "unknown");
