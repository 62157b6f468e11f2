import fs from "node:fs/promises";
import type { Command } from "commander";
import { AppError } from "#lib/kernel/errors.ts";
import { commandLine, plain, type Terminal } from "./terminal.ts";

type ExportOptions = { out: string; from: string; personal?: true; json?: true };
type Part = { firstLeaf: number; isPersonal: boolean };
type Header = { firstLeaf: number; size: number };
type Target = {
  write(text: string): Promise<void>;
  /** Gives it the name that was asked for; false: nothing of it is left. */
  end(isWhole: boolean): Promise<void>;
};

const FAILED = 1;

export function addExportCommand(audit: Command, terminal: Terminal): void {
  audit
    .command("export")
    .description(
      "Writes the log up to the newest checkpoint, so that it can be verified elsewhere.",
    )
    .requiredOption("--out <file>", "where to; - is standard output")
    .option("--from <leaf>", "first place in the tree", "0")
    .option(
      "--personal",
      "also what is personal, so that it can be compared with what records committed to: keep such a file as you keep the log",
    )
    .option("--json", "print one line of JSON about it")
    .action((given: ExportOptions) => terminal.withDatabase(() => exportTo(given, terminal)));
}

async function exportTo(given: ExportOptions, terminal: Terminal): Promise<void> {
  const { out, from, json } = given;
  if (!/^\d{1,15}$/.test(from))
    throw new AppError("invalid", "--from is a place in the tree: 0, 1, 2, …");
  const target = out === "-" ? standardOutput() : await newFile(out);
  const done = await written(
    { firstLeaf: Number(from), isPersonal: given.personal === true },
    target,
  ).catch((error: unknown) => {
    if (!isBrokenPipe(error)) throw error;
    return "unread" as const;
  });
  // Whoever reads has enough: `audit export --out - | head`.
  if (done === "unread") return terminal.setExit(FAILED);
  if (done === null)
    throw new AppError(
      "unavailable",
      "There is no checkpoint after that place yet: the worker signs one within 10 seconds of a record.",
    );
  if (out === "-") return;
  terminal.print(
    json
      ? JSON.stringify(done)
      : `${done.size - done.firstLeaf} records and ${done.checkpoints} checkpoints are in ${plain(out)}.`,
  );
}

/** Whoever takes the log out is in it before the first byte of it is given out. */
async function written(part: Part, target: Target) {
  const { exportLog } = await import("#lib/audit/verify/export-log.ts");
  const { readLog } = await import("#lib/audit/verify/in-snapshot.ts");
  const { env } = await import("#lib/config/env.ts");
  let isWhole = false;
  let isRecorded = false;
  const write = async (text: string) => {
    // The first line says how much it will be.
    if (!isRecorded) await recordExport(JSON.parse(text) as Header, part);
    isRecorded = true;
    await target.write(text);
  };
  try {
    const done = await readLog(env.databaseUrl ?? "", (client) => exportLog(client, part, write));
    isWhole = done !== null;
    return done;
  } finally {
    await target.end(isWhole);
  }
}

function standardOutput(): Target {
  // An error fails the write that it belongs to, which is where it is dealt with.
  process.stdout.on("error", () => undefined);
  return {
    write: (text) =>
      new Promise((resolve, reject) =>
        process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
      ),
    end: async () => undefined,
  };
}

/** Nothing half written is left under the name that was asked for. */
async function newFile(out: string): Promise<Target> {
  const part = `${out}.part`;
  const file = await fs.open(part, "w", 0o600).catch((cause: unknown) => {
    throw new AppError("invalid", `${plain(out)} cannot be written.`, { cause });
  });
  return {
    write: (text) => file.appendFile(text),
    async end(isWhole) {
      await file.close();
      await (isWhole ? fs.rename(part, out) : fs.rm(part));
    },
  };
}

const isBrokenPipe = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "EPIPE";

async function recordExport({ firstLeaf, size }: Header, { isPersonal }: Part): Promise<void> {
  const { appendEvents } = await import("#lib/audit/chain/append-events.ts");
  const { recordsOf } = await import("#lib/audit/chain/records-of.ts");
  const entry = {
    action: "export.read" as const,
    targetKind: "log" as const,
    targetId: "log",
    before: null,
    after: {
      ...{ format: "gatehouse-audit-export/1", firstLeaf, size },
      ...(isPersonal ? { personal: true } : {}),
    },
  };
  await appendEvents(recordsOf(commandLine(), [entry], { kind: "event", outcome: "success" }));
}
