import { randomUUID } from "node:crypto";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";

/** What the commands need from the process they run in. */
export type Terminal = {
  /** Opens the database, runs the work, closes it again. Verbs may be imported only inside. */
  withDatabase<Result>(work: () => Promise<Result>): Promise<Result>;
  print(line: string): void;
  /** For people only: progress and hints, never part of a machine's output. */
  note(line: string): void;
  /** The exit status of a command that ends in order, where that says something. */
  setExit(code: number): void;
  input: AsyncIterable<Uint8Array>;
};

/**
 * Whoever runs the command, by the number of their login at the operating system, where it has such:
 * names of people are in no record, and what that number is called stands outside the log.
 */
export function commandLine(): Context {
  const uid = process.getuid?.();
  const name = uid === undefined ? "Command line" : `Command line (uid ${uid})`;
  return {
    actor: systemActor("command-line", name),
    now: new Date(),
    requestId: randomUUID(),
  };
}

/** The sentence for an error: a refusal names its fields. */
export function sentence(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? error.message : String(error);
  const fields = Object.entries(error.fields).flatMap(([field, reasons]) =>
    reasons.map((reason) => (field === "" ? reason : `${field}: ${reason}`)),
  );
  return fields.length > 0 ? fields.join(" ") : error.message;
}

/** Columns padded to their widest cell; nothing for no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** For options that may be given several times. */
export const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

/** A cell that no control character can turn into something else on a terminal. */
export const plain = (text: string | null): string =>
  (text ?? "").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
