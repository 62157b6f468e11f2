import { AppError } from "#lib/kernel/errors.ts";
import { sentence, type Terminal } from "./terminal.ts";

/** Exit statuses of commands that judge. */
export const WHOLE = 0;
export const TAMPERED = 1;
const NO_VERDICT = 2;

/**
 * Opens the database for what judges the log. Whatever keeps it from a verdict (wrong usage, no such
 * file, no database) ends with a status of its own, so that nobody takes it for one; with `json` it
 * is one line too: `{"error":{"code","message"}}`.
 */
export async function judge(
  terminal: Terminal,
  json: boolean,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await terminal.withDatabase(work);
  } catch (error) {
    terminal.setExit(NO_VERDICT);
    if (json) terminal.print(JSON.stringify({ error: told(error) }));
    throw error;
  }
}

const told = (error: unknown) => ({
  code: error instanceof AppError ? error.code : "failed",
  message: sentence(error),
});
