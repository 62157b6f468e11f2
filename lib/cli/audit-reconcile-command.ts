import fs from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import type { Reconciliation } from "#lib/audit-sinks/reconcile-sink.ts";
import { leftOutWords } from "#lib/audit-sinks/core/sink-words.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { judge, TAMPERED, WHOLE } from "./audit-verdict.ts";
import { commandLine, plain, type Terminal } from "./terminal.ts";

type ReconcileOptions = { sink: string; received?: string; from: string; to?: string; json?: true };

/** `audit reconcile`: what a sink was sent against what is there. */
export function addReconcileCommand(audit: Command, terminal: Terminal): void {
  audit
    .command("reconcile")
    .description(
      "Compares what a sink was sent with what is there, by writer, epoch and sequence; what is missing is named and sent again.",
    )
    .requiredOption("--sink <name>", "its name")
    .requiredOption("--from <day>", "first day (UTC) of the records: 2026-11-26")
    .option("--to <day>", "last day; without it the first one")
    .option(
      "--received <file>",
      "what arrived, one event a line (our JSON, OCSF, CEF or LEEF); - is standard input. Files and object stores are read by themselves.",
    )
    .option("--json", "print one line of JSON")
    .action((given: ReconcileOptions) =>
      judge(terminal, given.json === true, () => reconcile(given, terminal)),
    );
}

async function reconcile(
  { sink, received, from, to = from, json }: ReconcileOptions,
  terminal: Terminal,
): Promise<void> {
  const { listSinks } = await import("#lib/audit-sinks/list-sinks.ts");
  const { reconcileSink, reconcileWithList } = await import("#lib/audit-sinks/reconcile-sink.ts");
  const ctx = commandLine();
  const found = (await listSinks(ctx, {})).find(({ name }) => name === sink);
  if (!found) throw new AppError("not_found", `There is no sink called ${plain(sink)}.`);
  const what = { sinkId: found.id, days: { from, to } };
  const input = received === "-" ? process.stdin : received && (await opened(received));
  const answer = input
    ? await reconcileWithList(ctx, what, linesOf(input))
    : await reconcileSink(ctx, what);
  terminal.setExit(answer.missing.length === 0 ? WHOLE : TAMPERED);
  terminal.print(json ? JSON.stringify(answer) : words(answer));
}

function words({ sent, found, repeats, unreadable, missing, leftOut }: Reconciliation): string {
  const lines = missing.map(
    (range) =>
      `- writer ${plain(range.writer)}, epoch ${range.epoch}: ${range.from} to ${range.to}`,
  );
  const whole =
    sent === 0
      ? "There is nothing to compare: nothing of these days was sent by the present settings of the sink."
      : `All ${sent} records that were sent are there.`;
  return [
    missing.length === 0
      ? whole
      : `Of ${sent} records that were sent these are missing, and are sent again:`,
    ...lines,
    `${found} found, ${repeats} of them more than once; ${unreadable} lines could not be read.`,
    ...(leftOut ? [`${leftOutWords(leftOut)}: the record in the log says so.`] : []),
  ].join("\n");
}

/** It begins to read when it is asked for the first line: what came before would be lost. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    isEmpty = false;
    yield line;
  }
  if (isEmpty)
    throw new AppError("invalid", "The list is empty. If nothing arrived, write that as a line.");
}

/** Lines are read later, when nobody listens to a file that cannot be opened. */
async function opened(file: string): Promise<NodeJS.ReadableStream> {
  try {
    if ((await fs.stat(file)).isDirectory()) throw new Error("It is a folder.");
    return (await fs.open(file)).createReadStream();
  } catch (error) {
    throw new AppError("invalid", `${plain(file)} cannot be read.`, { cause: error });
  }
}
